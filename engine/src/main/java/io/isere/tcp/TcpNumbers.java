package io.isere.tcp;

import io.isere.datamover.ControlPdu;
import io.isere.iscsi.pdu.AnyResponseBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ResponseBhs;

/**
 * StatSN and command window as the session last showed them, for the PDUs below the line that have to show them too: R2T
 * and Data-In. Thread: the connection's loop; allocates nothing.
 */
final class TcpNumbers {
    private final AnyResponseBhs response = new AnyResponseBhs();
    private int nextStatSn;
    private int expCmdSn;
    private int maxCmdSn;
    private int statusCount;

    /** Takes the numbers of a PDU that the session sends. */
    void observe(ControlPdu pdu) {
        response.wrap(pdu.buffer(), pdu.bhsOffset());
        expCmdSn = response.expCmdSn();
        maxCmdSn = response.maxCmdSn();
        boolean usesUp =
                response.opcodeValue() != Opcode.NOP_IN.code() || response.initiatorTaskTag() != Bhs.RESERVED_TAG;
        nextStatSn = usesUp ? response.statSn() + 1 : response.statSn();
        statusCount++;
    }

    /** Shows the numbers; StatSN is the next one, which is not used up. */
    void show(ResponseBhs<?> header) {
        header.statSn(nextStatSn);
        showWindow(header);
    }

    /** Shows the command window alone. */
    void showWindow(ResponseBhs<?> header) {
        header.expCmdSn(expCmdSn).maxCmdSn(maxCmdSn);
    }

    /** How many PDUs with a status the session has sent: unchanged means that nothing came between. */
    int statusCount() {
        return statusCount;
    }
}
