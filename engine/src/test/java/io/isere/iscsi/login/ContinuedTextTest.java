package io.isere.iscsi.login;

import static io.isere.iscsi.login.Directories.INITIATOR;
import static io.isere.iscsi.login.Directories.TARGET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.text.KeyTrait;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.NegotiationPhase;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.iscsi.text.Role;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Login text cut into PDUs at any byte, both ways (RFC 7143, section 6.1: "key=value pairs may span PDU boundaries"). */
class ContinuedTextTest {

    private final ByteBuffer in = ByteBuffer.allocate(16_384);
    private final ByteBuffer out = ByteBuffer.allocate(16_384);

    /** Names, and every key with a default that the initiator may send in the operational stage, at its default. */
    private static String everyKey() {
        StringBuilder text = new StringBuilder("InitiatorName=" + INITIATOR + "\0TargetName=" + TARGET + "\0");
        for (NegotiationKey key : NegotiationKey.values()) {
            boolean legal = key.senders().include(Role.INITIATOR)
                    && key.allowedIn(NegotiationPhase.OPERATIONAL, true)
                    && !key.has(KeyTrait.ISER_ONLY)
                    && !key.defaultValue().isEmpty();
            if (legal) {
                text.append(key.text()).append('=').append(key.defaultValue()).append('\0');
            }
        }
        return text.append("X-com.example.unknown=1\0").toString();
    }

    private TargetLogin.Outcome ask(TargetLogin login, byte[] text, int from, int to) {
        boolean last = to == text.length;
        LoginRequestBhs request = new LoginRequestBhs()
                .wrap(in, 0)
                .init()
                .transitBit(last)
                .continueBit(!last)
                .currentStage(1)
                .nextStage(last ? 3 : 0)
                .dataSegmentLengthBytes(to - from);
        in.put(48, text, from, to - from);
        return login.onRequest(in, 0, request.pduLengthBytes(), out, 0);
    }

    private LoginResponseBhs response() {
        return new LoginResponseBhs().wrap(out, 0);
    }

    private String responseText() {
        byte[] text = new byte[response().dataSegmentLengthBytes()];
        out.get(48, text);
        return new String(text, UTF_8);
    }

    private static TargetLogin newTarget() {
        return new TargetLogin(new TargetLoginOptions(TransportKind.TCP), Directories.OPEN);
    }

    /** Logs in with the text in pieces; the cuts are the ends of all pieces but the last. */
    private String answerTo(byte[] text, int... cuts) {
        TargetLogin target = newTarget();
        int from = 0;
        for (int cut : cuts) {
            assertThat(ask(target, text, from, cut)).isEqualTo(TargetLogin.Outcome.SEND);
            assertThat(response().dataSegmentLengthBytes())
                    .as("a request with the C bit is answered without text")
                    .isZero();
            assertThat(response().transitBit()).isFalse();
            from = cut;
        }
        assertThat(ask(target, text, from, text.length)).isEqualTo(TargetLogin.Outcome.SEND_FINAL);
        assertThat(target.parameters()).isEqualTo(expected(text));
        return responseText();
    }

    private OperationalParameters expected(byte[] text) {
        TargetLogin whole = newTarget();
        byte[] kept = out.array().clone();
        ask(whole, text, 0, text.length);
        out.put(0, kept);
        return whole.parameters();
    }

    @Test
    void aTargetPutsTextTogetherWhereverItIsCut() {
        byte[] text = everyKey().getBytes(UTF_8);
        String whole = answerTo(text);
        assertThat(whole).contains("MaxBurstLength=262144\0", "X-com.example.unknown=NotUnderstood\0");
        for (int cut = 1; cut < text.length; cut++) {
            assertThat(answerTo(text, cut)).as("cut behind byte %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void aTargetTakesTextInPiecesOfAnySizeAndEmptyOnes() {
        byte[] text = everyKey().getBytes(UTF_8);
        String whole = answerTo(text);
        // 256 exchanges are the limit of a login.
        for (int size = 8; size < 64; size += 5) {
            int pieces = (text.length - 1) / size;
            int[] cuts = new int[pieces + 2];
            for (int index = 0; index < pieces; index++) {
                cuts[index + 1] = (index + 1) * size;
            }
            cuts[pieces + 1] = cuts[pieces];
            assertThat(answerTo(text, cuts)).as("pieces of %d bytes", size).isEqualTo(whole);
        }
    }

    /** A key that is sent twice is found wherever the two are. */
    @Test
    void aKeyTwiceIsRefusedAcrossPdus() {
        byte[] text = (everyKey() + "MaxBurstLength=512\0").getBytes(UTF_8);
        for (int cut = 1; cut < text.length; cut += 7) {
            TargetLogin target = newTarget();
            ask(target, text, 0, cut);
            assertThat(ask(target, text, cut, text.length)).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
            assertThat(target.failure().status()).isEqualTo(LoginStatus.INITIATOR_ERROR);
            assertThat(target.failure().message()).contains("MaxBurstLength was sent a second time");
        }
    }

    /** The end of the text is not the end of a pair. */
    @Test
    void aPairWithoutEndIsRefusedWhereverItIsCut() {
        byte[] text = (everyKey() + "InitiatorAlias=a").getBytes(UTF_8);
        for (int cut = text.length - 20; cut < text.length; cut++) {
            TargetLogin target = newTarget();
            ask(target, text, 0, cut);
            assertThat(ask(target, text, cut, text.length)).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
            assertThat(target.failure().message()).contains("null (0x00) delimiter");
        }
    }

    @Test
    void anInitiatorPutsTextTogetherWhereverItIsCut() {
        byte[] text = "TargetPortalGroupTag=7\0TargetAlias=a disk\0MaxBurstLength=4096\0MaxRecvDataSegmentLength=512\0"
                .getBytes(UTF_8);
        for (int cut = 0; cut <= text.length; cut++) {
            InitiatorLogin initiator =
                    new InitiatorLogin(InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET)
                            .initiatorTaskTag(5));
            initiator.start(out, 0);
            answer(text, 0, cut, false);
            assertThat(initiator.onResponse(in, 0, 48 + padded(cut), out, 0)).isEqualTo(InitiatorLogin.Outcome.SEND);
            assertThat(new LoginRequestBhs().wrap(out, 0).dataSegmentLengthBytes())
                    .as("a response with the C bit is answered without text")
                    .isZero();
            answer(text, cut, text.length, true);
            assertThat(initiator.onResponse(in, 0, 48 + padded(text.length - cut), out, 0))
                    .as("cut behind byte %d", cut)
                    .isEqualTo(InitiatorLogin.Outcome.DONE);
            assertThat(initiator.result().portalGroupTag()).isEqualTo(7);
            assertThat(initiator.result().targetAlias()).isEqualTo("a disk");
            assertThat(initiator.parameters().maxBurstLengthBytes()).isEqualTo(4096);
            assertThat(initiator.parameters().maxSendDataSegmentLengthBytes()).isEqualTo(512);
        }
    }

    private static int padded(int bytes) {
        return bytes + 3 & ~3;
    }

    private void answer(byte[] text, int from, int to, boolean last) {
        Arrays.fill(in.array(), (byte) 0);
        new LoginResponseBhs()
                .wrap(in, 0)
                .init()
                .transitBit(last)
                .continueBit(!last)
                .currentStage(1)
                .nextStage(last ? 3 : 0)
                .tsih(last ? 1 : 0)
                .initiatorTaskTag(5)
                .dataSegmentLengthBytes(to - from);
        in.put(48, text, from, to - from);
    }
}
