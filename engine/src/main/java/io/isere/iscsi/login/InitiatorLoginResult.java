package io.isere.iscsi.login;

import io.isere.iscsi.text.OperationalParameters;

/**
 * What an initiator has after a login that ended well. Immutable.
 *
 * @param parameters what was negotiated
 * @param tsih handle of the session, 1..65535
 * @param portalGroupTag tag of the portal group that answered, -1 if the target did not say
 * @param targetAlias the target's name for people, empty if it did not say
 * @param expStatSn ExpStatSN to go on with
 * @param expCmdSn ExpCmdSN of the final response
 * @param maxCmdSn MaxCmdSN of the final response
 */
public record InitiatorLoginResult(
        OperationalParameters parameters,
        int tsih,
        int portalGroupTag,
        String targetAlias,
        int expStatSn,
        int expCmdSn,
        int maxCmdSn) {}
