package io.isere.iscsi.text;

import static io.isere.iscsi.text.NegotiationKey.IMMEDIATE_DATA;
import static io.isere.iscsi.text.NegotiationKey.INITIAL_R2T;
import static io.isere.iscsi.text.NegotiationKey.RDMA_EXTENSIONS;
import static io.isere.iscsi.text.NegotiationKey.SESSION_TYPE;
import static io.isere.iscsi.text.TextConstants.NO;
import static io.isere.iscsi.text.TextConstants.YES;

import java.util.EnumMap;
import java.util.Map;

/**
 * Where every key stands on one connection: what was settled or declared, and what that makes irrelevant.
 *
 * <p>Written by its {@link Negotiator} only, and like it: the connection's thread, the connection's lifetime.
 */
public final class NegotiatedValues {

    private final Role role;
    private final boolean overIser;
    private final boolean leadingConnection;
    private final Map<NegotiationKey, KeyState> states = new EnumMap<>(NegotiationKey.class);

    NegotiatedValues(Role role, boolean overIser, boolean leadingConnection) {
        this.role = role;
        this.overIser = overIser;
        this.leadingConnection = leadingConnection;
        for (NegotiationKey key : NegotiationKey.values()) {
            states.put(key, new KeyState());
        }
    }

    /** The value of a negotiated key: what was settled, else what was proposed, else the default. */
    public String value(NegotiationKey key) {
        KeyState state = state(key);
        if (!state.result.isEmpty()) {
            return state.result;
        }
        return state.awaitsAnswer ? state.sent : key.defaultValue();
    }

    /** The value of a negotiated numerical key. */
    public long number(NegotiationKey key) {
        return NumericalValue.parse(value(key));
    }

    /** The value of a negotiated boolean key. */
    public boolean isYes(NegotiationKey key) {
        return value(key).equals(YES);
    }

    /** What {@code declarer} declared, the default if it did not. */
    public String declared(NegotiationKey key, Role declarer) {
        return isDeclared(key, declarer) ? declaration(key, declarer) : key.defaultValue();
    }

    /** Whether {@code declarer} declared the key itself, with a value that is not empty. */
    public boolean isDeclared(NegotiationKey key, Role declarer) {
        return !declaration(key, declarer).isEmpty();
    }

    /** Whether this side declared the key, and the peer does not know or refuses it. */
    public boolean isDeclaredInVain(NegotiationKey key) {
        return state(key).isDeclaredInVain;
    }

    private String declaration(NegotiationKey key, Role declarer) {
        KeyState state = state(key);
        return declarer == role ? state.sent : state.declaredByPeer;
    }

    /** The number that {@code declarer} declared, the default if it did not. */
    public long declaredNumber(NegotiationKey key, Role declarer) {
        return NumericalValue.parse(declared(key, declarer));
    }

    /** Whether the peer sent this key in the present negotiation. */
    public boolean isReceived(NegotiationKey key) {
        return state(key).isReceived;
    }

    /** Whether the session is a discovery session, by what was declared so far. */
    public boolean isDiscovery() {
        return declared(SESSION_TYPE, Role.INITIATOR).equals("Discovery");
    }

    /** Whether the session is in iSER-assisted mode, or for an initiator that has no answer yet: is meant to be. */
    public boolean isIserAssisted() {
        return overIser && !isDiscovery() && (!leadingConnection || isYes(RDMA_EXTENSIONS));
    }

    /** Whether the key means nothing, by the values of the others so far. */
    public boolean isIrrelevant(NegotiationKey key) {
        return (key.has(KeyTrait.NO_DISCOVERY) && isDiscovery())
                || (key.has(KeyTrait.NO_ISER) && isIserAssisted())
                || (key.has(KeyTrait.ISER_ONLY) && !isIserAssisted())
                || (key.has(KeyTrait.FOR_UNSOLICITED_DATA) && isUnsolicitedDataOff());
    }

    private boolean isUnsolicitedDataOff() {
        return value(INITIAL_R2T).equals(YES) && value(IMMEDIATE_DATA).equals(NO);
    }

    /** Which side's view this is. */
    public Role role() {
        return role;
    }

    Map<NegotiationKey, KeyState> states() {
        return states;
    }

    KeyState state(NegotiationKey key) {
        KeyState state = states.get(key);
        if (state == null) {
            throw new IllegalStateException("no state of " + key);
        }
        return state;
    }
}
