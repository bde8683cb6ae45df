package io.isere.iscsi.text;

/**
 * One {@code key=value} pair (RFC 7143, section 6.1). Immutable.
 *
 * @param key what precedes the first "="
 * @param value what follows it, without the null delimiter; may be empty
 */
public record KeyValue(String key, String value) {

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
