package io.isere.tcp;

import io.isere.datamover.LoopMemory;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.scsi.task.DataSegments;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the stream apart into PDUs (RFC 7143 section 11.2): headers are parsed where they were read, data segments are
 * read straight to where they belong.
 *
 * <p>Nothing is believed before it was checked, and nothing is written but a place of the session's PDUs or the memory
 * that {@link #steer} names. Thread: the connection's loop. Allocates at construction only.
 */
final class TcpReceiver {
    /** How receiving went. */
    enum Outcome {
        /** The socket has no more now. */
        DRAINED,
        /** There may be more. */
        MORE,
        /** The next PDU waits for a place. */
        PAUSED,
        /** Receiving was stopped by an upcall. */
        STOPPED,
        /** The peer has closed its side. */
        ENDED,
        /** The connection is broken. */
        BROKEN,
        /** The peer broke the protocol: {@link #problem}. */
        ERROR,
        /** More bytes are needed to go on. */
        STARVED
    }

    private enum Phase {
        HEADER,
        DATA,
        TRAILER
    }

    /** A task's memory in as many pieces as there can be, and the stage behind it. */
    private static final int MAX_RANGES = DataSegments.MAX_SEGMENTS + 2;

    private final LoopMemory memory;
    private final TcpReceivedPdus places;
    private final TcpReadStage stage = new TcpReadStage();
    private final IoVector into = new IoVector(MAX_RANGES);
    private final IoVector scatter = new IoVector(MAX_RANGES);
    private final TcpDigest digest = new TcpDigest();
    private final ByteBuffer headerBytes = ByteBuffer.allocateDirect(Bhs.LENGTH_BYTES);
    private final AnyBhs header = new AnyBhs().wrap(headerBytes, 0);
    private final TcpSide side;

    private Phase phase = Phase.HEADER;
    private TcpSide.Route route = TcpSide.Route.DONE;
    private @Nullable TcpReceivedPdu place;
    private int leftBytes;
    private boolean discarding;
    private boolean stopped;
    private boolean headerDigests;
    private boolean dataDigests;
    private boolean fullFeature;
    private int maxDataBytes = TcpReceivedPdus.SMALL_DATA_BYTES;
    private String problem = "";

    TcpReceiver(LoopMemory memory, TcpReceivedPdus places, TcpSide side) {
        this.memory = memory;
        this.places = places;
        this.side = side;
    }

    /** Bytes of the stream that somebody else has read already. */
    void readAlready(ByteBuffer bytes) {
        stage.append(bytes);
    }

    /** Full feature phase begins with the next PDU. */
    void fullFeature(int longestDataBytes, boolean digestsOfHeaders, boolean digestsOfData) {
        fullFeature = true;
        maxDataBytes = longestDataBytes;
        headerDigests = digestsOfHeaders;
        dataDigests = digestsOfData;
    }

    /** Nothing more is delivered. */
    void stop() {
        stopped = true;
        into.clear();
        scatter.clear();
    }

    /** Reads and throws away, until the end of the stream. */
    Outcome discardAll(StreamSocket socket, int reads) {
        for (int i = 0; i < reads; i++) {
            stage.consume(stage.available());
            int readBytes = stage.read(socket);
            if (readBytes == StreamSocket.WOULD_BLOCK) {
                return Outcome.DRAINED;
            }
            if (readBytes < 0) {
                return readBytes == StreamSocket.END_OF_STREAM ? Outcome.ENDED : Outcome.BROKEN;
            }
        }
        return Outcome.MORE;
    }

    /** What the peer did wrong. */
    String problem() {
        return problem;
    }

    /** Whether the stream is between two PDUs. */
    boolean isAtBoundary() {
        return phase == Phase.HEADER && stage.available() == 0;
    }

    /** For the side: the PDU breaks the protocol. */
    TcpSide.Route refuse(String why) {
        problem = why;
        return TcpSide.Route.BROKEN;
    }

    /** For the side: the data segment goes into a range of a task's memory, which holds it. */
    TcpSide.Route steer(DataSegments data, int offsetBytes, int lengthBytes) {
        int skipBytes = offsetBytes;
        int left = lengthBytes;
        for (int i = 0; i < data.count() && left > 0; i++) {
            if (skipBytes >= data.lengthBytes(i)) {
                skipBytes -= data.lengthBytes(i);
                continue;
            }
            int bytes = Math.min(left, data.lengthBytes(i) - skipBytes);
            MemoryRegion region = memory.regionOf(data.slab(i));
            if (region == null || !into.add(region.slab(), data.offsetBytes(i) + skipBytes, bytes)) {
                return refuse("the memory for a data segment is not registered");
            }
            skipBytes = 0;
            left -= bytes;
        }
        return left == 0 ? TcpSide.Route.STEERED : refuse("a data segment is longer than its memory");
    }

    /** The rest of the data segment under way is not wanted: its memory is about to be given back. */
    void divert() {
        into.clear();
        discarding = true;
        route = TcpSide.Route.DONE;
    }

    /** Reads and delivers what there is, with at most {@code reads} calls of the socket. */
    Outcome receive(StreamSocket socket, int reads) {
        for (int i = 0; i < reads; i++) {
            Outcome parsed = parse();
            if (parsed != Outcome.STARVED) {
                return parsed;
            }
            long readBytes = leftBytes > 0 && !discarding ? readInto(socket) : stage.read(socket);
            if (readBytes == StreamSocket.WOULD_BLOCK) {
                return Outcome.DRAINED;
            }
            if (readBytes < 0) {
                return readBytes == StreamSocket.END_OF_STREAM ? Outcome.ENDED : Outcome.BROKEN;
            }
        }
        Outcome parsed = parse();
        return parsed == Outcome.STARVED ? Outcome.MORE : parsed;
    }

    /** Reads the rest of a data segment into place, and what follows it into the stage. */
    private long readInto(StreamSocket socket) {
        for (int i = 0; i < into.count(); i++) {
            scatter.add(into.slab(i), into.offsetBytes(i), into.lengthBytes(i));
        }
        stage.addTo(scatter);
        long readBytes = socket.read(scatter);
        scatter.clear();
        if (readBytes > 0) {
            int inPlaceBytes = (int) Math.min(readBytes, leftBytes);
            taken(inPlaceBytes);
            stage.filled((int) readBytes - inPlaceBytes);
        }
        return readBytes;
    }

    private Outcome parse() {
        while (!stopped) {
            Outcome outcome = switch (phase) {
                case HEADER -> parseHeader();
                case DATA -> parseData();
                case TRAILER -> parseTrailer();
            };
            if (outcome != Outcome.MORE) {
                return outcome;
            }
        }
        return Outcome.STOPPED;
    }

    private Outcome parseHeader() {
        if (stage.available() < Bhs.LENGTH_BYTES) {
            return Outcome.STARVED;
        }
        headerBytes.put(0, stage.bytes(), stage.begin(), Bhs.LENGTH_BYTES);
        int lengthBytes = Bhs.LENGTH_BYTES + header.totalAhsLengthBytes();
        int wireBytes = lengthBytes + (headerDigests ? TcpDigest.LENGTH_BYTES : 0);
        if (stage.available() < wireBytes) {
            return Outcome.STARVED;
        }
        if (headerDigests && !isHeaderIntact(lengthBytes)) {
            return error("the header digest of a PDU is wrong");
        }
        int dataBytes = header.dataSegmentLengthBytes();
        if (dataBytes > maxDataBytes) {
            return error("a " + header.opcode().rfcName() + " has a data segment of " + dataBytes + " bytes, but only "
                    + maxDataBytes + " may come");
        }
        route = fullFeature ? side.route(header) : TcpSide.Route.CONTROL;
        if (route == TcpSide.Route.CONTROL) {
            route = place(lengthBytes, dataBytes);
        }
        if (route == TcpSide.Route.BROKEN || route == TcpSide.Route.WAIT) {
            return route == TcpSide.Route.WAIT ? Outcome.PAUSED : error(problem);
        }
        stage.consume(wireBytes);
        begin(dataBytes);
        return Outcome.MORE;
    }

    private boolean isHeaderIntact(int lengthBytes) {
        digest.reset();
        digest.update(stage.slab(), stage.begin(), lengthBytes);
        return digest.matches(stage.bytes(), stage.begin() + lengthBytes);
    }

    /** Finds a place for a PDU of the session's and puts its header there. */
    private TcpSide.Route place(int lengthBytes, int dataBytes) {
        TcpReceivedPdu taken = places.acquire(dataBytes);
        if (taken == null) {
            return TcpSide.Route.WAIT;
        }
        place = taken;
        taken.buffer().put(taken.bhsOffset(), stage.bytes(), stage.begin(), lengthBytes);
        into.add(taken.slab(), taken.bhsOffset() + lengthBytes, dataBytes);
        return TcpSide.Route.CONTROL;
    }

    private void begin(int dataBytes) {
        phase = Phase.DATA;
        leftBytes = dataBytes;
        discarding = route == TcpSide.Route.DONE;
        if (dataDigests) {
            digest.reset();
        }
        if (!discarding) {
            stage.expectPayload(dataBytes);
        }
    }

    private Outcome parseData() {
        while (leftBytes > 0 && stage.available() > 0) {
            int bytes = Math.min(leftBytes, stage.available());
            if (discarding) {
                leftBytes -= bytes;
            } else {
                bytes = Math.min(bytes, into.lengthBytes(0));
                Slab slab = into.slab(0);
                slab.bytes().put(into.offsetBytes(0), stage.bytes(), stage.begin(), bytes);
                taken(bytes);
            }
            stage.consume(bytes);
        }
        if (leftBytes > 0) {
            return Outcome.STARVED;
        }
        phase = Phase.TRAILER;
        return Outcome.MORE;
    }

    /** So many bytes of the data segment are in place now. */
    private void taken(int bytes) {
        int left = dataDigests ? bytes : 0;
        for (int i = 0; left > 0; i++) {
            int step = Math.min(left, into.lengthBytes(i));
            digest.update(into.slab(i), into.offsetBytes(i), step);
            left -= step;
        }
        into.consume(bytes);
        leftBytes -= bytes;
    }

    private Outcome parseTrailer() {
        int dataBytes = header.dataSegmentLengthBytes();
        int padBytes = Bhs.padded(dataBytes) - dataBytes;
        boolean digested = dataDigests && dataBytes > 0;
        int wireBytes = padBytes + (digested ? TcpDigest.LENGTH_BYTES : 0);
        if (stage.available() < wireBytes) {
            return Outcome.STARVED;
        }
        if (digested && !discarding) {
            digest.update(stage.slab(), stage.begin(), padBytes);
            if (!digest.matches(stage.bytes(), stage.begin() + padBytes)) {
                return onDataDigestError(wireBytes);
            }
        }
        stage.consume(wireBytes);
        phase = Phase.HEADER;
        deliver();
        return Outcome.MORE;
    }

    private Outcome onDataDigestError(int wireBytes) {
        TcpReceivedPdu pdu = place;
        place = null;
        stage.consume(wireBytes);
        phase = Phase.HEADER;
        return side.onDataDigestError(header, pdu)
                ? Outcome.MORE
                : error("the data digest of a " + header.opcode().rfcName() + " is wrong");
    }

    private void deliver() {
        TcpReceivedPdu pdu = place;
        place = null;
        if (route == TcpSide.Route.CONTROL && pdu != null) {
            side.onControl(pdu);
        } else if (route == TcpSide.Route.STEERED) {
            side.onDataInPlace(header);
        }
    }

    private Outcome error(String why) {
        problem = why;
        return Outcome.ERROR;
    }
}
