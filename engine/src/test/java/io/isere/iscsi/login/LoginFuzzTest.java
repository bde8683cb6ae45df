package io.isere.iscsi.login;

import static io.isere.iscsi.login.Directories.INITIATOR;
import static io.isere.iscsi.login.Directories.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.LoginResponseBhs;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Damaged and random PDUs: neither side ever throws, and every login that does not go on has its reason. */
class LoginFuzzTest {

    private static final int ROOM_BYTES = 48 + 8192;

    private final ByteBuffer requestBytes = ByteBuffer.allocate(ROOM_BYTES);
    private final ByteBuffer responseBytes = ByteBuffer.allocate(ROOM_BYTES);

    private static InitiatorLogin initiator(Random random) {
        TransportKind transport = random.nextBoolean() ? TransportKind.ISER : TransportKind.TCP;
        InitiatorLoginOptions options = random.nextBoolean()
                ? InitiatorLoginOptions.normal(transport, INITIATOR, TARGET)
                : InitiatorLoginOptions.discovery(transport, INITIATOR);
        return new InitiatorLogin(
                options.firstStage(random.nextBoolean() ? LoginStage.SECURITY : LoginStage.OPERATIONAL)
                        .skipOperational(random.nextBoolean())
                        .textLimitBytes(1 + random.nextInt(400)));
    }

    private static TargetLogin target(Random random) {
        TransportKind transport = random.nextBoolean() ? TransportKind.ISER : TransportKind.TCP;
        return new TargetLogin(
                new TargetLoginOptions(transport).textLimitBytes(1 + random.nextInt(400)), Directories.OPEN);
    }

    /** Flips some bits of what was sent, or cuts it; returns the new length. */
    private static int damage(ByteBuffer bytes, int length, int damages, Random random) {
        for (int count = 0; count < damages; count++) {
            int index = random.nextInt(length);
            bytes.put(index, (byte) (bytes.get(index) ^ 1 << random.nextInt(8)));
        }
        return random.nextInt(20) == 0 ? random.nextInt(length) : length;
    }

    @Property(tries = 2000)
    void damagedLoginsEnd(@ForAll long seed, @ForAll @IntRange(max = 3) int damages) {
        Random random = new Random(seed);
        InitiatorLogin initiator = initiator(random);
        TargetLogin target = target(random);
        int length = initiator.start(requestBytes, 0);
        for (int step = 0; step < 1000; step++) {
            length = damage(requestBytes, length, random.nextInt(damages + 1), random);
            TargetLogin.Outcome atTarget = target.onRequest(requestBytes, 0, length, responseBytes, 0);
            checkTarget(target, atTarget);
            length = damage(responseBytes, target.responseLengthBytes(), random.nextInt(damages + 1), random);
            InitiatorLogin.Outcome atInitiator = initiator.onResponse(responseBytes, 0, length, requestBytes, 0);
            checkInitiator(initiator, atInitiator);
            if (atInitiator != InitiatorLogin.Outcome.SEND || atTarget != TargetLogin.Outcome.SEND) {
                return;
            }
            length = initiator.requestLengthBytes();
        }
        throw new AssertionError("neither side ended it");
    }

    private void checkTarget(TargetLogin target, TargetLogin.Outcome outcome) {
        LoginResponseBhs response = new LoginResponseBhs().wrap(responseBytes, 0);
        assertThat(target.responseLengthBytes()).isEqualTo(response.pduLengthBytes());
        boolean refused = outcome == TargetLogin.Outcome.SEND_AND_CLOSE;
        assertThat(target.failure() != null).isEqualTo(refused);
        assertThat(response.statusClass() != 0).isEqualTo(refused);
        assertThat(target.result() != null).isEqualTo(outcome == TargetLogin.Outcome.SEND_FINAL);
        if (refused) {
            assertThat(target.failure().message()).isNotBlank();
        }
    }

    private static void checkInitiator(InitiatorLogin initiator, InitiatorLogin.Outcome outcome) {
        assertThat(initiator.failure() != null).isEqualTo(outcome == InitiatorLogin.Outcome.FAILED);
        assertThat(initiator.result() != null).isEqualTo(outcome == InitiatorLogin.Outcome.DONE);
        if (outcome == InitiatorLogin.Outcome.FAILED) {
            assertThat(initiator.failure().message()).isNotBlank();
        }
    }

    @Property(tries = 2000)
    void randomBytesAreAnsweredOrRefused(@ForAll long seed, @ForAll boolean looksLikeLogin) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        if (looksLikeLogin && bytes.length >= 48) {
            bytes[0] = 0x43;
            bytes[3] = 0;
            bytes[4] = 0;
            bytes[5] = 0;
            bytes[6] = 0;
            bytes[7] = (byte) (bytes.length - 48);
        }
        TargetLogin target = target(random);
        checkTarget(target, target.onRequest(ByteBuffer.wrap(bytes), 0, bytes.length, responseBytes, 0));
        InitiatorLogin initiator = initiator(random);
        initiator.start(requestBytes, 0);
        if (looksLikeLogin && bytes.length >= 48) {
            bytes[0] = 0x23;
        }
        checkInitiator(initiator, initiator.onResponse(ByteBuffer.wrap(bytes), 0, bytes.length, requestBytes, 0));
    }
}
