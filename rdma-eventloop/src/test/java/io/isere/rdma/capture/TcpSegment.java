package io.isere.rdma.capture;

import java.nio.ByteBuffer;

/**
 * One captured TCP segment.
 *
 * @param timestampNanos capture time since the epoch, as exact as the file has it
 * @param sourcePort TCP source port
 * @param destinationPort TCP destination port
 * @param sequence 32-bit sequence number of the first payload byte (of the SYN when {@code syn})
 * @param syn whether this segment opens its direction of the connection
 * @param payload the bytes carried, position 0 to limit, possibly none; read it by index
 */
public record TcpSegment(
        long timestampNanos, int sourcePort, int destinationPort, int sequence, boolean syn, ByteBuffer payload) {

    @Override
    public String toString() {
        return sourcePort + " -> " + destinationPort + " seq " + Integer.toUnsignedString(sequence) + " "
                + payload.limit() + " bytes";
    }
}
