package io.isere.iscsi.login;

import io.isere.iscsi.text.OperationalParameters;

/**
 * What a target has when the final response of a login is ready. Immutable.
 *
 * @param parameters what was negotiated
 * @param identity who logs in to what
 * @param tsih handle of the session, 1..65535
 * @param initiatorAlias the initiator's name for people, empty if it did not say
 * @param cmdSn CmdSN of the login: ExpCmdSN of a new session
 * @param nextStatSn StatSN of the response after the final one
 */
public record TargetLoginResult(
        OperationalParameters parameters,
        LoginIdentity identity,
        int tsih,
        String initiatorAlias,
        int cmdSn,
        int nextStatSn) {}
