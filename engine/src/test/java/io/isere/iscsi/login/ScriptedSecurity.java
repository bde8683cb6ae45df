package io.isere.iscsi.login;

import static io.isere.iscsi.login.Directories.INITIATOR;
import static io.isere.iscsi.login.Directories.TARGET;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.TextReader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** A peer in the security stage that sends whatever text a test wants, to a real target or a real initiator. */
final class ScriptedSecurity {
    static final String NAMES = "InitiatorName=" + INITIATOR + " TargetName=" + TARGET + " ";

    private final ByteBuffer request = ByteBuffer.allocate(16_384);
    private final ByteBuffer response = ByteBuffer.allocate(16_384);
    private final LoginRequestBhs requestBhs = new LoginRequestBhs();
    private final LoginResponseBhs responseBhs = new LoginResponseBhs();

    /** Sends text, pairs with a space behind each, to a target in the security stage; returns what it answers. */
    Map<String, String> ask(TargetLogin target, boolean transit, String text) {
        requestBhs
                .wrap(request, 0)
                .init()
                .transitBit(transit)
                .currentStage(0)
                .nextStage(transit ? 1 : 0)
                .dataSegmentLengthBytes(put(request, text));
        target.onRequest(request, 0, requestBhs.pduLengthBytes(), response, 0);
        responseBhs.wrap(response, 0);
        return pairs(responseBhs);
    }

    /** What the initiator says first. */
    Map<String, String> start(InitiatorLogin initiator) {
        initiator.start(request, 0);
        return pairs(requestBhs.wrap(request, 0));
    }

    /** Sends text as the target to an initiator in the security stage; returns what it says to it. */
    Map<String, String> answer(InitiatorLogin initiator, boolean transit, String text) {
        responseBhs
                .wrap(response, 0)
                .init()
                .transitBit(transit)
                .currentStage(0)
                .nextStage(transit ? 1 : 0)
                .dataSegmentLengthBytes(put(response, text));
        InitiatorLogin.Outcome outcome = initiator.onResponse(response, 0, responseBhs.pduLengthBytes(), request, 0);
        return outcome == InitiatorLogin.Outcome.SEND ? pairs(requestBhs.wrap(request, 0)) : Map.of();
    }

    /** The target's last response. */
    LoginResponseBhs response() {
        return responseBhs;
    }

    /** The initiator's last request. */
    LoginRequestBhs request() {
        return requestBhs;
    }

    private static int put(ByteBuffer target, String text) {
        byte[] bytes = text.replace(' ', '\0').getBytes(UTF_8);
        target.put(Bhs.LENGTH_BYTES, bytes);
        return bytes.length;
    }

    private static Map<String, String> pairs(Bhs<?> bhs) {
        TextReader reader = new TextReader(8192);
        reader.append(bhs.buffer(), bhs.dataSegmentOffset(), bhs.dataSegmentLengthBytes());
        Map<String, String> pairs = new HashMap<>();
        for (KeyValue pair : reader.parse().pairs()) {
            pairs.put(pair.key(), pair.value());
        }
        return pairs;
    }

    static TargetLogin target(TargetAuthentication authentication) {
        return new TargetLogin(
                new TargetLoginOptions(TransportKind.TCP),
                Directories.answering(Admission.granted(1, "", authentication)));
    }

    static InitiatorLogin initiator(InitiatorAuthentication authentication) {
        return new InitiatorLogin(InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET)
                .authentication(authentication));
    }
}
