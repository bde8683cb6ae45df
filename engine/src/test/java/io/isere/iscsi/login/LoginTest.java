package io.isere.iscsi.login;

import static io.isere.iscsi.login.Directories.INITIATOR;
import static io.isere.iscsi.login.Directories.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.text.Digest;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.OperationalParameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs the initiator in to the target, by all ways through the stages. */
class LoginTest {

    /** One way to log in. */
    record Way(
            TransportKind transport,
            boolean discovery,
            LoginStage firstStage,
            boolean skipOperational,
            int initiatorLimitBytes,
            int targetLimitBytes) {

        InitiatorLoginOptions initiator() {
            InitiatorLoginOptions options = discovery
                    ? InitiatorLoginOptions.discovery(transport, INITIATOR)
                    : InitiatorLoginOptions.normal(transport, INITIATOR, TARGET);
            return options.firstStage(firstStage)
                    .skipOperational(skipOperational)
                    .initiatorAlias("a host")
                    .isid(Isid.random(0xabcdef, 3))
                    .initiatorTaskTag(0x1000)
                    .cmdSn(123)
                    .expectedPortalGroupTag(7)
                    .textLimitBytes(initiatorLimitBytes);
        }

        TargetLoginOptions target() {
            return new TargetLoginOptions(transport).commandWindow(32).textLimitBytes(targetLimitBytes);
        }
    }

    static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (TransportKind transport : TransportKind.values()) {
            for (boolean discovery : new boolean[] {false, true}) {
                for (int initiatorLimitBytes : new int[] {8192, 100, 17}) {
                    for (int targetLimitBytes : new int[] {8192, 100, 17}) {
                        for (boolean skip : new boolean[] {false, true}) {
                            ways.add(new Way(
                                    transport,
                                    discovery,
                                    LoginStage.SECURITY,
                                    skip,
                                    initiatorLimitBytes,
                                    targetLimitBytes));
                        }
                        ways.add(new Way(
                                transport,
                                discovery,
                                LoginStage.OPERATIONAL,
                                false,
                                initiatorLimitBytes,
                                targetLimitBytes));
                    }
                }
            }
        }
        return ways;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyWayEndsInFullFeatureWithTheSameParametersOnBothSides(Way way) {
        LoginLoop loop = new LoginLoop(way.initiator(), way.target(), Directories.OPEN);
        assertThat(loop.run())
                .as("%s %s", loop.initiator().failure(), loop.target().failure())
                .isEqualTo(InitiatorLogin.Outcome.DONE);
        assertThat(loop.targetOutcome()).isEqualTo(TargetLogin.Outcome.SEND_FINAL);
        InitiatorLoginResult initiator = loop.initiator().result();
        TargetLoginResult target = loop.target().result();
        checkIdentity(way, target);
        assertThat(initiator.tsih()).isEqualTo(Directories.TSIH).isEqualTo(target.tsih());
        assertThat(initiator.portalGroupTag()).isEqualTo(7);
        assertThat(initiator.targetAlias()).isEqualTo(way.discovery() ? "" : "a disk");
        assertThat(target.initiatorAlias()).isEqualTo("a host");
        assertThat(initiator.expStatSn()).isEqualTo(target.nextStatSn());
        assertThat(initiator.expCmdSn()).isEqualTo(123).isEqualTo(target.cmdSn());
        assertThat(initiator.maxCmdSn()).isEqualTo(123 + 32 - 1);
        checkParameters(way, initiator.parameters(), target.parameters());
    }

    private static void checkIdentity(Way way, TargetLoginResult target) {
        assertThat(target.identity())
                .isEqualTo(new LoginIdentity(
                        INITIATOR,
                        way.discovery() ? "" : TARGET,
                        way.discovery(),
                        Isid.random(0xabcdef, 3),
                        0,
                        0,
                        way.transport()));
    }

    private static void checkParameters(Way way, OperationalParameters initiator, OperationalParameters target) {
        boolean iserAssisted = way.transport() == TransportKind.ISER && !way.discovery();
        assertThat(initiator.iserAssisted()).isEqualTo(iserAssisted);
        assertThat(initiator.discovery()).isEqualTo(way.discovery());
        assertThat(initiator.maxSendDataSegmentLengthBytes()).isEqualTo(target.maxReceiveDataSegmentLengthBytes());
        assertThat(initiator.maxReceiveDataSegmentLengthBytes()).isEqualTo(target.maxSendDataSegmentLengthBytes());
        if (iserAssisted) {
            assertThat(initiator.initialR2t()).isTrue();
            assertThat(initiator.immediateData()).isFalse();
        }
        assertThat(mirrored(initiator)).isEqualTo(target);
    }

    /** The other side's view of these parameters. */
    private static OperationalParameters mirrored(OperationalParameters p) {
        return new OperationalParameters(
                p.discovery(),
                p.iserAssisted(),
                p.headerDigest(),
                p.dataDigest(),
                p.maxConnections(),
                p.initialR2t(),
                p.immediateData(),
                p.maxReceiveDataSegmentLengthBytes(),
                p.maxSendDataSegmentLengthBytes(),
                p.maxBurstLengthBytes(),
                p.firstBurstLengthBytes(),
                p.time2WaitSeconds(),
                p.time2RetainSeconds(),
                p.maxOutstandingR2t(),
                p.dataPduInOrder(),
                p.dataSequenceInOrder(),
                p.errorRecoveryLevel(),
                p.taskReporting(),
                p.protocolLevel(),
                p.ownMaxUnexpectedPdus(),
                p.peerMaxUnexpectedPdus(),
                p.peerMaxAhsLengthBytes(),
                p.taggedBufferForSolicitedDataOnly(),
                p.iserHelloRequired());
    }

    private static LoginLoop run(InitiatorLoginOptions initiator, TargetLoginOptions target) {
        LoginLoop loop = new LoginLoop(initiator, target, Directories.OPEN);
        assertThat(loop.run()).as("%s", loop.initiator().failure()).isEqualTo(InitiatorLogin.Outcome.DONE);
        return loop;
    }

    @Test
    void overIserOnePduEachWayIsEnough() {
        LoginLoop loop = run(
                InitiatorLoginOptions.normal(TransportKind.ISER, INITIATOR, TARGET),
                new TargetLoginOptions(TransportKind.ISER));
        assertThat(loop.flow()).containsExactly("I1>3", "T1>3");
        assertThat(loop.requestText())
                .contains("RDMAExtensions=Yes ")
                .contains("InitiatorRecvDataSegmentLength=8192 ")
                .contains("TargetRecvDataSegmentLength=8192 ")
                .contains("InitialR2T=Yes ImmediateData=No ")
                .contains("ErrorRecoveryLevel=0 ")
                .doesNotContain("Digest", "MaxRecvDataSegmentLength=", "FirstBurstLength");
        assertThat(loop.responseText())
                .contains("RDMAExtensions=Yes ", "TargetPortalGroupTag=7 ", "TargetAlias=a disk ")
                .doesNotContain("MaxRecvDataSegmentLength=");
    }

    @Test
    void discoveryOverIserDoesNotMentionRdma() {
        LoginLoop loop = run(
                InitiatorLoginOptions.discovery(TransportKind.ISER, INITIATOR),
                new TargetLoginOptions(TransportKind.ISER));
        assertThat(loop.flow()).containsExactly("I1>3", "T1>3");
        assertThat(loop.requestText())
                .contains("SessionType=Discovery ", "MaxRecvDataSegmentLength=8192 ")
                .doesNotContain("RDMAExtensions", "InitiatorRecv", "TargetName", "MaxBurstLength");
    }

    @Test
    void securityThenOperationalTakesTwoExchanges() {
        LoginLoop loop = run(
                InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET)
                        .firstStage(LoginStage.SECURITY),
                new TargetLoginOptions(TransportKind.TCP));
        assertThat(loop.flow()).containsExactly("I0>1", "T0>1", "I1>3", "T1>3");
        assertThat(loop.responseText()).contains("AuthMethod=None ");
    }

    @Test
    void overTcpTheOperationalStageMayBeSkipped() {
        LoginLoop loop = run(
                InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET)
                        .firstStage(LoginStage.SECURITY)
                        .skipOperational(true),
                new TargetLoginOptions(TransportKind.TCP));
        assertThat(loop.flow()).containsExactly("I0>3", "T0>3");
        assertThat(loop.initiator().result().parameters().maxBurstLengthBytes()).isEqualTo(262_144);
    }

    @Test
    void overIserTheTargetInsistsOnTheOperationalStage() {
        LoginLoop loop = run(
                InitiatorLoginOptions.normal(TransportKind.ISER, INITIATOR, TARGET)
                        .firstStage(LoginStage.SECURITY)
                        .skipOperational(true),
                new TargetLoginOptions(TransportKind.ISER));
        assertThat(loop.flow()).containsExactly("I0>3", "T0>1", "I1>3", "T1>3");
    }

    @Test
    void longTextIsContinuedBothWays() {
        LoginLoop loop = run(
                InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET)
                        .textLimitBytes(200),
                new TargetLoginOptions(TransportKind.TCP).textLimitBytes(200));
        assertThat(loop.flow()).containsExactly("I1C", "T1", "I1>3", "T1C", "I1>3", "T1>3");
    }

    @Test
    void whatTheTargetNeedsAndTheInitiatorDidNotOfferIsProposed() {
        InitiatorLoginOptions initiator = InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET);
        initiator.values(initiator.values().without(NegotiationKey.MAX_BURST_LENGTH));
        TargetLoginOptions target = new TargetLoginOptions(TransportKind.TCP);
        target.values(target.values().with(NegotiationKey.MAX_BURST_LENGTH, 65_536));
        LoginLoop loop = run(initiator, target);
        assertThat(loop.flow()).containsExactly("I1>3", "T1", "I1>3", "T1>3");
        assertThat(loop.initiator().result().parameters().maxBurstLengthBytes()).isEqualTo(65_536);
        assertThat(loop.target().result().parameters().maxBurstLengthBytes()).isEqualTo(65_536);
    }

    @Test
    void aTargetOverIserTurnsImmediateDataOffUnasked() {
        InitiatorLoginOptions initiator = InitiatorLoginOptions.normal(TransportKind.ISER, INITIATOR, TARGET);
        initiator.values(initiator.values().without(NegotiationKey.IMMEDIATE_DATA));
        LoginLoop loop = run(initiator, new TargetLoginOptions(TransportKind.ISER));
        assertThat(loop.flow()).containsExactly("I1>3", "T1>3");
        assertThat(loop.responseText()).contains("ImmediateData=No ");
        assertThat(loop.initiator().result().parameters().immediateData()).isFalse();
    }

    @Test
    void digestsAreAgreedOverTcp() {
        InitiatorLoginOptions initiator = InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET);
        initiator.values(initiator.values().with(NegotiationKey.HEADER_DIGEST, "CRC32C,None"));
        LoginLoop loop = run(initiator, new TargetLoginOptions(TransportKind.TCP));
        assertThat(loop.target().result().parameters().headerDigest()).isEqualTo(Digest.CRC32C);
        assertThat(loop.target().result().parameters().dataDigest()).isEqualTo(Digest.NONE);
    }

    @Test
    void unsolicitedDataCanBeTurnedOnOverIser() {
        InitiatorLoginOptions initiator = InitiatorLoginOptions.normal(TransportKind.ISER, INITIATOR, TARGET);
        initiator.values(initiator
                .values()
                .with(NegotiationKey.IMMEDIATE_DATA, true)
                .with(NegotiationKey.TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY, true));
        TargetLoginOptions target = new TargetLoginOptions(TransportKind.ISER);
        target.values(target.values().with(NegotiationKey.IMMEDIATE_DATA, true));
        OperationalParameters parameters =
                run(initiator, target).target().result().parameters();
        assertThat(parameters.immediateData()).isTrue();
        assertThat(parameters.taggedBufferForSolicitedDataOnly()).isTrue();
        assertThat(parameters.firstBurstLengthBytes()).isEqualTo(65_536);
    }

    @Test
    void aSecondConnectionJoinsItsSessionWithoutSessionKeys() {
        LoginLoop loop = run(
                InitiatorLoginOptions.normal(TransportKind.ISER, INITIATOR, TARGET)
                        .tsih(99)
                        .cid(1),
                new TargetLoginOptions(TransportKind.ISER));
        assertThat(loop.requestText())
                .contains("InitiatorRecvDataSegmentLength=8192 ")
                .doesNotContain("RDMAExtensions", "MaxBurstLength", "InitialR2T");
        assertThat(loop.target().result().tsih()).isEqualTo(99);
        assertThat(loop.initiator().result().tsih()).isEqualTo(99);
        assertThat(loop.target().result().identity().isLeading()).isFalse();
        assertThat(loop.target().result().parameters().iserAssisted()).isTrue();
    }
}
