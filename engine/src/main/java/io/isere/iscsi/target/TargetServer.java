package io.isere.iscsi.target;

import io.isere.datamover.LoopContext;
import io.isere.datamover.PendingConnection;
import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TargetRecord;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.scsi.task.Lun;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An iSCSI target node: its targets by name, its portals, and the sessions of all loops.
 *
 * <p>Any thread; control path only. Connections live on the loops they were accepted on.
 */
public final class TargetServer {
    private static final int MAX_TSIH = 0xffff;

    private final TargetSettings settings;
    private final Map<String, Target> targets = new ConcurrentSkipListMap<>();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();
    private final Map<SessionKey, SessionPlace> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, TargetAccess> access = new ConcurrentHashMap<>();
    private volatile TargetAuthentication discoveryAuthentication = TargetAuthentication.none();
    private final AtomicInteger lastTsih = new AtomicInteger();
    private volatile List<TargetAddress> portals = List.of();

    /** With one way to behave towards every initiator. */
    public TargetServer(TargetSettings settings) {
        this.settings = settings;
    }

    /** Which session it is: by initiator port name and target (RFC 7143 section 4.4.3). */
    record SessionKey(String initiatorPortName, String targetName) {}

    /** How it behaves. */
    public TargetSettings settings() {
        return settings;
    }

    /**
     * Serves a target from now on.
     *
     * @throws IllegalStateException when there is one of that name already
     */
    public void addTarget(Target target) {
        if (targets.putIfAbsent(target.name(), target) != null) {
            throw new IllegalStateException("target " + target.name() + " exists already");
        }
        removed.remove(target.name());
    }

    /**
     * Says something else of a target for logins to come; its sessions stay.
     *
     * @throws IllegalStateException when there is none of that name
     */
    public void replaceTarget(Target target) {
        if (targets.replace(target.name(), target) == null) {
            throw new IllegalStateException("there is no target " + target.name());
        }
    }

    /**
     * Serves a target no more: new logins are refused with "target removed", its sessions are asked to log out, and
     * dropped when they do not (RFC 7143 section 11.9.1).
     *
     * @param logoutSeconds how long they are given, 0 to 65535
     * @return for each of its sessions, when it is gone
     * @throws IllegalStateException when there is no such target
     */
    public List<Future<Void>> removeTarget(String name, int logoutSeconds) {
        if (targets.remove(name) == null) {
            throw new IllegalStateException("there is no target " + name);
        }
        removed.add(name);
        return sessionsOf(name)
                .map(session -> session.requestLogout(logoutSeconds))
                .toList();
    }

    /** Whether there was a target of that name, which was removed. */
    boolean wasRemoved(String name) {
        return removed.contains(name);
    }

    /**
     * Waits until no session of a target has a command for a logical unit any more. What hangs is aborted.
     *
     * @param limitNs how long commands may take to end by themselves
     * @return for each session, when it has none
     */
    public List<Future<Void>> awaitIdle(String target, int lun, long limitNs) {
        return sessionsOf(target)
                .map(session -> session.awaitIdle(Lun.encode(lun), limitNs))
                .toList();
    }

    private Stream<TargetSession> sessionsOf(String target) {
        return sessions().filter(session -> session.key().targetName().equals(target));
    }

    private Stream<TargetSession> sessions() {
        return sessions.values().stream().map(SessionPlace::session).filter(Objects::nonNull);
    }

    /** What the sessions are, each as of a moment of its own; null for one that has just ended. */
    public List<Future<@Nullable TargetSessionInfo>> sessionInfos() {
        return sessions().map(TargetSession::info).toList();
    }

    /** Sessions open now with one target. */
    public int sessionCount(String target) {
        return (int) sessionsOf(target).count();
    }

    /** The target of a name; null when there is none. */
    public @Nullable Target target(String name) {
        return targets.get(name);
    }

    /**
     * Says who may use a target from now on, which may be added later; without it everybody may. Sessions that are open go
     * on.
     */
    public void access(String targetName, TargetAccess rules) {
        access.put(targetName, rules);
    }

    /**
     * Asks initiators to log out whom the target's access list does not let in any more, or to whom it shows other logical
     * units, and drops those that do not (RFC 7143 section 11.9.1). All others go on undisturbed.
     *
     * @param logoutSeconds how long they are given, 0 to 65535
     * @return for each session of the target, whether it had to end, when it has
     */
    public List<Future<Boolean>> enforceAccess(String targetName, int logoutSeconds) {
        TargetAccess rules = access(targetName);
        return sessionsOf(targetName)
                .map(session -> session.enforce(rules, logoutSeconds))
                .toList();
    }

    /** Who may use a target. */
    TargetAccess access(String targetName) {
        return access.getOrDefault(targetName, TargetAccess.open());
    }

    /** Says how initiators authenticate themselves for discovery from now on; {@link TargetAuthentication#none} at first. */
    public void discoveryAuthentication(TargetAuthentication authentication) {
        discoveryAuthentication = authentication;
    }

    TargetAuthentication discoveryAuthentication() {
        return discoveryAuthentication;
    }

    /** Says where the node can be reached, for SendTargets. */
    public void portals(List<TargetAddress> addresses) {
        portals = List.copyOf(addresses);
    }

    /**
     * What SendTargets answers: each target with the portals of its groups, and no target that has none.
     *
     * @param name a target's name; null: all
     * @param initiatorName who asks: it is not told of targets that it may not use
     * @param from where it is
     * @param reachedAt the address the asking connection came to, which stands in for portals that listen everywhere
     */
    List<TargetRecord> sendTargets(
            @Nullable String name, String initiatorName, InetAddress from, TargetAddress reachedAt) {
        List<TargetRecord> records = new ArrayList<>();
        for (Target target : targets.values()) {
            List<TargetAddress> addresses = addresses(target, reachedAt);
            boolean isMeant = name == null || name.equals(target.name());
            if (isMeant && !addresses.isEmpty() && access(target.name()).isVisibleTo(initiatorName, from)) {
                records.add(new TargetRecord(target.name(), addresses));
            }
        }
        return records;
    }

    private List<TargetAddress> addresses(Target target, TargetAddress reachedAt) {
        List<TargetAddress> known = portals.isEmpty() ? List.of(reachedAt) : portals;
        List<TargetAddress> addresses = new ArrayList<>();
        for (TargetAddress portal : known) {
            if (!target.isReachedThrough(portal.portalGroupTag())) {
                continue;
            }
            boolean everywhere =
                    portal.host().equals("0.0.0.0") || portal.host().equals("0:0:0:0:0:0:0:0");
            addresses.add(
                    everywhere ? new TargetAddress(reachedAt.host(), portal.port(), portal.portalGroupTag()) : portal);
        }
        return addresses;
    }

    /** A TSIH for a new session: never 0, not used for a long while (RFC 7143 section 11.12.6). */
    int nextTsih() {
        return lastTsih.updateAndGet(last -> last == MAX_TSIH ? 1 : last + 1);
    }

    /**
     * Takes the place of a session. An older session of the same initiator port and target is reinstated (RFC 7143 section
     * 6.3.5): it is ended, and only when its last task has ended the new one begins, since a write of the old session must
     * not land behind one of the new.
     *
     * @param granted runs on the connection's loop, at once or when the older session has ended
     */
    void claim(SessionKey key, TargetConnection connection, Consumer<SessionPlace> granted) {
        SessionPlace place = new SessionPlace(key);
        SessionPlace older = sessions.putIfAbsent(key, place);
        if (older == null) {
            granted.accept(place);
        } else {
            older.vacate().onComplete(gone -> connection.onLoop(() -> claim(key, connection, granted)));
        }
    }

    /** The session of a place has ended, or never began. */
    void release(SessionPlace place) {
        sessions.remove(place.key(), place);
        place.onFree();
    }

    /** The session of an initiator port with a target, if it has that handle. */
    @Nullable
    TargetSession session(SessionKey key, int tsih) {
        SessionPlace place = sessions.get(key);
        TargetSession session = place == null ? null : place.session();
        return session != null && session.tsih() == tsih ? session : null;
    }

    /**
     * The loop that the connections of a session are on, where a further one has to be accepted too; null when there is no
     * such session.
     *
     * @param tsih as in the Login Request of the further connection
     */
    public @Nullable RdmaLoop loopOf(long isid, int tsih) {
        String ofPort = String.format(",i,0x%012x", isid);
        return sessions()
                .filter(session ->
                        session.tsih() == tsih && session.initiatorPortName().endsWith(ofPort))
                .map(TargetSession::loop)
                .findFirst()
                .orElse(null);
    }

    /** Whether another session of an initiator port, or of an initiator, is more than there may be. */
    boolean isFull(SessionKey key, String initiatorName) {
        if (sessions.containsKey(key)) {
            return false;
        }
        String ofInitiator = initiatorName + ",i,";
        long sameInitiator = sessions.keySet().stream()
                .filter(other -> other.initiatorPortName().startsWith(ofInitiator))
                .count();
        TargetLimits limits = settings.limits();
        return sessions.size() >= limits.maxSessions() || sameInitiator >= limits.maxSessionsPerInitiator();
    }

    /** Connections there are now, logged in or not. */
    public int connectionCount() {
        return connections.get();
    }

    /** Sessions open now. */
    public int sessionCount() {
        return sessions.size();
    }

    /**
     * Accepts a connection on the loop it is to live on, which is the caller's.
     *
     * @param portalGroupTag the group of the portal it came to
     * @return the connection; {@code onClosed} runs when it has ended and given everything back
     */
    public TargetConnection accept(
            LoopContext context, PendingConnection pending, int portalGroupTag, Runnable onClosed) {
        connections.incrementAndGet();
        TargetConnection connection = new TargetConnection(this, context, pending, portalGroupTag, () -> {
            connections.decrementAndGet();
            onClosed.run();
        });
        connection.start();
        return connection;
    }
}
