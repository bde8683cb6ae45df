package io.isere.iscsi.session;

import io.isere.iscsi.pdu.SerialNumber;

/**
 * The target's end of command numbering: ExpCmdSN, and MaxCmdSN by how many more commands it can take (RFC 7143 section
 * 4.2.2.1).
 *
 * <p>Thread: the session's loop. Allocates nothing.
 */
public final class CommandSequence {
    /** What to do with a received command. */
    public enum Verdict {
        /** It is the next: execute it. */
        IN_ORDER,
        /** Outside the window or seen before: ignore it silently. */
        IGNORE,
        /** In the window, but one before it is missing. */
        GAP
    }

    private final int depth;
    private final int slots;
    private int expCmdSn;
    private int maxCmdSn;
    private int executing;
    private int slotsInUse;
    private boolean toldClosed;

    /**
     * @param depth most commands executing at a time
     * @param slots most commands executing or with their response still on its way; at least {@code depth}
     */
    public CommandSequence(int depth, int slots) {
        this.depth = depth;
        this.slots = slots;
    }

    /** Begins after the login's CmdSN. */
    public void start(int firstCmdSn) {
        expCmdSn = firstCmdSn;
        maxCmdSn = firstCmdSn + depth - 1;
    }

    /** Takes the CmdSN of a request, and counts on when it is a non-immediate one in order. */
    public Verdict accept(int cmdSn, boolean immediate) {
        if (immediate) {
            return Verdict.IN_ORDER;
        }
        if (cmdSn == expCmdSn && SerialNumber.isAtMost(cmdSn, maxCmdSn)) {
            expCmdSn++;
            return Verdict.IN_ORDER;
        }
        return SerialNumber.isInWindow(cmdSn, expCmdSn, maxCmdSn) ? Verdict.GAP : Verdict.IGNORE;
    }

    /** A command took a slot. */
    public void begin() {
        executing++;
        slotsInUse++;
    }

    /** Its execution ended: its response is going out, or it ends without one. */
    public void end() {
        executing--;
    }

    /**
     * Its slot is free.
     *
     * @return whether the initiator was told that the window is closed and has to be told that it is open again
     */
    public boolean freed() {
        slotsInUse--;
        return toldClosed;
    }

    /** CmdSN of the next command. */
    public int expCmdSn() {
        return expCmdSn;
    }

    /** Last CmdSN that may come now; it never goes back. */
    public int maxCmdSn() {
        int room = Math.max(0, Math.min(depth - executing, slots - slotsInUse));
        maxCmdSn = SerialNumber.later(maxCmdSn, expCmdSn + room - 1);
        toldClosed = SerialNumber.isBefore(maxCmdSn, expCmdSn);
        return maxCmdSn;
    }
}
