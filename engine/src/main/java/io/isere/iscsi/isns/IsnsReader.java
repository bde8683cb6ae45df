package io.isere.iscsi.isns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of the bytes of a TCP connection: finds the PDUs, and puts those of a long message together (RFC 4171,
 * section 5.1). One object a connection, used by one thread.
 */
public final class IsnsReader {
    private static final int MAX_MESSAGE_BYTES = 4 << 20;

    private byte[] waiting = new byte[0];
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private int nextSequence;

    /** Takes bytes as they come. */
    public void append(byte[] bytes) {
        int before = waiting.length;
        waiting = Arrays.copyOf(waiting, before + bytes.length);
        System.arraycopy(bytes, 0, waiting, before, bytes.length);
    }

    /**
     * The next message; null as long as it is not complete.
     *
     * @throws IsnsException if the peer does not speak iSNS; the connection is of no use any more
     */
    public @Nullable IsnsMessage poll() {
        while (waiting.length >= IsnsMessage.HEADER_BYTES) {
            ByteBuffer header = ByteBuffer.wrap(waiting);
            int version = Short.toUnsignedInt(header.getShort());
            int function = Short.toUnsignedInt(header.getShort());
            int payloadBytes = Short.toUnsignedInt(header.getShort());
            int flags = Short.toUnsignedInt(header.getShort());
            int transactionId = Short.toUnsignedInt(header.getShort());
            int sequence = Short.toUnsignedInt(header.getShort());
            if (version != IsnsMessage.VERSION || payloadBytes % Integer.BYTES != 0) {
                throw new IsnsException("not an iSNS message: version " + version + ", payload of " + payloadBytes
                        + " bytes; is it an iSNS server that listens there?");
            }
            if (waiting.length < IsnsMessage.HEADER_BYTES + payloadBytes) {
                return null;
            }
            take(payloadBytes, sequence);
            if ((flags & IsnsMessage.FLAG_LAST) != 0) {
                nextSequence = 0;
                ByteBuffer whole = ByteBuffer.wrap(payload.toByteArray());
                payload.reset();
                return IsnsMessage.decode(function, transactionId, whole);
            }
        }
        return null;
    }

    private void take(int payloadBytes, int sequence) {
        if (sequence != nextSequence || payload.size() + payloadBytes > MAX_MESSAGE_BYTES) {
            throw new IsnsException("PDU " + sequence + " of an iSNS message came where " + nextSequence
                    + " was expected, or it is longer than " + MAX_MESSAGE_BYTES + " bytes");
        }
        nextSequence++;
        payload.write(waiting, IsnsMessage.HEADER_BYTES, payloadBytes);
        waiting = Arrays.copyOfRange(waiting, IsnsMessage.HEADER_BYTES + payloadBytes, waiting.length);
    }
}
