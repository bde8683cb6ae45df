package io.isere.iscsi.login;

import io.isere.datamover.TransportKind;

/**
 * Who wants to log in to what: what a target decides on (RFC 7143, section 6.3.1). Immutable.
 *
 * @param initiatorName iSCSI name of the initiator
 * @param targetName iSCSI name of the target wanted; empty in a discovery session that names none
 * @param discovery whether SessionType=Discovery
 * @param isid the initiator's part of the session identifier, 48 bits
 * @param tsih 0 for a new session (or to reinstate one), else the session to join
 * @param cid connection ID within the session
 * @param transport what carries the connection
 */
public record LoginIdentity(
        String initiatorName,
        String targetName,
        boolean discovery,
        long isid,
        int tsih,
        int cid,
        TransportKind transport) {

    /** Whether this is to be the first connection of a session. */
    public boolean isLeading() {
        return tsih == 0;
    }
}
