package io.isere.rdma.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Takes the TCP segments out of a classic pcap file: Ethernet link type, IPv4, TCP. Anything else is passed over. */
final class PcapReader {

    private static final int MAGIC_MICROS = 0xa1b2c3d4;
    private static final int MAGIC_NANOS = 0xa1b23c4d;
    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final int ETHERNET_HEADER_BYTES = 14;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int PROTOCOL_TCP = 6;
    private static final int FLAG_SYN = 0x02;

    private PcapReader() {}

    static List<TcpSegment> tcpSegments(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        in.order(fileOrder(in.getInt(0)));
        int nanosPerTick = in.getInt(0) == MAGIC_NANOS ? 1 : 1000;
        in.position(FILE_HEADER_BYTES);
        List<TcpSegment> segments = new ArrayList<>();
        while (in.remaining() >= RECORD_HEADER_BYTES) {
            long seconds = Integer.toUnsignedLong(in.getInt());
            long ticks = Integer.toUnsignedLong(in.getInt());
            int capturedBytes = in.getInt();
            int originalBytes = in.getInt();
            if (capturedBytes != originalBytes) {
                throw new IllegalArgumentException("capture is cut: " + capturedBytes + " of " + originalBytes);
            }
            ByteBuffer packet = in.slice(in.position(), capturedBytes).order(ByteOrder.BIG_ENDIAN);
            in.position(in.position() + capturedBytes);
            addTcp(packet, seconds * 1_000_000_000L + ticks * nanosPerTick, segments);
        }
        return segments;
    }

    private static ByteOrder fileOrder(int magicBigEndian) {
        if (magicBigEndian == MAGIC_MICROS || magicBigEndian == MAGIC_NANOS) {
            return ByteOrder.BIG_ENDIAN;
        }
        int swapped = Integer.reverseBytes(magicBigEndian);
        if (swapped == MAGIC_MICROS || swapped == MAGIC_NANOS) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        throw new IllegalArgumentException("not a classic pcap file: magic " + Integer.toHexString(magicBigEndian));
    }

    private static void addTcp(ByteBuffer packet, long timestampNanos, List<TcpSegment> segments) {
        if (packet.getShort(12) != ETHERTYPE_IPV4) {
            return;
        }
        int ip = ETHERNET_HEADER_BYTES;
        if (packet.get(ip + 9) != PROTOCOL_TCP) {
            return;
        }
        int ipHeaderBytes = (packet.get(ip) & 0x0f) * 4;
        int ipTotalBytes = Short.toUnsignedInt(packet.getShort(ip + 2));
        int tcp = ip + ipHeaderBytes;
        int tcpHeaderBytes = ((packet.get(tcp + 12) >> 4) & 0x0f) * 4;
        int payloadBytes = ipTotalBytes - ipHeaderBytes - tcpHeaderBytes;
        segments.add(new TcpSegment(
                timestampNanos,
                Short.toUnsignedInt(packet.getShort(tcp)),
                Short.toUnsignedInt(packet.getShort(tcp + 2)),
                packet.getInt(tcp + 4),
                (packet.get(tcp + 13) & FLAG_SYN) != 0,
                packet.slice(tcp + tcpHeaderBytes, payloadBytes).asReadOnlyBuffer()));
    }
}
