package io.isere.iscsi.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SendTargets operation's text (RFC 7143, appendix C).
 *
 * <p>A response that is longer than the peer's data segments goes through {@link TextWriter#drainTo} one piece a Text
 * Response: while the writer is not empty, C is set, F is clear and the Target Transfer Tag is not the reserved one; an
 * initiator puts the pieces together with {@link TextReader}. Static functions; any thread.
 */
public final class SendTargets {

    /** Value of the key that asks for all targets; discovery sessions only. */
    public static final String ALL = "All";

    private SendTargets() {}

    /** Writes the request's one pair: {@link #ALL}, a target's name, or nothing for the session's own target. */
    public static void encodeRequest(String which, TextWriter out) {
        out.add(NegotiationKey.SEND_TARGETS, which);
    }

    /** What a request asks for; null if its text is anything but exactly one SendTargets key. */
    public static @Nullable String parseRequest(List<KeyValue> pairs) {
        boolean isRequest = pairs.size() == 1 && pairs.get(0).key().equals(NegotiationKey.SEND_TARGETS.text());
        return isRequest ? pairs.get(0).value() : null;
    }

    /** Writes a response; addresses should carry their portal group tag. */
    public static void encode(List<TargetRecord> targets, TextWriter out) {
        for (TargetRecord target : targets) {
            out.add(NegotiationKey.TARGET_NAME, target.name());
            for (TargetAddress address : target.addresses()) {
                out.add(NegotiationKey.TARGET_ADDRESS, address.text());
            }
        }
    }

    /**
     * The targets of a response. Addresses that cannot be read and keys that do not belong here are passed over: what a
     * peer adds must not hide its targets.
     */
    public static List<TargetRecord> parse(List<KeyValue> pairs) {
        List<TargetRecord> targets = new ArrayList<>();
        String name = "";
        List<TargetAddress> addresses = new ArrayList<>();
        for (KeyValue pair : pairs) {
            NegotiationKey key = NegotiationKey.of(pair.key());
            if (key == NegotiationKey.TARGET_NAME) {
                addRecord(name, addresses, targets);
                name = pair.value();
                addresses.clear();
            } else if (key == NegotiationKey.TARGET_ADDRESS) {
                TargetAddress address = TargetAddress.parse(pair.value());
                if (address != null) {
                    addresses.add(address);
                }
            }
        }
        addRecord(name, addresses, targets);
        return targets;
    }

    private static void addRecord(String name, List<TargetAddress> addresses, List<TargetRecord> targets) {
        if (!name.isEmpty()) {
            targets.add(new TargetRecord(name, addresses));
        }
    }
}
