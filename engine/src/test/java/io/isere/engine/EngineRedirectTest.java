package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.access.Redirection;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.initiator.PortalResolver;
import io.isere.iscsi.initiator.RecoveringSession;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.text.TargetAddress;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An initiator goes where a target sends it (RFC 7143, section 11.13.5, 0x0101 and 0x0102), but not for ever. */
class EngineRedirectTest extends EngineTestBase {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final TargetAddress FIRST = new TargetAddress("first.example", 3260, TargetAddress.NO_TAG);
    private static final String ELSEWHERE = "elsewhere.example:3333";

    private final List<String> lookedUp = new ArrayList<>();
    private EngineRig rig;

    @AfterEach
    void nothingIsLeft() {
        assertThat(rig.uncaught()).isEmpty();
    }

    /** Every name is the rig's target. */
    private Future<RecoveringSession> open(EngineRig over) {
        rig = over;
        rig.addLun(0, new RamBackstore(1 << 20));
        PortalResolver resolver = portal -> {
            lookedUp.add(portal.host() + ":" + portal.port());
            return Future.succeededFuture(rig.address());
        };
        return RecoveringSession.open(
                rig.context(1),
                InitiatorSettings.of(EngineRig.INITIATOR_NAME, 0x800000000001L),
                rig.connector(1),
                resolver,
                FIRST,
                EngineRig.TARGET_NAME,
                ReopenPolicy.defaults().withDelays(SECOND_NS / 100, SECOND_NS / 10),
                new Random(1));
    }

    private void sendElsewhere(boolean forGood) {
        rig.server()
                .access(EngineRig.TARGET_NAME, TargetAccess.open().redirectedTo(Redirection.to(ELSEWHERE, forGood)));
    }

    private void letIn() {
        rig.server().access(EngineRig.TARGET_NAME, TargetAccess.open());
    }

    private void pass(String what, java.util.function.BooleanSupplier done) {
        rig.until(what, () -> {
            rig.loop(0).advanceNs(SECOND_NS / 20);
            rig.loop(1).advanceNs(SECOND_NS / 20);
            return done.getAsBoolean();
        });
    }

    @ParameterizedTest
    @EnumSource(EngineRig.Wire.class)
    void shouldLogInWhereItIsSent(EngineRig.Wire wire) {
        EngineRig over = EngineRig.over(wire);
        over.server().access(EngineRig.TARGET_NAME, TargetAccess.open().redirectedTo(Redirection.to(ELSEWHERE, false)));
        Future<RecoveringSession> opening = open(over);
        rig.until("it was sent elsewhere", () -> lookedUp.size() == 2);
        letIn();
        RecoveringSession session = rig.await(opening);
        assertThat(lookedUp).containsExactly("first.example:3260", ELSEWHERE);
        rig.await(rig.open(session, 0).read(0, 8, rig.registered(4096)));
        rig.await(session.logout());
    }

    /** 0x0101: the next login begins at the old address again. 0x0102: the new one is remembered. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRememberWhereATargetHasMovedForGoodOnly(boolean forGood) {
        EngineRig over = EngineRig.over(EngineRig.Wire.INPROCESS);
        over.server()
                .access(EngineRig.TARGET_NAME, TargetAccess.open().redirectedTo(Redirection.to(ELSEWHERE, forGood)));
        Future<RecoveringSession> opening = open(over);
        rig.until("it was sent elsewhere", () -> lookedUp.size() == 2);
        letIn();
        RecoveringSession session = rig.await(opening);
        lookedUp.clear();
        rig.targetConnections().get(rig.targetConnections().size() - 1).abort();
        rig.until("the connection is lost", () -> !session.isLoggedIn());
        pass("it is back", session::isLoggedIn);
        assertThat(lookedUp).containsExactly(forGood ? ELSEWHERE : "first.example:3260");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotGoRoundInCirclesForEver(boolean forGood) {
        EngineRig over = EngineRig.over(EngineRig.Wire.INPROCESS);
        over.server()
                .access(EngineRig.TARGET_NAME, TargetAccess.open().redirectedTo(Redirection.to(ELSEWHERE, forGood)));
        Future<RecoveringSession> opening = open(over);
        rig.until("it has failed", opening::failed);
        assertThat(opening.cause()).hasMessageContaining(forGood ? "0x0102" : "0x0101");
        assertThat(lookedUp).hasSize(9);
        rig.until("all connections are closed", () -> rig.closedConnections() == 9);
    }

    /** A target that moves while its session is lost is found, and one that sends round in circles then is given up. */
    @Test
    void shouldFollowATargetThatMovesWhileTheSessionIsLost() {
        RecoveringSession session = rig(EngineRig.Wire.INPROCESS);
        sendElsewhere(false);
        lookedUp.clear();
        rig.targetConnections().get(0).abort();
        rig.until("the connection is lost", () -> !session.isLoggedIn());
        pass("it was sent elsewhere", () -> lookedUp.contains(ELSEWHERE));
        letIn();
        pass("it is back", session::isLoggedIn);
        sendElsewhere(false);
        rig.targetConnections().get(rig.targetConnections().size() - 1).abort();
        pass("it is given up", session.ended()::isComplete);
        assertThat(session.endReason()).contains("0x0101");
    }

    private RecoveringSession rig(EngineRig.Wire wire) {
        Future<RecoveringSession> opening = open(EngineRig.over(wire));
        return rig.await(opening);
    }
}
