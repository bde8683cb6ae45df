package io.isere.rdma.capture;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts the segments of one direction of one TCP connection in order. */
final class StreamAssembler {

    private StreamAssembler() {}

    /** The stream's bytes; segments of several connections to one port are an error, as is a hole. */
    static byte[] assemble(List<TcpSegment> direction) {
        TcpSegment syn = onlySyn(direction);
        int firstByteSequence = syn.sequence() + 1;
        List<TcpSegment> ordered = new ArrayList<>(direction);
        ordered.removeIf(segment -> segment.payload().limit() == 0);
        ordered.sort(Comparator.comparingInt(segment -> segment.sequence() - firstByteSequence));
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (TcpSegment segment : ordered) {
            append(stream, segment, segment.sequence() - firstByteSequence);
        }
        return stream.toByteArray();
    }

    private static TcpSegment onlySyn(List<TcpSegment> direction) {
        List<TcpSegment> syns = direction.stream().filter(TcpSegment::syn).toList();
        if (syns.size() != 1) {
            throw new IllegalStateException("expected one TCP connection, found " + syns.size() + " SYN segments");
        }
        return syns.get(0);
    }

    private static void append(ByteArrayOutputStream stream, TcpSegment segment, int streamOffset) {
        int alreadyThere = stream.size() - streamOffset;
        if (alreadyThere < 0) {
            throw new IllegalStateException("hole of " + -alreadyThere + " bytes before " + segment);
        }
        for (int i = alreadyThere; i < segment.payload().limit(); i++) {
            stream.write(segment.payload().get(i));
        }
    }
}
