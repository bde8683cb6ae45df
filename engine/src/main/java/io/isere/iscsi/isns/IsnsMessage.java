package io.isere.iscsi.isns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An iSNS message, whole (RFC 4171, sections 5.1 and 5.3). Immutable; any thread.
 *
 * @param function number of the request or response
 * @param transactionId what a response repeats of its request, 0..65535
 * @param status of a response; 0 in a request
 * @param attributes in their order, delimiter included
 */
public record IsnsMessage(int function, int transactionId, int status, List<IsnsAttribute> attributes) {
    /** The TCP port of servers. */
    public static final int PORT = 3205;

    static final int HEADER_BYTES = 12;
    static final int VERSION = 1;
    static final int FLAG_LAST = 0x0800;
    static final int FLAG_FIRST = 0x0400;
    private static final int FLAG_CLIENT = 0x8000;
    private static final int RESPONSE = 0x8000;
    private static final int MAX_PAYLOAD_BYTES = 0xfffc;
    private static final int TAG_AND_LENGTH_BYTES = 8;

    /** Copies the list. */
    public IsnsMessage {
        attributes = List.copyOf(attributes);
    }

    /** A request: source, key, delimiter, operating attributes. */
    public static IsnsMessage request(IsnsFunction function, int transactionId, List<IsnsAttribute> attributes) {
        return new IsnsMessage(function.code(), transactionId & 0xffff, 0, attributes);
    }

    /** Whether it is a response. */
    public boolean isResponse() {
        return (function & RESPONSE) != 0;
    }

    /**
     * Its bytes as one PDU of a client.
     *
     * @throws IsnsException if it is longer than a PDU
     */
    public byte[] encode() {
        int payloadBytes = isResponse() ? Integer.BYTES : 0;
        for (IsnsAttribute attribute : attributes) {
            payloadBytes += TAG_AND_LENGTH_BYTES + attribute.value().length;
        }
        if (payloadBytes > MAX_PAYLOAD_BYTES) {
            throw new IsnsException("an iSNS message of " + payloadBytes + " bytes: register fewer portals");
        }
        ByteBuffer pdu = ByteBuffer.allocate(HEADER_BYTES + payloadBytes)
                .putShort((short) VERSION)
                .putShort((short) function)
                .putShort((short) payloadBytes)
                .putShort((short) (FLAG_CLIENT | FLAG_LAST | FLAG_FIRST))
                .putShort((short) transactionId)
                .putShort((short) 0);
        if (isResponse()) {
            pdu.putInt(status);
        }
        for (IsnsAttribute attribute : attributes) {
            pdu.putInt(attribute.tag()).putInt(attribute.value().length).put(attribute.value());
        }
        return pdu.array();
    }

    /**
     * Reads the payload of all PDUs of a message, put together.
     *
     * @throws IsnsException if a length in it does not fit
     */
    static IsnsMessage decode(int function, int transactionId, ByteBuffer payload) {
        boolean response = (function & RESPONSE) != 0;
        if (response && payload.remaining() < Integer.BYTES) {
            throw new IsnsException("iSNS response of " + payload.remaining() + " bytes has no status");
        }
        int status = response ? payload.getInt() : 0;
        List<IsnsAttribute> attributes = new ArrayList<>();
        while (payload.hasRemaining()) {
            attributes.add(attribute(payload));
        }
        return new IsnsMessage(function, transactionId, status, attributes);
    }

    private static IsnsAttribute attribute(ByteBuffer payload) {
        if (payload.remaining() < TAG_AND_LENGTH_BYTES) {
            throw new IsnsException("iSNS attribute is cut off behind " + payload.remaining() + " bytes");
        }
        int tag = payload.getInt();
        int lengthBytes = payload.getInt();
        if (lengthBytes < 0 || lengthBytes % Integer.BYTES != 0 || lengthBytes > payload.remaining()) {
            throw new IsnsException("iSNS attribute " + tag + " claims " + Integer.toUnsignedString(lengthBytes)
                    + " bytes, there are " + payload.remaining());
        }
        byte[] value = new byte[lengthBytes];
        payload.get(value);
        return IsnsAttribute.of(tag, value);
    }
}
