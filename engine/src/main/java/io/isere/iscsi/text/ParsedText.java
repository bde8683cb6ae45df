package io.isere.iscsi.text;

import java.util.List;

/**
 * A logical text data segment taken apart, or what is wrong with it. Immutable.
 *
 * @param pairs the pairs in the order sent; empty if something is wrong
 * @param error what is wrong, in the RFC's words; empty if nothing is
 */
public record ParsedText(List<KeyValue> pairs, String error) {

    static ParsedText of(List<KeyValue> pairs) {
        return new ParsedText(List.copyOf(pairs), "");
    }

    static ParsedText wrong(String error) {
        return new ParsedText(List.of(), error);
    }

    /** Whether the text is well formed. */
    public boolean isWellFormed() {
        return error.isEmpty();
    }
}
