package io.isere.iscsi.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An {@link InitiatorLogin} and a {@link TargetLogin} that log in to each other, each PDU checked on its way. */
final class LoginLoop {

    static final int PDU_OFFSET = 28;
    private static final int MAX_STEPS = 2000;

    private final InitiatorLogin initiator;
    private final TargetLogin target;
    private final int initiatorLimitBytes;
    private final int targetLimitBytes;
    private final ByteBuffer requestBytes = ByteBuffer.allocate(PDU_OFFSET + 48 + 8192);
    private final ByteBuffer responseBytes = ByteBuffer.allocate(PDU_OFFSET + 48 + 8192);
    private final LoginRequestBhs request = new LoginRequestBhs();
    private final LoginResponseBhs response = new LoginResponseBhs();
    private final List<String> flow = new ArrayList<>();
    private final StringBuilder requestText = new StringBuilder();
    private final StringBuilder responseText = new StringBuilder();
    private boolean mustAnswerEmpty;
    private TargetLogin.Outcome targetOutcome = TargetLogin.Outcome.SEND;

    LoginLoop(InitiatorLoginOptions initiatorOptions, TargetLoginOptions targetOptions, TargetDirectory directory) {
        this.initiator = new InitiatorLogin(initiatorOptions);
        this.target = new TargetLogin(targetOptions, directory);
        this.initiatorLimitBytes = initiatorOptions.textLimitBytes();
        this.targetLimitBytes = targetOptions.textLimitBytes();
    }

    /** Runs to the end of the login and returns the initiator's outcome. */
    InitiatorLogin.Outcome run() {
        int length = initiator.start(requestBytes, PDU_OFFSET);
        int expectedStatSn = 0;
        for (int step = 0; step < MAX_STEPS; step++) {
            checkRequest(length);
            targetOutcome = target.onRequest(requestBytes, PDU_OFFSET, length, responseBytes, PDU_OFFSET);
            checkResponse(target.responseLengthBytes());
            if (targetOutcome != TargetLogin.Outcome.SEND_AND_CLOSE) {
                assertThat(response.statSn()).isEqualTo(expectedStatSn++);
            }
            InitiatorLogin.Outcome outcome = initiator.onResponse(
                    responseBytes, PDU_OFFSET, target.responseLengthBytes(), requestBytes, PDU_OFFSET);
            if (outcome != InitiatorLogin.Outcome.SEND) {
                return outcome;
            }
            assertThat(targetOutcome).isEqualTo(TargetLogin.Outcome.SEND);
            length = initiator.requestLengthBytes();
        }
        throw new AssertionError("the login does not end: " + flow);
    }

    private void checkRequest(int lengthBytes) {
        request.wrap(requestBytes, PDU_OFFSET);
        assertThat(request.pduLengthBytes()).isEqualTo(lengthBytes);
        assertThat(request.dataSegmentLengthBytes()).isLessThanOrEqualTo(initiatorLimitBytes);
        assertThat(request.transitBit() && request.continueBit()).isFalse();
        assertThat(initiator.asksForFullFeature()).isEqualTo(request.transitBit() && request.nextStage() == 3);
        assertThat(request.immediateBit()).isTrue();
        if (mustAnswerEmpty) {
            assertThat(request.dataSegmentLengthBytes()).isZero();
        }
        requestText.append(text(requestBytes, request.dataSegmentOffset(), request.dataSegmentLengthBytes()));
        flow.add(step("I", request.currentStage(), request.transitBit(), request.nextStage(), request.continueBit()));
    }

    private void checkResponse(int lengthBytes) {
        response.wrap(responseBytes, PDU_OFFSET);
        assertThat(response.pduLengthBytes()).isEqualTo(lengthBytes);
        assertThat(response.dataSegmentLengthBytes()).isLessThanOrEqualTo(targetLimitBytes);
        assertThat(response.transitBit() && (response.continueBit() || !request.transitBit()))
                .isFalse();
        if (request.continueBit()) {
            assertThat(response.dataSegmentLengthBytes()).isZero();
        }
        if (targetOutcome != TargetLogin.Outcome.SEND_FINAL && response.statusClass() == 0) {
            assertThat(response.tsih()).isEqualTo(request.tsih());
        }
        mustAnswerEmpty = response.continueBit();
        responseText.append(text(responseBytes, response.dataSegmentOffset(), response.dataSegmentLengthBytes()));
        flow.add(step(
                "T", response.currentStage(), response.transitBit(), response.nextStage(), response.continueBit()));
    }

    private static String step(String who, int csg, boolean transit, int nsg, boolean continued) {
        return who + csg + (transit ? ">" + nsg : "") + (continued ? "C" : "");
    }

    private static String text(ByteBuffer bytes, int offset, int length) {
        byte[] text = new byte[length];
        bytes.get(offset, text);
        return new String(text, StandardCharsets.UTF_8).replace('\0', ' ');
    }

    /** All PDUs: who, CSG, ">" NSG if T is set, "C" if C is set. */
    List<String> flow() {
        return flow;
    }

    /** Everything the initiator sent, pairs with a space behind each. */
    String requestText() {
        return requestText.toString();
    }

    /** Everything the target sent. */
    String responseText() {
        return responseText.toString();
    }

    InitiatorLogin initiator() {
        return initiator;
    }

    TargetLogin target() {
        return target;
    }

    TargetLogin.Outcome targetOutcome() {
        return targetOutcome;
    }
}
