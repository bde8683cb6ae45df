package io.isere.iser;

/** Opcodes of iSER messages (RFC 7145, section 9.1): the high nibble of a message's first byte. */
public final class IserOpcode {

    /** An iSCSI control-type PDU behind an {@link IserControlHeader}. */
    public static final int CONTROL = 1;

    /** An {@link IserHelloHeader}. */
    public static final int HELLO = 2;

    /** An {@link IserHelloReplyHeader}. */
    public static final int HELLO_REPLY = 3;

    private IserOpcode() {}
}
