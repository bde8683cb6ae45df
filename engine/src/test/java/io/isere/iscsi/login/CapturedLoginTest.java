package io.isere.iscsi.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.rdma.capture.TcpCapture;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The captured login, with one of its sides replaced by ours. */
class CapturedLoginTest {

    /** Where the PDU of the first FPDU is: behind MPA frame and private data, length, DDP header and iSER header. */
    private static final int PDU_OFFSET = 28 + 2 + 18 + 28;

    private static final String INITIATOR = "iqn.2026-01.org.lab:i1";
    private static final String TARGET = "iqn.2026-01.org.lab:t1";

    private final TcpCapture capture = TcpCapture.resource(TcpCapture.ISER_SIW);
    private final ByteBuffer out = ByteBuffer.allocate(48 + 8192);

    /** Length of the PDU in the first FPDU, which starts with its own length at 28. */
    private static int pduLength(ByteBuffer stream) {
        return stream.getShort(28) - 18 - 28;
    }

    @Test
    void theKernelInitiatorLogsInToOurTarget() {
        ByteBuffer stream = ByteBuffer.wrap(capture.sentTo(TcpCapture.ISER_SIW_PORT));
        TargetLogin target = new TargetLogin(
                new TargetLoginOptions(TransportKind.ISER).commandWindow(64),
                Directories.answering(Admission.granted(1, "")));
        assertThat(target.onRequest(stream, PDU_OFFSET, pduLength(stream), out, 0))
                .isEqualTo(TargetLogin.Outcome.SEND_FINAL);
        TargetLoginResult result = target.result();
        assertThat(result.identity())
                .isEqualTo(new LoginIdentity(INITIATOR, TARGET, false, 0x00023d000003L, 0, 0, TransportKind.ISER));
        assertThat(result.initiatorAlias()).isEqualTo("lab");
        OperationalParameters parameters = result.parameters();
        assertThat(parameters.iserAssisted()).isTrue();
        assertThat(parameters.initialR2t()).isTrue();
        assertThat(parameters.immediateData()).isFalse();
        assertThat(parameters.maxReceiveDataSegmentLengthBytes()).isEqualTo(8192);
        assertThat(parameters.maxSendDataSegmentLengthBytes()).isEqualTo(8192);
        assertThat(parameters.maxBurstLengthBytes()).isEqualTo(262_144);
        LoginResponseBhs response = new LoginResponseBhs().wrap(out, 0);
        assertThat(response.maxCmdSn()).isEqualTo(response.expCmdSn() + 63);
    }

    @Test
    void ourInitiatorTakesTheAnswerOfLio() {
        ByteBuffer stream = ByteBuffer.wrap(capture.sentFrom(TcpCapture.ISER_SIW_PORT));
        LocalValues values = DefaultValues.initiator(TransportKind.ISER)
                .with(NegotiationKey.MAX_BURST_LENGTH, 16_776_192)
                .with(NegotiationKey.INITIAL_R2T, false)
                .with(NegotiationKey.IMMEDIATE_DATA, true)
                .with(NegotiationKey.FIRST_BURST_LENGTH, 262_144)
                .with(NegotiationKey.INITIATOR_RECV_DATA_SEGMENT_LENGTH, 262_144);
        InitiatorLogin initiator =
                new InitiatorLogin(InitiatorLoginOptions.normal(TransportKind.ISER, INITIATOR, TARGET)
                        .isid(0x00023d000003L)
                        .values(values));
        initiator.start(out, 0);
        InitiatorLogin.Outcome outcome = initiator.onResponse(stream, PDU_OFFSET, pduLength(stream), out, 0);
        assertThat(outcome).as("%s", initiator.failure()).isEqualTo(InitiatorLogin.Outcome.DONE);
        InitiatorLoginResult result = initiator.result();
        assertThat(result.tsih()).isNotZero();
        assertThat(result.portalGroupTag()).isEqualTo(1);
        assertThat(result.targetAlias()).isEqualTo("LIO Target");
        assertThat(result.parameters().maxSendDataSegmentLengthBytes()).isEqualTo(8192);
        assertThat(result.parameters().maxReceiveDataSegmentLengthBytes()).isEqualTo(262_144);
        assertThat(result.parameters().maxBurstLengthBytes()).isEqualTo(262_144);
        assertThat(result.parameters().firstBurstLengthBytes()).isEqualTo(65_536);
        assertThat(result.parameters().initialR2t()).isTrue();
        assertThat(result.parameters().immediateData()).isTrue();
    }
}
