package io.isere.iscsi.initiator;

import io.isere.iscsi.pdu.LogoutResponseCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a session, by CID: takes them in turn for commands, sees that those that are missing are added, and
 * fails over what was on one that is lost.
 *
 * <p>Thread: the session's loop. Allocates nothing a command.
 */
final class SessionConnections {
    private final InitiatorSession session;
    private final InitiatorTasks tasks;
    private final long failOverTimeoutNs;
    private final @Nullable FullFeatureConnection[] byCid;
    private final ConnectionAdder[] adders;
    private final List<FailOver> failOvers = new ArrayList<>();
    private int count;
    private int turn;

    SessionConnections(
            InitiatorSession session, InitiatorTasks tasks, int bound, SessionOwner owner, long failOverTimeoutNs) {
        this.session = session;
        this.tasks = tasks;
        this.failOverTimeoutNs = failOverTimeoutNs;
        byCid = new @Nullable FullFeatureConnection[bound];
        adders = new ConnectionAdder[bound];
        for (int cid = 0; cid < bound; cid++) {
            adders[cid] = new ConnectionAdder(session, cid, owner.newBackoff());
        }
    }

    // ------------------------------------------------------------- which there are

    /** Takes in a connection that is logged in; with the first one begins the adding of the others. */
    void add(FullFeatureConnection connection) {
        byCid[connection.cid()] = connection;
        if (++count == 1) {
            for (int cid = 0; cid < byCid.length; cid++) {
                if (byCid[cid] == null) {
                    adders[cid].add(0);
                }
            }
        }
    }

    void remove(FullFeatureConnection connection) {
        if (byCid[connection.cid()] == connection) {
            byCid[connection.cid()] = null;
            count--;
        }
    }

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The connection for the next command: each in turn; null when none takes commands now. */
    @Nullable
    FullFeatureConnection next() {
        for (int i = 0; i < byCid.length; i++) {
            turn = turn + 1 == byCid.length ? 0 : turn + 1;
            FullFeatureConnection candidate = byCid[turn];
            if (candidate != null && candidate.takesCommands()) {
                return candidate;
            }
        }
        return null;
    }

    boolean takesCommands() {
        for (FullFeatureConnection connection : byCid) {
            if (connection != null && connection.takesCommands()) {
                return true;
            }
        }
        return false;
    }

    /** What to send a request about a command on: the command's own connection, if it is there, or any. */
    @Nullable
    FullFeatureConnection carrierFor(@Nullable InitiatorTask slot) {
        FullFeatureConnection own = slot == null ? null : slot.connection;
        if (own != null && byCid[own.cid()] == own) {
            return own;
        }
        return any();
    }

    /** Tells the wire that a command has ended without a response. */
    void deallocate(InitiatorTask slot) {
        FullFeatureConnection own = slot.connection;
        if (own != null && byCid[own.cid()] == own) {
            own.datamover().deallocateTaskResources(slot.datamoverTask());
        }
    }

    private @Nullable FullFeatureConnection any() {
        FullFeatureConnection other = null;
        for (FullFeatureConnection connection : byCid) {
            if (connection != null && connection.connection().isLoggedIn()) {
                return connection;
            }
            other = connection == null ? other : connection;
        }
        return other;
    }

    /** One that is logged in, or else one that is there at all. */
    @Nullable
    InitiatorConnection anyConnection() {
        FullFeatureConnection any = any();
        return any == null ? null : any.connection();
    }

    /** Whether it is the first of those there are: it looks after the time for all. */
    boolean isFirst(FullFeatureConnection connection) {
        for (FullFeatureConnection candidate : byCid) {
            if (candidate != null) {
                return candidate == connection;
            }
        }
        return false;
    }

    /** Whether another one takes commands. */
    boolean hasOthers(FullFeatureConnection than) {
        for (FullFeatureConnection connection : byCid) {
            if (connection != null && connection != than && connection.takesCommands()) {
                return true;
            }
        }
        return false;
    }

    void forEach(Consumer<InitiatorConnection> action) {
        for (FullFeatureConnection connection : byCid.clone()) {
            if (connection != null) {
                action.accept(connection.connection());
            }
        }
    }

    /** What they run over, for people. */
    String description() {
        InitiatorConnection any = anyConnection();
        String first = any == null ? "" : any.description();
        return count > 1 ? count + " connections, " + first : first;
    }

    // ------------------------------------------------------------- the end of one

    /** The target has said that it has dropped a connection. */
    void onDropAnnounced(int cid, int waitSeconds) {
        FullFeatureConnection dropped = cid >= 0 && cid < byCid.length ? byCid[cid] : null;
        if (dropped != null) {
            dropped.connection().dropAnnounced(waitSeconds);
        }
    }

    /** A connection is gone and others are there: sees to its commands, and that it is added again. */
    void failOver(FullFeatureConnection lost, boolean loggedOut, long waitNs) {
        FailOver failOver = new FailOver(session, tasks, lost, session.loop().nowNs() + failOverTimeoutNs);
        if (loggedOut) {
            failOver.settle();
        } else {
            failOvers.add(failOver);
        }
        FullFeatureConnection carrier = any();
        for (FailOver each : List.copyOf(failOvers)) {
            if (carrier != null && (each == failOver || each.wentBy(lost))) {
                each.begin(carrier);
            }
        }
        if (loggedOut) {
            adders[lost.cid()].add(waitNs);
        }
    }

    /** The target has answered the logout of a lost connection. */
    void onOtherLoggedOut(int cid, LogoutResponseCode code) {
        for (FailOver each : List.copyOf(failOvers)) {
            if (each.lost().cid() == cid && failOvers.remove(each)) {
                each.onLogoutResponse(code);
                adders[cid].add(each.lost().connection().time2WaitSeconds() * 1_000_000_000L);
            }
        }
    }

    boolean isFailOverOverdue(long nowNs) {
        for (int i = 0; i < failOvers.size(); i++) {
            if (failOvers.get(i).isOverdue(nowNs)) {
                return true;
            }
        }
        return false;
    }

    /** The session is logged out by one connection: the others have nothing to say any more. */
    void closeOthers(FullFeatureConnection than) {
        for (FullFeatureConnection connection : byCid.clone()) {
            if (connection != null && connection != than) {
                connection.connection().close();
            }
        }
    }

    /** Adds no connection any more; completes when nothing of an attempt is left. */
    Future<Void> stopAdding(String reason) {
        Future<Void> all = Future.succeededFuture();
        for (ConnectionAdder adder : adders) {
            Future<Void> stopped = adder.stop(reason);
            all = all.compose(nothing -> stopped);
        }
        return all;
    }
}
