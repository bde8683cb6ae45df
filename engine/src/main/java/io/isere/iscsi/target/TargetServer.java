package io.isere.iscsi.target;

import io.isere.datamover.LoopContext;
import io.isere.datamover.PendingConnection;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TargetRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final Map<SessionKey, TargetConnection> sessions = new ConcurrentHashMap<>();
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
    }

    /** Serves a target no more; its sessions go on until they end. */
    public @Nullable Target removeTarget(String name) {
        return targets.remove(name);
    }

    /** The target of a name; null when there is none. */
    public @Nullable Target target(String name) {
        return targets.get(name);
    }

    /** Says where the node can be reached, for SendTargets. */
    public void portals(List<TargetAddress> addresses) {
        portals = List.copyOf(addresses);
    }

    /**
     * What SendTargets answers.
     *
     * @param name a target's name; null: all
     * @param reachedAt the address the asking connection came to, which stands in for portals that listen everywhere
     */
    List<TargetRecord> sendTargets(@Nullable String name, TargetAddress reachedAt) {
        List<TargetRecord> records = new ArrayList<>();
        for (Target target : targets.values()) {
            if (name == null || name.equals(target.name())) {
                records.add(new TargetRecord(target.name(), addresses(reachedAt)));
            }
        }
        return records;
    }

    private List<TargetAddress> addresses(TargetAddress reachedAt) {
        List<TargetAddress> addresses = new ArrayList<>();
        for (TargetAddress portal : portals) {
            boolean everywhere =
                    portal.host().equals("0.0.0.0") || portal.host().equals("0:0:0:0:0:0:0:0");
            addresses.add(
                    everywhere ? new TargetAddress(reachedAt.host(), portal.port(), portal.portalGroupTag()) : portal);
        }
        return addresses.isEmpty() ? List.of(reachedAt) : addresses;
    }

    /** A TSIH for a new session: never 0, not used for a long while (RFC 7143 section 11.12.6). */
    int nextTsih() {
        return lastTsih.updateAndGet(last -> last == MAX_TSIH ? 1 : last + 1);
    }

    /** A session begins; an older one of the same initiator port and target is reinstated, that is, ended. */
    void onSessionBegins(SessionKey key, TargetConnection connection) {
        TargetConnection older = sessions.put(key, connection);
        if (older != null && older != connection) {
            older.reinstated();
        }
    }

    void onSessionEnds(SessionKey key, TargetConnection connection) {
        sessions.remove(key, connection);
    }

    /** The session of an initiator port with a target, if there is one. */
    boolean hasSession(SessionKey key, int tsih) {
        TargetConnection connection = sessions.get(key);
        return connection != null && connection.tsih() == tsih;
    }

    /** Sessions open now. */
    public int sessionCount() {
        return sessions.size();
    }

    /**
     * Accepts a connection on the loop it is to live on, which is the caller's.
     *
     * @return the connection; {@code onClosed} runs when it has ended and given everything back
     */
    public TargetConnection accept(LoopContext context, PendingConnection pending, Runnable onClosed) {
        TargetConnection connection = new TargetConnection(this, context, pending, onClosed);
        connection.start();
        return connection;
    }
}
