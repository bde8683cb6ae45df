package io.isere.iscsi.access;

import java.util.Locale;

/**
 * An initiator name, or a pattern with {@code *} for any characters and {@code ?} for one. Names are compared without
 * regard to case, which RFC 3722 folds anyway. Immutable; any thread.
 *
 * @param text as written
 */
public record NamePattern(String text) {
    private static final int MAX_LENGTH = 223;

    /** Matches every name. */
    public static final NamePattern ANY = new NamePattern("*");

    /**
     * Checks and folds it.
     *
     * @throws IllegalArgumentException if it can match no iSCSI name
     */
    public NamePattern {
        text = text.toLowerCase(Locale.ROOT);
        boolean wild = text.indexOf('*') >= 0;
        boolean typed = text.startsWith("iqn.") || text.startsWith("eui.") || text.startsWith("naa.");
        boolean legal = text.chars().noneMatch(c -> c <= ' ' || c == ',' || c == '=');
        if (text.isEmpty() || text.length() > MAX_LENGTH || !legal || !(wild || typed)) {
            throw new IllegalArgumentException("'" + text + "' matches no iSCSI name: want a name as"
                    + " iqn.2026-11.io.isere:host1, or a pattern as iqn.2026-11.io.isere:*");
        }
    }

    /** Whether a name is meant. Takes time in proportion to the lengths of both, at worst their product. */
    public boolean matches(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        int at = 0;
        int next = 0;
        int star = -1;
        int resumeAt = 0;
        while (at < folded.length()) {
            if (next < text.length()
                    && (text.charAt(next) == '?' || text.charAt(next) == folded.charAt(at))
                    && text.charAt(next) != '*') {
                at++;
                next++;
            } else if (next < text.length() && text.charAt(next) == '*') {
                star = next++;
                resumeAt = at;
            } else if (star >= 0) {
                next = star + 1;
                at = ++resumeAt;
            } else {
                return false;
            }
        }
        while (next < text.length() && text.charAt(next) == '*') {
            next++;
        }
        return next == text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
