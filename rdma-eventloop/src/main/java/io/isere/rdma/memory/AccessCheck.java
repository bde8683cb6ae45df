package io.isere.rdma.memory;

/** What {@link StagTable} answers to a peer's access (RFC 5040 section 7.2, RFC 5041 section 7.1). Codes, no exceptions. */
public final class AccessCheck {
    /** The access is permitted. */
    public static final int OK = 0;

    /** No such STag, or one that was invalidated or bound anew since it was advertised. */
    public static final int INVALID_STAG = 1;

    /** The STag belongs to another connection. */
    public static final int NOT_ASSOCIATED = 2;

    /** The STag does not grant this kind of access. */
    public static final int ACCESS_RIGHTS = 3;

    /** The tagged offset and the length run over the end of the 64-bit space. */
    public static final int TO_WRAP = 4;

    /** Some of the bytes lie outside the memory the STag names. */
    public static final int BASE_OR_BOUNDS = 5;

    /** The peer may not invalidate this STag: unknown, of another connection, or shared by several. */
    public static final int CANNOT_INVALIDATE = 6;

    private AccessCheck() {}

    /** The code in words, for messages. */
    public static String describe(int code) {
        return switch (code) {
            case OK -> "permitted";
            case INVALID_STAG -> "invalid STag";
            case NOT_ASSOCIATED -> "STag of another connection";
            case ACCESS_RIGHTS -> "access rights violation";
            case TO_WRAP -> "tagged offset wraps";
            case BASE_OR_BOUNDS -> "base or bounds violation";
            case CANNOT_INVALIDATE -> "STag cannot be invalidated";
            default -> "code " + code;
        };
    }
}
