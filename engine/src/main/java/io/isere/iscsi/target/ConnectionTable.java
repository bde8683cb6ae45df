package io.isere.iscsi.target;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of a session, each at an index of its own for as long as it lasts. Thread: the session's loop. */
final class ConnectionTable {
    private final @Nullable TargetConnection[] connections;
    private int count;

    ConnectionTable(int bound) {
        connections = new @Nullable TargetConnection[bound];
    }

    /** Takes a connection in; its index, or -1 when there are as many as may be. */
    int add(TargetConnection connection) {
        for (int i = 0; i < connections.length; i++) {
            if (connections[i] == null) {
                connections[i] = connection;
                count++;
                return i;
            }
        }
        return -1;
    }

    void remove(TargetConnection connection) {
        for (int i = 0; i < connections.length; i++) {
            if (connections[i] == connection) {
                connections[i] = null;
                count--;
            }
        }
    }

    int count() {
        return count;
    }

    /** The connection of a CID; null when there is none. */
    @Nullable
    TargetConnection find(int cid) {
        for (TargetConnection connection : connections) {
            if (connection != null && connection.cid() == cid) {
                return connection;
            }
        }
        return null;
    }

    /** One that can be sent on; null when there is none. */
    @Nullable
    TargetConnection anyAlive() {
        for (TargetConnection connection : connections) {
            if (connection != null && connection.isLoggedIn() && !connection.isEnded()) {
                return connection;
            }
        }
        return null;
    }

    /** Lets each connection's datamover make what it keeps for a new task slot. */
    void bind(TargetTask slot, int slotIndex) {
        for (int i = 0; i < connections.length; i++) {
            TargetConnection connection = connections[i];
            if (connection != null && !connection.isEnded()) {
                slot.bind(i, connection.transport().createTask(slotIndex, slot));
            }
        }
    }

    void forEach(Consumer<TargetConnection> action) {
        for (TargetConnection connection : connections.clone()) {
            if (connection != null) {
                action.accept(connection);
            }
        }
    }
}
