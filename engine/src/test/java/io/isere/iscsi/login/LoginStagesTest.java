package io.isere.iscsi.login;

import static io.isere.iscsi.login.Directories.INITIATOR;
import static io.isere.iscsi.login.Directories.TARGET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way through the stages of a login, and everything that is none (RFC 7143, section 6.3: the table of stage
 * transitions), for both sides; the peer of each is scripted.
 */
class LoginStagesTest {

    private static final int SECURITY = 0;
    private static final int OPERATIONAL = 1;
    private static final int FULL_FEATURE = 3;

    private final ByteBuffer in = ByteBuffer.allocate(16_384);
    private final ByteBuffer out = ByteBuffer.allocate(16_384);
    private final LoginRequestBhs request = new LoginRequestBhs();
    private final LoginResponseBhs response = new LoginResponseBhs();

    /** The stages a login goes through, and how many exchanges without transition it has in each. */
    record Way(List<Integer> stages, List<Integer> roundTrips) {}

    static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (int first = 0; first < 4; first++) {
            ways.add(new Way(List.of(SECURITY), List.of(first)));
            ways.add(new Way(List.of(OPERATIONAL), List.of(first)));
            for (int second = 0; second < 4; second++) {
                ways.add(new Way(List.of(SECURITY, OPERATIONAL), List.of(first, second)));
            }
        }
        return ways;
    }

    private TargetLogin.Outcome ask(TargetLogin target, int csg, boolean transit, int nsg, String text) {
        request.wrap(in, 0).init().transitBit(transit).currentStage(csg).nextStage(nsg);
        byte[] bytes = text.getBytes(UTF_8);
        in.put(48, bytes);
        request.dataSegmentLengthBytes(bytes.length);
        TargetLogin.Outcome outcome = target.onRequest(in, 0, request.pduLengthBytes(), out, 0);
        response.wrap(out, 0);
        return outcome;
    }

    private static String names(boolean first) {
        return first ? "InitiatorName=" + INITIATOR + "\0TargetName=" + TARGET + "\0" : "";
    }

    private static TargetLogin newTarget() {
        return new TargetLogin(new TargetLoginOptions(TransportKind.TCP), Directories.OPEN);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aTargetGoesEveryLegalWay(Way way) {
        TargetLogin target = newTarget();
        boolean first = true;
        for (int index = 0; index < way.stages().size(); index++) {
            int stage = way.stages().get(index);
            for (int trip = 0; trip < way.roundTrips().get(index); trip++) {
                assertThat(ask(target, stage, false, 0, names(first))).isEqualTo(TargetLogin.Outcome.SEND);
                assertThat(response.currentStage()).isEqualTo(stage);
                assertThat(response.transitBit()).isFalse();
                first = false;
            }
            boolean last = index == way.stages().size() - 1;
            int next = last ? FULL_FEATURE : way.stages().get(index + 1);
            TargetLogin.Outcome outcome = ask(target, stage, true, next, names(first));
            first = false;
            assertThat(outcome).isEqualTo(last ? TargetLogin.Outcome.SEND_FINAL : TargetLogin.Outcome.SEND);
            assertThat(response.statusClass()).isZero();
            assertThat(response.currentStage()).isEqualTo(stage);
            assertThat(response.transitBit()).isTrue();
            assertThat(response.nextStage()).isEqualTo(next);
            assertThat(response.tsih()).isEqualTo(last ? Directories.TSIH : 0);
        }
        assertThat(target.parameters()).isNotNull();
    }

    /** The table of section 6.3: from where to where; 2 is reserved. */
    private static boolean mayGo(int from, int to) {
        return (from == SECURITY && (to == OPERATIONAL || to == FULL_FEATURE))
                || (from == OPERATIONAL && to == FULL_FEATURE);
    }

    private void assertRefused(TargetLogin target, TargetLogin.Outcome outcome) {
        assertThat(outcome).isEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
        assertThat(target.failure().status()).isEqualTo(LoginStatus.INITIATOR_ERROR);
        assertThat(response.statusClass()).isEqualTo(2);
        assertThat(response.transitBit()).isFalse();
        assertThat(response.currentStage()).isZero();
        assertThat(response.nextStage()).isZero();
    }

    /** First requests with all values of CSG, T and NSG. */
    @Test
    void aTargetLetsALoginBeginWithTheFirstTwoStagesOnly() {
        for (int csg = 0; csg < 4; csg++) {
            for (int nsg = 0; nsg < 4; nsg++) {
                for (boolean transit : new boolean[] {false, true}) {
                    TargetLogin target = newTarget();
                    TargetLogin.Outcome outcome = ask(target, csg, transit, nsg, names(true));
                    boolean legal = (csg == SECURITY || csg == OPERATIONAL) && (!transit || mayGo(csg, nsg));
                    if (legal) {
                        boolean ends = transit && nsg == FULL_FEATURE;
                        assertThat(outcome).isEqualTo(ends ? TargetLogin.Outcome.SEND_FINAL : TargetLogin.Outcome.SEND);
                    } else {
                        assertRefused(target, outcome);
                    }
                }
            }
        }
    }

    /** Second requests with all values of CSG, T and NSG, in the stage that the first began or led to. */
    @Test
    void aTargetHoldsAnInitiatorToItsStage() {
        for (boolean stay : new boolean[] {true, false}) {
            for (int begin : new int[] {SECURITY, OPERATIONAL}) {
                int stage = stay ? begin : OPERATIONAL;
                if (!stay && begin == OPERATIONAL) {
                    continue;
                }
                for (int csg = 0; csg < 4; csg++) {
                    for (int nsg = 0; nsg < 4; nsg++) {
                        for (boolean transit : new boolean[] {false, true}) {
                            TargetLogin target = newTarget();
                            ask(target, begin, !stay, stay ? 0 : OPERATIONAL, names(true));
                            TargetLogin.Outcome outcome = ask(target, csg, transit, nsg, "");
                            if (csg == stage && (!transit || mayGo(csg, nsg))) {
                                assertThat(outcome).isNotEqualTo(TargetLogin.Outcome.SEND_AND_CLOSE);
                            } else {
                                assertRefused(target, outcome);
                            }
                        }
                    }
                }
            }
        }
    }

    /** Section 6.3: "An initiator that has the T bit set to 1 ... may issue the next request with the T bit set to 0". */
    @Test
    void aTargetTakesTheWishToLeaveBack() {
        TargetLogin target = newTarget();
        // FirstBurstLength's default is more than this MaxBurstLength: the target has something to propose.
        assertThat(ask(target, OPERATIONAL, true, FULL_FEATURE, names(true) + "MaxBurstLength=512\0"))
                .isEqualTo(TargetLogin.Outcome.SEND);
        assertThat(response.transitBit()).isFalse();
        assertThat(responseText()).contains("FirstBurstLength=512\0");
        assertThat(ask(target, OPERATIONAL, false, 0, "DefaultTime2Wait=5\0")).isEqualTo(TargetLogin.Outcome.SEND);
        assertThat(ask(target, OPERATIONAL, true, FULL_FEATURE, "FirstBurstLength=512\0"))
                .isEqualTo(TargetLogin.Outcome.SEND_FINAL);
        assertThat(target.parameters().firstBurstLengthBytes()).isEqualTo(512);
        assertThat(target.parameters().time2WaitSeconds()).isEqualTo(5);
    }

    /** Section 6.3.1: the tag comes with the first response that may hold it, in every kind of session, and once. */
    @ParameterizedTest
    @MethodSource("ways")
    void theFirstResponseNamesThePortalGroupAndNoOther(Way way) {
        TargetLogin target = newTarget();
        int stage = way.stages().get(0);
        request.wrap(in, 0).init().continueBit(true).currentStage(stage);
        assertThat(target.onRequest(in, 0, 48, out, 0)).isEqualTo(TargetLogin.Outcome.SEND);
        assertThat(response.wrap(out, 0).dataSegmentLengthBytes()).isZero();
        StringBuilder later = new StringBuilder();
        ask(target, stage, false, 0, names(true));
        assertThat(responseText()).contains("TargetPortalGroupTag=7\0");
        for (int trip = 0; trip < way.roundTrips().get(0); trip++) {
            ask(target, stage, false, 0, "");
            later.append(responseText());
        }
        ask(target, stage, true, FULL_FEATURE, "");
        assertThat(later.append(responseText())).doesNotContain("TargetPortalGroupTag");
    }

    private String responseText() {
        byte[] text = new byte[response.dataSegmentLengthBytes()];
        out.get(48, text);
        return new String(text, UTF_8);
    }

    private InitiatorLogin startedInitiator(LoginStage first, boolean skipOperational) {
        InitiatorLogin initiator = new InitiatorLogin(InitiatorLoginOptions.normal(TransportKind.TCP, INITIATOR, TARGET)
                .firstStage(first)
                .skipOperational(skipOperational));
        initiator.start(out, 0);
        return initiator;
    }

    private InitiatorLogin.Outcome answer(InitiatorLogin initiator, int csg, boolean transit, int nsg, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        response.wrap(in, 0)
                .init()
                .transitBit(transit)
                .currentStage(csg)
                .nextStage(nsg)
                .tsih(transit && nsg == FULL_FEATURE ? 1 : 0)
                .dataSegmentLengthBytes(bytes.length);
        in.put(48, bytes);
        return initiator.onResponse(in, 0, response.pduLengthBytes(), out, 0);
    }

    /** Answers with all values of CSG, T and NSG to an initiator that asks to leave its first stage. */
    @Test
    void anInitiatorGoesWhereTheTargetMaySendItAndNowhereElse() {
        for (int asked : new int[] {OPERATIONAL, FULL_FEATURE}) {
            for (int stage : new int[] {SECURITY, OPERATIONAL}) {
                if (stage == OPERATIONAL && asked == OPERATIONAL) {
                    continue;
                }
                for (int csg = 0; csg < 4; csg++) {
                    for (int nsg = 0; nsg < 4; nsg++) {
                        for (boolean transit : new boolean[] {false, true}) {
                            InitiatorLogin initiator = startedInitiator(LoginStage.of(stage), asked == FULL_FEATURE);
                            request.wrap(out, 0);
                            assertThat(request.transitBit()).isTrue();
                            assertThat(request.nextStage()).isEqualTo(asked);
                            String text = csg == SECURITY ? "AuthMethod=None\0" : "";
                            InitiatorLogin.Outcome outcome = answer(initiator, csg, transit, nsg, text);
                            boolean legal = csg == stage && (!transit || (mayGo(csg, nsg) && nsg <= asked));
                            assertOutcome(initiator, outcome, legal, transit && nsg == FULL_FEATURE);
                        }
                    }
                }
            }
        }
    }

    private void assertOutcome(InitiatorLogin initiator, InitiatorLogin.Outcome outcome, boolean legal, boolean ends) {
        if (!legal) {
            assertThat(outcome).isEqualTo(InitiatorLogin.Outcome.FAILED);
            assertThat(initiator.failure().reportedByPeer()).isFalse();
        } else {
            assertThat(outcome).isEqualTo(ends ? InitiatorLogin.Outcome.DONE : InitiatorLogin.Outcome.SEND);
        }
    }

    /** Section 6.3.3: it goes on to ask, with empty requests, while the target does not let it go. */
    @Test
    void anInitiatorKeepsAskingToLeave() {
        for (LoginStage stage : List.of(LoginStage.SECURITY, LoginStage.OPERATIONAL)) {
            InitiatorLogin initiator = startedInitiator(stage, true);
            String text = stage == LoginStage.SECURITY ? "AuthMethod=None\0" : "";
            for (int trip = 0; trip < 10; trip++) {
                assertThat(answer(initiator, stage.code(), false, 0, trip == 0 ? text : ""))
                        .isEqualTo(InitiatorLogin.Outcome.SEND);
                request.wrap(out, 0);
                assertThat(request.transitBit()).isTrue();
                assertThat(request.nextStage()).isEqualTo(FULL_FEATURE);
                assertThat(request.dataSegmentLengthBytes()).isZero();
            }
            assertThat(answer(initiator, stage.code(), true, FULL_FEATURE, "")).isEqualTo(InitiatorLogin.Outcome.DONE);
        }
    }

    /** Asked for full feature, a target may insist on the operational stage (NSG "MUST NOT exceed" what was asked). */
    @Test
    void anInitiatorTakesADetourThroughTheOperationalStage() {
        InitiatorLogin initiator = startedInitiator(LoginStage.SECURITY, true);
        assertThat(answer(initiator, SECURITY, true, OPERATIONAL, "AuthMethod=None\0"))
                .isEqualTo(InitiatorLogin.Outcome.SEND);
        request.wrap(out, 0);
        assertThat(request.currentStage()).isEqualTo(OPERATIONAL);
        assertThat(answer(initiator, OPERATIONAL, true, FULL_FEATURE, "")).isEqualTo(InitiatorLogin.Outcome.DONE);
    }
}
