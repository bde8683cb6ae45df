package io.isere.iscsi.text;

/** The values with a meaning of their own in every text negotiation, and its limits (RFC 7143, sections 6.1 and 6.2). */
public final class TextConstants {

    /** Boolean true. */
    public static final String YES = "Yes";

    /** Boolean false. */
    public static final String NO = "No";

    /** In a list: the function is missing, or not wanted. */
    public static final String NONE = "None";

    /** Answer: the value offered is not acceptable; the key stays as it is. */
    public static final String REJECT = "Reject";

    /** Answer: the key does not matter in this negotiation. */
    public static final String IRRELEVANT = "Irrelevant";

    /** Answer: the key is unknown here. */
    public static final String NOT_UNDERSTOOD = "NotUnderstood";

    /** Longest key-name. */
    public static final int MAX_KEY_LENGTH_BYTES = 63;

    /** Longest simple-value; a list has several. */
    public static final int MAX_VALUE_LENGTH_BYTES = 255;

    /** Longest iSCSI name (RFC 7143, section 4.2.7.1). */
    public static final int MAX_NAME_LENGTH_BYTES = 223;

    /** MaxRecvDataSegmentLength of both sides during login, and its default afterwards. */
    public static final int DEFAULT_DATA_SEGMENT_LENGTH_BYTES = 8192;

    /** Most text taken in one negotiation sequence: what long authentication items may need. */
    public static final int MAX_TEXT_LENGTH_BYTES = 65_536;

    private TextConstants() {}

    /** Whether {@code value} is one of the three answers that are not a value of the key. */
    public static boolean isSpecialAnswer(String value) {
        return value.equals(REJECT) || value.equals(IRRELEVANT) || value.equals(NOT_UNDERSTOOD);
    }
}
