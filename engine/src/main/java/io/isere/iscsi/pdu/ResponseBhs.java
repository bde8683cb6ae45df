package io.isere.iscsi.pdu;

/**
 * What all PDUs of the target share: StatSN, and the command window in ExpCmdSN and MaxCmdSN.
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 *
 * @param <T> the concrete header, which every setter returns
 */
public abstract class ResponseBhs<T extends ResponseBhs<T>> extends Bhs<T> {

    private static final int STAT_SN_OFFSET = 24;
    private static final int EXP_CMD_SN_OFFSET = 28;
    private static final int MAX_CMD_SN_OFFSET = 32;

    ResponseBhs() {}

    /** Status sequence number of this connection, a serial number (RFC 7143, 11.4.9). */
    public final int statSn() {
        return getInt(STAT_SN_OFFSET);
    }

    /** Sets StatSN. */
    public final T statSn(int statSn) {
        return putInt(STAT_SN_OFFSET, statSn);
    }

    /** Next CmdSN the target expects (RFC 7143, 11.4.10). */
    public final int expCmdSn() {
        return getInt(EXP_CMD_SN_OFFSET);
    }

    /** Sets ExpCmdSN. */
    public final T expCmdSn(int expCmdSn) {
        return putInt(EXP_CMD_SN_OFFSET, expCmdSn);
    }

    /** Largest CmdSN the target accepts; ExpCmdSN - 1 closes the window (RFC 7143, 11.4.11). */
    public final int maxCmdSn() {
        return getInt(MAX_CMD_SN_OFFSET);
    }

    /** Sets MaxCmdSN. */
    public final T maxCmdSn(int maxCmdSn) {
        return putInt(MAX_CMD_SN_OFFSET, maxCmdSn);
    }
}
