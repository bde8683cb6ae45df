package io.isere.iscsi.pdu;

/**
 * What the PDUs of the initiator that have a place in the command stream share: CmdSN and ExpStatSN.
 *
 * <p>Data-Out and SNACK are not among them: they carry no CmdSN. Threads, lifetime and allocation: see {@link
 * Flyweight}.
 *
 * @param <T> the concrete header, which every setter returns
 */
public abstract class RequestBhs<T extends RequestBhs<T>> extends Bhs<T> {

    private static final int CMD_SN_OFFSET = 24;
    private static final int EXP_STAT_SN_OFFSET = 28;

    RequestBhs() {}

    /** Command sequence number, a serial number (RFC 7143, 11.3.2). */
    public final int cmdSn() {
        return getInt(CMD_SN_OFFSET);
    }

    /** Sets CmdSN. */
    public final T cmdSn(int cmdSn) {
        return putInt(CMD_SN_OFFSET, cmdSn);
    }

    /** Next status the initiator expects; acknowledges all before it (RFC 7143, 11.3.3). */
    public final int expStatSn() {
        return getInt(EXP_STAT_SN_OFFSET);
    }

    /** Sets ExpStatSN. */
    public final T expStatSn(int expStatSn) {
        return putInt(EXP_STAT_SN_OFFSET, expStatSn);
    }
}
