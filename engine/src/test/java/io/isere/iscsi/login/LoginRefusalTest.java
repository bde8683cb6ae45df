package io.isere.iscsi.login;

import static io.isere.iscsi.login.Directories.INITIATOR;
import static io.isere.iscsi.login.Directories.TARGET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.NopOutBhs;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.TargetAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logins that must fail, and what each side then says. */
class LoginRefusalTest {

    private static final String NAMES = "InitiatorName=" + INITIATOR + "\0TargetName=" + TARGET + "\0";

    private final ByteBuffer in = ByteBuffer.allocate(16_384);
    private final ByteBuffer out = ByteBuffer.allocate(16_384);
    private final LoginRequestBhs request = new LoginRequestBhs();
    private final LoginResponseBhs response = new LoginResponseBhs();
    private final TargetLogin target = new TargetLogin(new TargetLoginOptions(TransportKind.TCP), Directories.OPEN);

    private TargetLogin.Outcome ask(TargetLogin login, String text, Consumer<LoginRequestBhs> change) {
        request.wrap(in, 0).init().transitBit(true).currentStage(1).nextStage(3);
        byte[] bytes = text.getBytes(UTF_8);
        in.put(48, bytes);
        request.dataSegmentLengthBytes(bytes.length);
        change.accept(request);
        TargetLogin.Outcome outcome = login.onRequest(in, 0, request.pduLengthBytes(), out, 0);
        response.wrap(out, 0);
        return outcome;
    }

    private void assertRefused(LoginStatus status, String message, String text, Consumer<LoginRequestBhs> change) {
        assertThat(ask(target, text, change)).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        assertRefusal(target, status, message);
    }

    private void assertRefusal(TargetLogin login, LoginStatus status, String message) {
        assertThat(login.failure().message()).contains(message);
        assertThat(login.failure().status()).isEqualTo(status);
        assertThat(response.statusClass()).isEqualTo(status.statusClass());
        assertThat(response.statusDetail()).isEqualTo(status.statusDetail());
        assertThat(response.transitBit()).isFalse();
        assertThat(login.result()).isNull();
    }

    @Test
    void namesAreMandatory() {
        assertRefused(LoginStatus.MISSING_PARAMETER, "no InitiatorName", "TargetName=" + TARGET + "\0", r -> {});
    }

    @Test
    void aNormalSessionNamesItsTarget() {
        assertRefused(LoginStatus.MISSING_PARAMETER, "no TargetName", "InitiatorName=iqn.x\0", r -> {});
    }

    @Test
    void aNameTooLongIsIllegal() {
        String name = "InitiatorName=iqn." + "x".repeat(220) + "\0";
        assertRefused(LoginStatus.INITIATOR_ERROR, "iSCSI name of 1 to 223 bytes", name, r -> {});
    }

    @Test
    void anUnknownTargetIsNotFound() {
        assertRefused(
                LoginStatus.NOT_FOUND, "no target iqn.other", "InitiatorName=iqn.x\0TargetName=iqn.other\0", r -> {});
    }

    @Test
    void versionsAboveZeroAreRefused() {
        assertRefused(LoginStatus.UNSUPPORTED_VERSION, "version 1", NAMES, r -> r.versionMin(1));
    }

    @Test
    void transitAndContinueExcludeEachOther() {
        assertRefused(LoginStatus.INITIATOR_ERROR, "both T and C", NAMES, r -> r.continueBit(true));
    }

    @Test
    void stagesOutsideTheTableAreRefused() {
        assertRefused(LoginStatus.INITIATOR_ERROR, "cannot start with CSG 2", NAMES, r -> r.currentStage(2));
    }

    @Test
    void aStageCannotLeadToItself() {
        assertRefused(LoginStatus.INITIATOR_ERROR, "from stage OPERATIONAL to NSG 1", NAMES, r -> r.nextStage(1));
    }

    @Test
    void aLengthBeyondWhatWasReceivedIsRefused() {
        request.wrap(in, 0).init().transitBit(true).currentStage(1).nextStage(3).dataSegmentLengthBytes(5000);
        assertThat(target.onRequest(in, 0, 100, out, 0)).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        response.wrap(out, 0);
        assertRefusal(target, LoginStatus.INITIATOR_ERROR, "claim 5048 bytes, received were 100");
    }

    @Test
    void lessThanAHeaderIsRefused() {
        assertThat(target.onRequest(in, 0, 47, out, 0)).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        response.wrap(out, 0);
        assertRefusal(target, LoginStatus.INITIATOR_ERROR, "47 bytes is shorter");
    }

    @Test
    void otherPdusAreInvalidDuringLogin() {
        new NopOutBhs().wrap(in, 0).init().initiatorTaskTag(55);
        assertThat(target.onRequest(in, 0, 48, out, 0)).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        response.wrap(out, 0);
        assertRefusal(target, LoginStatus.INVALID_DURING_LOGIN, "received NOP-Out");
        assertThat(response.initiatorTaskTag()).isEqualTo(55);
    }

    @Test
    void laterRequestsRepeatTheIdentityOfTheFirst() {
        assertThat(ask(target, NAMES, r -> r.transitBit(false))).isEqualTo(TargetLogin.Outcome.SEND);
        assertRefused(LoginStatus.INITIATOR_ERROR, "ISID, TSIH, CID", "", r -> r.cid(3));
    }

    @Test
    void laterRequestsStayInTheirStage() {
        assertThat(ask(target, NAMES, r -> r.transitBit(false))).isEqualTo(TargetLogin.Outcome.SEND);
        assertRefused(LoginStatus.INITIATOR_ERROR, "CSG 0 in stage OPERATIONAL", "", r -> r.currentStage(0));
    }

    @Test
    void operationalKeysHaveNoPlaceInTheSecurityStage() {
        assertRefused(
                LoginStatus.INITIATOR_ERROR,
                "MaxBurstLength is not allowed in the security phase",
                NAMES + "MaxBurstLength=512\0",
                r -> r.currentStage(0));
    }

    @Test
    void anInitiatorThatWantsAuthenticationOnlyIsRefused() {
        assertRefused(
                LoginStatus.AUTHENTICATION_FAILURE,
                "AuthMethod=CHAP,SRP",
                NAMES + "AuthMethod=CHAP,SRP\0",
                r -> r.currentStage(0));
    }

    @Test
    void textWithoutDelimiterIsRefused() {
        assertRefused(LoginStatus.INITIATOR_ERROR, "null (0x00) delimiter", "InitiatorName=iqn.x", r -> {});
    }

    @Test
    void endlessTextIsRefused() {
        String filler = "X-filler=" + "x".repeat(8000) + "\0";
        for (int count = 0; count < 8; count++) {
            assertThat(ask(target, filler, r -> r.transitBit(false).continueBit(true)))
                    .isEqualTo(TargetLogin.Outcome.SEND);
        }
        assertRefused(
                LoginStatus.INITIATOR_ERROR,
                "more than 65536 bytes",
                filler,
                r -> r.transitBit(false).continueBit(true));
    }

    @Test
    void aNegotiationWithoutEndIsRefused() {
        assertThat(ask(target, NAMES, r -> r.transitBit(false))).isEqualTo(TargetLogin.Outcome.SEND);
        TargetLogin.Outcome outcome = TargetLogin.Outcome.SEND;
        for (int count = 0; count < 300 && outcome == TargetLogin.Outcome.SEND; count++) {
            outcome = ask(target, "", r -> r.transitBit(false));
        }
        assertThat(outcome).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        assertRefusal(target, LoginStatus.INITIATOR_ERROR, "no end of the negotiation");
    }

    @Test
    void overIserANormalSessionNeedsRdmaExtensions() {
        TargetLogin iser = new TargetLogin(new TargetLoginOptions(TransportKind.ISER), Directories.OPEN);
        assertThat(ask(iser, NAMES, r -> {})).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        assertRefusal(iser, LoginStatus.MISSING_PARAMETER, "must offer RDMAExtensions=Yes");
    }

    @Test
    void aTargetWithoutRoomSaysSo() {
        TargetLogin full = new TargetLogin(new TargetLoginOptions(TransportKind.TCP), Directories.full());
        assertThat(ask(full, NAMES, r -> {})).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        assertRefusal(full, LoginStatus.OUT_OF_RESOURCES, "no room for another session");
    }

    @Test
    void theCallerCanRefuseAfterTheFinalResponseWasPrepared() {
        assertThat(ask(target, NAMES, r -> r.isid(42).initiatorTaskTag(9))).isEqualTo(TargetLogin.Outcome.SEND_FINAL);
        target.refuse(LoginStatus.OUT_OF_RESOURCES, "no registered memory left");
        assertRefusal(target, LoginStatus.OUT_OF_RESOURCES, "no registered memory left");
        assertThat(target.responseLengthBytes()).isEqualTo(48);
        assertThat(response.dataSegmentLengthBytes()).isZero();
        assertThat(response.isid()).isEqualTo(42);
        assertThat(response.initiatorTaskTag()).isEqualTo(9);
    }

    @Test
    void afterTheFinalResponseALoginRequestIsRefused() {
        assertThat(ask(target, NAMES, r -> {})).isEqualTo(TargetLogin.Outcome.SEND_FINAL);
        assertThat(ask(target, NAMES, r -> {})).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        assertThat(target.failure().status()).isEqualTo(LoginStatus.INVALID_DURING_LOGIN);
    }

    @ParameterizedTest
    @EnumSource(value = LoginStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "SUCCESS")
    void theInitiatorReportsEveryStatusOfTheTarget(LoginStatus status) {
        Admission admission = status.isRedirection()
                ? Admission.moved("[fe80::1]:3261", status == LoginStatus.TARGET_MOVED_PERMANENTLY)
                : Admission.refused(status, "because");
        LoginLoop loop = new LoginLoop(
                InitiatorLoginOptions.normal(TransportKind.ISER, INITIATOR, TARGET),
                new TargetLoginOptions(TransportKind.ISER),
                Directories.answering(admission));
        assertThat(loop.run()).isEqualTo(InitiatorLogin.Outcome.FAILED);
        LoginFailure failure = loop.initiator().failure();
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.reportedByPeer()).isTrue();
        assertThat(failure.message()).contains(status.description(), status.advice());
        if (status.isRedirection()) {
            assertThat(loop.initiator().redirections())
                    .containsExactly(new TargetAddress("fe80::1", 3261, TargetAddress.NO_TAG));
        }
    }

    @Test
    void unknownStatusDetailsReadAsTheirClass() {
        assertThat(LoginStatus.of(0, 9)).isEqualTo(LoginStatus.SUCCESS);
        assertThat(LoginStatus.of(1, 9)).isEqualTo(LoginStatus.TARGET_MOVED_TEMPORARILY);
        assertThat(LoginStatus.of(2, 0xee)).isEqualTo(LoginStatus.INITIATOR_ERROR);
        assertThat(LoginStatus.of(3, 0xee)).isEqualTo(LoginStatus.TARGET_ERROR);
        assertThat(LoginStatus.of(77, 0)).isEqualTo(LoginStatus.TARGET_ERROR);
        assertThat(LoginRetry.of(LoginStatus.of(3, 1))).isEqualTo(LoginRetry.LATER);
        assertThat(LoginRetry.of(LoginStatus.of(2, 1))).isEqualTo(LoginRetry.NEVER);
    }

    private InitiatorLogin startedInitiator(TransportKind transport, LoginStage firstStage) {
        InitiatorLogin initiator = new InitiatorLogin(
                InitiatorLoginOptions.normal(transport, INITIATOR, TARGET).firstStage(firstStage));
        initiator.start(out, 0);
        return initiator;
    }

    private void assertFails(InitiatorLogin initiator, String message, String text, Consumer<LoginResponseBhs> change) {
        response.wrap(in, 0)
                .init()
                .transitBit(true)
                .currentStage(1)
                .nextStage(3)
                .tsih(1);
        byte[] bytes = text.getBytes(UTF_8);
        in.put(48, bytes);
        response.dataSegmentLengthBytes(bytes.length);
        change.accept(response);
        assertThat(initiator.onResponse(in, 0, response.pduLengthBytes(), out, 0))
                .isEqualTo(InitiatorLogin.Outcome.FAILED);
        assertThat(initiator.failure().message()).contains(message);
        assertThat(initiator.failure().reportedByPeer()).isFalse();
        assertThat(initiator.result()).isNull();
    }

    @Test
    void withoutRdmaExtensionsThereIsNoIser() {
        for (String answer : new String[] {"", "RDMAExtensions=No\0", "RDMAExtensions=NotUnderstood\0"}) {
            assertFails(
                    startedInitiator(TransportKind.ISER, LoginStage.OPERATIONAL),
                    "did not agree to RDMAExtensions=Yes",
                    answer,
                    r -> {});
        }
    }

    @Test
    void aTargetThatInsistsOnChapIsNamed() {
        InitiatorLogin initiator = startedInitiator(TransportKind.TCP, LoginStage.SECURITY);
        assertFails(
                initiator,
                "insists on authentication",
                "AuthMethod=CHAP\0",
                r -> r.currentStage(0).transitBit(false));
        assertThat(initiator.failure().status()).isEqualTo(LoginStatus.AUTHENTICATION_FAILURE);
    }

    @Test
    void responsesThatBreakTheRulesEndTheLogin() {
        LoginStage stage = LoginStage.OPERATIONAL;
        assertFails(startedInitiator(TransportKind.TCP, stage), "Initiator Task Tag", "", r -> r.initiatorTaskTag(3));
        assertFails(startedInitiator(TransportKind.TCP, stage), "version 2", "", r -> r.versionActive(2));
        assertFails(startedInitiator(TransportKind.TCP, stage), "CSG 0", "", r -> r.currentStage(0));
        assertFails(startedInitiator(TransportKind.TCP, stage), "T bit", "", r -> r.continueBit(true));
        assertFails(startedInitiator(TransportKind.TCP, stage), "NSG 1", "", r -> r.nextStage(1));
        assertFails(startedInitiator(TransportKind.TCP, stage), "TSIH 0", "", r -> r.tsih(0));
        assertFails(startedInitiator(TransportKind.TCP, stage), "MaxBurstLength", "MaxBurstLength=999999\0", r -> {});
        assertFails(startedInitiator(TransportKind.TCP, stage), "no \"=\"", "nonsense\0", r -> {});
    }

    @Test
    void aFinalResponseThatNeedsAnAnswerEndsTheLogin() {
        InitiatorLoginOptions options = InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET);
        options.values(options.values().without(NegotiationKey.MAX_BURST_LENGTH));
        InitiatorLogin initiator = new InitiatorLogin(options);
        initiator.start(out, 0);
        assertFails(initiator, "still needs an answer", "MaxBurstLength=1048576\0", r -> {});
    }

    @Test
    void anotherPortalGroupThanExpectedEndsTheLogin() {
        InitiatorLogin initiator = new InitiatorLogin(InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET)
                .expectedPortalGroupTag(1));
        initiator.start(out, 0);
        assertFails(initiator, "portal group 2 answered, expected was 1", "TargetPortalGroupTag=2\0", r -> {});
    }

    @Test
    void otherPdusAndShortOnesEndTheLogin() {
        new NopInBhs().wrap(in, 0).init();
        InitiatorLogin initiator = startedInitiator(TransportKind.TCP, LoginStage.OPERATIONAL);
        assertThat(initiator.onResponse(in, 0, 48, out, 0)).isEqualTo(InitiatorLogin.Outcome.FAILED);
        assertThat(initiator.failure().message()).contains("received NOP-In");
        InitiatorLogin another = startedInitiator(TransportKind.TCP, LoginStage.OPERATIONAL);
        assertThat(another.onResponse(in, 0, 20, out, 0)).isEqualTo(InitiatorLogin.Outcome.FAILED);
        assertThat(another.failure().message()).contains("20 bytes is shorter");
    }
}
