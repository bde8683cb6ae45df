package io.isere.iscsi.text;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one side wants of each key: what an initiator offers, and either side's operand of the result functions.
 *
 * <p>For a list it is what is supported, for a declarative key what is declared. A key without entry is not offered, and
 * as operand its default counts. Immutable; any thread.
 */
public final class LocalValues {

    private static final LocalValues NONE = new LocalValues(Map.of());

    private final Map<NegotiationKey, String> values;

    private LocalValues(Map<NegotiationKey, String> values) {
        this.values = values;
    }

    /** No wishes. */
    public static LocalValues none() {
        return NONE;
    }

    /**
     * These values, with {@code key} set.
     *
     * @throws IllegalArgumentException if the key cannot have this value
     */
    public LocalValues with(NegotiationKey key, String value) {
        if (!key.syntax().accepts(value)) {
            throw new IllegalArgumentException(key.text() + "=" + value + ": want " + key.syntax());
        }
        EnumMap<NegotiationKey, String> copy = new EnumMap<>(NegotiationKey.class);
        copy.putAll(values);
        copy.put(key, value);
        return new LocalValues(Collections.unmodifiableMap(copy));
    }

    /** These values, with a numerical key set. */
    public LocalValues with(NegotiationKey key, long value) {
        return with(key, Long.toString(value));
    }

    /** These values, with a boolean key set. */
    public LocalValues with(NegotiationKey key, boolean value) {
        return with(key, value ? TextConstants.YES : TextConstants.NO);
    }

    /** These values, without {@code key}. */
    public LocalValues without(NegotiationKey key) {
        EnumMap<NegotiationKey, String> copy = new EnumMap<>(NegotiationKey.class);
        copy.putAll(values);
        copy.remove(key);
        return new LocalValues(Collections.unmodifiableMap(copy));
    }

    /** The value wanted, null if there is none. */
    public @Nullable String get(NegotiationKey key) {
        return values.get(key);
    }

    /** The keys with a value, in the table's order. */
    public Set<NegotiationKey> keys() {
        return values.keySet();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
