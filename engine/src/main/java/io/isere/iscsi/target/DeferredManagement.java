package io.isere.iscsi.target;

import io.isere.iscsi.pdu.SerialNumber;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Immediate task management that has overtaken commands it is about, which another connection has still to bring (RFC 7143
 * section 4.2.3.3): it waits until they are here. Thread: the session's loop. Control path: allocates.
 */
final class DeferredManagement {
    private static final int MAX_WAITING = 16;

    private final List<Waiting> waiting = new ArrayList<>();

    private record Waiting(TargetConnection connection, int cmdSn, Runnable action) {}

    /**
     * Runs something when every command before a CmdSN has come, now or later. A peer that sends more requests than it may
     * is dropped.
     */
    void runInTurn(TargetConnection connection, int cmdSn, int expCmdSn, Runnable action) {
        if (!SerialNumber.isAfter(cmdSn, expCmdSn)) {
            action.run();
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(new Waiting(connection, cmdSn, action));
        } else {
            connection.dropFor("it sends task management requests about commands that do not come");
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Every command before a CmdSN is here. */
    void runUpTo(int expCmdSn) {
        List<Waiting> due = new ArrayList<>();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting request = each.next();
            if (!SerialNumber.isAfter(request.cmdSn(), expCmdSn)) {
                each.remove();
                due.add(request);
            }
        }
        due.forEach(request -> request.action().run());
    }

    /** Forgets what came by a connection that is gone: immediate requests do not outlive it (section 7.14). */
    void forget(TargetConnection connection) {
        waiting.removeIf(request -> request.connection() == connection);
    }
}
