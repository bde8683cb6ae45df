package io.isere.iscsi.login;

/** Stages of the login phase, the CSG and NSG fields (RFC 7143, sections 6.3 and 11.12.3). Immutable; any thread. */
public enum LoginStage {
    /** SecurityNegotiation. */
    SECURITY(0),
    /** LoginOperationalNegotiation. */
    OPERATIONAL(1),
    /** Not assigned. */
    RESERVED(2),
    /** FullFeaturePhase. */
    FULL_FEATURE(3);

    private static final LoginStage[] BY_CODE = values();

    private final int code;

    LoginStage(int code) {
        this.code = code;
    }

    /** The stage of this code; only its low 2 bits count. */
    public static LoginStage of(int code) {
        return BY_CODE[code & 3];
    }

    /** The 2-bit code. */
    public int code() {
        return code;
    }

    /** Whether a login may go from here to {@code next} (the table in RFC 7143, section 6.3). */
    public boolean mayGoTo(LoginStage next) {
        return switch (this) {
            case SECURITY -> next == OPERATIONAL || next == FULL_FEATURE;
            case OPERATIONAL -> next == FULL_FEATURE;
            case RESERVED, FULL_FEATURE -> false;
        };
    }
}
