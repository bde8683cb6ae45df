package io.isere.iscsi.session;

import io.isere.iscsi.pdu.SerialNumber;

/**
 * The initiator's end of command numbering: CmdSN and the window the target grants (RFC 7143 section 4.2.2.1).
 *
 * <p>Thread: the session's loop. Allocates nothing.
 */
public final class CommandWindow {
    private int cmdSn;
    private int expCmdSn;
    private int maxCmdSn;

    /** Begins at the CmdSN of the login. */
    public void start(int firstCmdSn) {
        cmdSn = firstCmdSn;
        expCmdSn = firstCmdSn;
        maxCmdSn = firstCmdSn;
    }

    /** Whether a non-immediate command may be sent now. */
    public boolean isOpen() {
        return SerialNumber.isAtMost(cmdSn, maxCmdSn);
    }

    /** The CmdSN of a command to be sent now; counts on unless the command is immediate. */
    public int next(boolean immediate) {
        return immediate ? cmdSn : cmdSn++;
    }

    /** CmdSN of the next non-immediate command. */
    public int cmdSn() {
        return cmdSn;
    }

    /**
     * Takes ExpCmdSN and MaxCmdSN of a PDU. A MaxCmdSN below ExpCmdSN - 1 makes both void, and numbers that go back are
     * those of an older PDU (RFC 7143 section 4.2.2.1).
     */
    public void update(int newExpCmdSn, int newMaxCmdSn) {
        if (SerialNumber.isBefore(newMaxCmdSn, newExpCmdSn - 1)) {
            return;
        }
        expCmdSn = SerialNumber.later(expCmdSn, newExpCmdSn);
        maxCmdSn = SerialNumber.later(maxCmdSn, newMaxCmdSn);
    }

    /** What the target expects next, as last heard. */
    public int expCmdSn() {
        return expCmdSn;
    }
}
