package io.isere.rdma.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The TCP byte streams of a packet capture, put together from its segments by sequence number.
 *
 * <p>For tests that compare a codec with the bytes of a real peer. Reads classic pcap files (Ethernet, IPv4, TCP);
 * retransmissions and overlaps are folded, a hole in a stream is an error. Immutable; any thread.
 */
public final class TcpCapture {

    /** Kernel iSER initiator and LIO target over siw: login, small READs, a 4 KiB READ, 4 KiB and 64 KiB WRITEs. */
    public static final String ISER_SIW = "/captures/iser-siw.pcap";

    /** The TCP port of the target in {@link #ISER_SIW}. */
    public static final int ISER_SIW_PORT = 3261;

    private final List<TcpSegment> segments;

    private TcpCapture(List<TcpSegment> segments) {
        this.segments = Collections.unmodifiableList(segments);
    }

    /** Reads a capture from the class path, for example {@link #ISER_SIW}. */
    public static TcpCapture resource(String name) {
        try (InputStream in = TcpCapture.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no capture " + name + " on the class path");
            }
            return new TcpCapture(PcapReader.tcpSegments(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All TCP segments of the capture, in the order they were captured; those without payload too. */
    public List<TcpSegment> segments() {
        return segments;
    }

    /** What was sent to this port: the initiator's or client's direction. */
    public byte[] sentTo(int serverPort) {
        List<TcpSegment> direction = new ArrayList<>();
        for (TcpSegment segment : segments) {
            if (segment.destinationPort() == serverPort) {
                direction.add(segment);
            }
        }
        return StreamAssembler.assemble(direction);
    }

    /** What was sent from this port: the target's or server's direction. */
    public byte[] sentFrom(int serverPort) {
        List<TcpSegment> direction = new ArrayList<>();
        for (TcpSegment segment : segments) {
            if (segment.sourcePort() == serverPort) {
                direction.add(segment);
            }
        }
        return StreamAssembler.assemble(direction);
    }
}
