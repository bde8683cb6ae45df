package io.isere.vertx.impl;

/** iSCSI names as far as they are checked before they go on the wire (RFC 7143 section 4.2.7). Static; any thread. */
public final class IscsiNames {
    private static final int MAX_BYTES = 223;

    private IscsiNames() {}

    /**
     * Refuses what is no iSCSI name.
     *
     * @param whose "target" or "initiator", for the message
     * @throws IllegalArgumentException with an example of a good one
     */
    public static void require(String name, String whose) {
        boolean type = name.startsWith("iqn.") || name.startsWith("eui.") || name.startsWith("naa.");
        boolean characters = name.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':');
        if (!type || !characters || name.length() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no iSCSI name of " + (whose.startsWith("i") ? "an " : "a ") + whose
                            + ": want lower-case letters, digits, '-', '.' and ':', for example"
                            + " iqn.2026-11.io.isere:disk1");
        }
    }
}
