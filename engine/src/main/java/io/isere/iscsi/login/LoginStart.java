package io.isere.iscsi.login;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.text.NegotiatedValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.Negotiator;
import io.isere.iscsi.text.Role;

/**
 * What a target keeps of the first Login Request: the fields all others must repeat, and the negotiation it started. One
 * object a login; belongs to the connection's thread.
 */
final class LoginStart {

    private final long isid;
    private final int tsih;
    private final int cid;
    private final int initiatorTaskTag;
    private final int cmdSn;
    private final Negotiator negotiator;
    private final TargetSecurity security;
    private final LoginText text;

    LoginStart(LoginRequestBhs first, TargetLoginOptions options) {
        this.isid = first.isid();
        this.tsih = first.tsih();
        this.cid = first.cid();
        this.initiatorTaskTag = first.initiatorTaskTag();
        this.cmdSn = first.cmdSn();
        boolean overIser = options.transport() == TransportKind.ISER;
        this.negotiator = new Negotiator(Role.TARGET, overIser, tsih == 0, options.values());
        this.security = new TargetSecurity(options.challenges());
        this.text = new LoginText(negotiator, security, options.textLimitBytes());
    }

    /** Whether {@code next} belongs to the same login. */
    boolean isContinuedBy(LoginRequestBhs next) {
        return next.isid() == isid
                && next.tsih() == tsih
                && next.cid() == cid
                && next.initiatorTaskTag() == initiatorTaskTag;
    }

    /** Who wants what, by the names declared so far. */
    LoginIdentity identity(TransportKind transport) {
        NegotiatedValues values = negotiator.values();
        return new LoginIdentity(
                values.declared(NegotiationKey.INITIATOR_NAME, Role.INITIATOR),
                values.declared(NegotiationKey.TARGET_NAME, Role.INITIATOR),
                values.isDiscovery(),
                isid,
                tsih,
                cid,
                transport);
    }

    Negotiator negotiator() {
        return negotiator;
    }

    TargetSecurity security() {
        return security;
    }

    LoginText text() {
        return text;
    }

    long isid() {
        return isid;
    }

    int tsih() {
        return tsih;
    }

    int initiatorTaskTag() {
        return initiatorTaskTag;
    }

    int cmdSn() {
        return cmdSn;
    }
}
