package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.DdpControl;
import io.isere.rdma.iwarp.mpa.Fpdu;
import io.isere.rdma.iwarp.mpa.FpduCrc;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.StreamSocket;
import org.jspecify.annotations.Nullable;

/**
 * Takes FPDUs apart as they arrive, at whatever byte the stream is cut, and puts payload where its sink says.
 *
 * <pre>
 *  HEADER --validated, placement named--> PAYLOAD --all placed--> TRAILER --CRC right, delivered--> HEADER ...
 * </pre>
 *
 * <p>Bytes come through a read-ahead stage. When the stage is empty in the middle of a payload, the rest of it is read
 * from the socket straight into the memory it names, together with the next read-ahead: [rest of payload][stage]. With
 * CRCs on, an FPDU that the stage can hold is verified before it is looked at; the payload of a larger one is placed
 * first, and delivered only when its CRC was right (RFC 5044 section 6, RFC 5041 section 5.4).
 *
 * <p>Thread: its connection's loop. Lifetime: the connection's. Allocates nothing after construction.
 */
final class FpduReceiver {
    /** What a call of {@link #receive} came to. */
    enum Outcome {
        /** Everything that was there has been taken. */
        IDLE,
        /** The budget is used up, and there may be more. */
        MORE,
        /** The peer closed its side; {@link #isAtBoundary} tells whether between two FPDUs. */
        ENDED,
        /** The socket broke. */
        BROKEN,
        /** A segment is in error, {@link #error}; nothing more is looked at. */
        ERROR,
        /** Stopped from outside. */
        STOPPED
    }

    private enum State {
        HEADER,
        PAYLOAD,
        TRAILER
    }

    /** Up to this size an FPDU is collected in the stage before its CRC is verified and its header believed. */
    static final int VERIFY_FIRST_BYTES = 4096;

    /** From this size on the rest of a payload is read into place; less is cheaper to copy than another range to read. */
    private static final int STEER_BYTES = 2048;

    /** From this size on a payload makes the read-ahead smaller. */
    private static final int LARGE_PAYLOAD_BYTES = 16384;

    private final ReceiveStage stage;
    private final @Nullable SegmentSink[] sinks;
    private final boolean crcOn;
    private final FpduCrc crc = new FpduCrc();
    private final DdpSegment segment = new DdpSegment();
    private final IoVector placement;
    private final IoVector scatter;

    private State state = State.HEADER;
    private boolean crcPending;
    private boolean stopped;
    private @Nullable SegmentSink sink;
    private @Nullable TerminateCause error;
    private long fpduCount;

    /**
     * @param sinks by opcode
     * @param maxRanges most ranges a sink names for one segment
     */
    FpduReceiver(ReceiveStage stage, @Nullable SegmentSink[] sinks, int maxRanges, boolean crcOn) {
        this.stage = stage;
        this.sinks = sinks;
        this.crcOn = crcOn;
        this.placement = new IoVector(maxRanges);
        this.scatter = new IoVector(maxRanges + 1);
    }

    /** Reads and takes apart what there is, with {@code readBudget} socket reads at most. */
    Outcome receive(StreamSocket socket, int readBudget) {
        for (int reads = 0; reads < readBudget; reads++) {
            long read = readMore(socket);
            if (read <= 0) {
                return outcomeOf(read);
            }
            processStage();
            if (stopped) {
                return error == null ? Outcome.STOPPED : Outcome.ERROR;
            }
        }
        return Outcome.MORE;
    }

    /** Looks at nothing more, from the next segment on. */
    void stop() {
        stopped = true;
    }

    /** The segment being received; after an error, the one in error. */
    DdpSegment segment() {
        return segment;
    }

    /** What was wrong. */
    @Nullable
    TerminateCause error() {
        return error;
    }

    /** Whether nothing of an unfinished FPDU has arrived. */
    boolean isAtBoundary() {
        return state == State.HEADER && stage.available() == 0;
    }

    /** FPDUs received completely and without error. */
    long fpduCount() {
        return fpduCount;
    }

    private static Outcome outcomeOf(long code) {
        if (code == StreamSocket.WOULD_BLOCK) {
            return Outcome.IDLE;
        }
        return code == StreamSocket.END_OF_STREAM ? Outcome.ENDED : Outcome.BROKEN;
    }

    // ---- From the socket.

    private long readMore(StreamSocket socket) {
        if (state != State.PAYLOAD || placement.totalBytes() < STEER_BYTES) {
            return stage.read(socket);
        }
        if (!sinkStillAccepts()) {
            // The stream stops at the next look; what is in the socket stays there.
            return 1;
        }
        return readSteered(socket);
    }

    private long readSteered(StreamSocket socket) {
        scatter.clear();
        for (int i = 0; i < placement.count(); i++) {
            scatter.add(placement.slab(i), placement.offsetBytes(i), placement.lengthBytes(i));
        }
        stage.addTo(scatter);
        long read = socket.read(scatter);
        if (read > 0) {
            int placed = (int) Math.min(read, placement.totalBytes());
            stage.filled((int) read - placed);
            advancePlacement(placed);
        }
        return read;
    }

    /** Bytes were read into the placement: they count for the CRC and are gone from it. */
    private void advancePlacement(int bytes) {
        int left = bytes;
        while (crcPending && left > 0) {
            int part = Math.min(left, placement.lengthBytes(0));
            crc.update(placement.slab(0), placement.offsetBytes(0), part);
            placement.consume(part);
            left -= part;
        }
        placement.consume(left);
    }

    // ---- From the stage.

    private void processStage() {
        boolean progress = true;
        while (progress && !stopped) {
            progress = switch (state) {
                case HEADER -> takeHeader();
                case PAYLOAD -> takePayload();
                case TRAILER -> takeTrailer();
            };
        }
    }

    private boolean takeHeader() {
        int available = stage.available();
        if (available < Fpdu.LENGTH_FIELD_BYTES + 1) {
            return false;
        }
        int begin = stage.begin();
        int ulpduBytes = stage.bytes().getShort(begin) & 0xffff;
        int headerBytes = DdpControl.headerBytes(stage.bytes().get(begin + Fpdu.LENGTH_FIELD_BYTES));
        if (ulpduBytes < headerBytes) {
            return takeRunt(ulpduBytes);
        }
        boolean verifyFirst = crcOn && Fpdu.wireBytes(ulpduBytes) <= VERIFY_FIRST_BYTES;
        int needed = verifyFirst ? Fpdu.wireBytes(ulpduBytes) : Fpdu.LENGTH_FIELD_BYTES + headerBytes;
        if (available < needed) {
            return false;
        }
        crcPending = crcOn;
        if (crcOn && available >= Fpdu.wireBytes(ulpduBytes)) {
            if (!isStagedCrcRight(ulpduBytes)) {
                return fail(TerminateCause.MPA_CRC);
            }
            crcPending = false;
        }
        return beginSegment(ulpduBytes, headerBytes);
    }

    /** An FPDU too short for a DDP header: a framing error, unless its CRC says that the length itself was damaged. */
    private boolean takeRunt(int ulpduBytes) {
        if (crcOn) {
            if (stage.available() < Fpdu.wireBytes(ulpduBytes)) {
                return false;
            }
            if (!isStagedCrcRight(ulpduBytes)) {
                return fail(TerminateCause.MPA_CRC);
            }
        }
        return fail(TerminateCause.MPA_LENGTH);
    }

    private boolean isStagedCrcRight(int ulpduBytes) {
        int covered = Fpdu.wireBytes(ulpduBytes) - Fpdu.CRC_BYTES;
        crc.reset();
        crc.update(stage.slab(), stage.begin(), covered);
        return stage.bytes().getInt(stage.begin() + covered) == crc.wireValue();
    }

    private boolean beginSegment(int ulpduBytes, int headerBytes) {
        segment.load(stage.bytes(), stage.begin() + Fpdu.LENGTH_FIELD_BYTES, ulpduBytes);
        TerminateCause wrong = SegmentChecks.check(segment);
        if (wrong == null) {
            sink = sinks[segment.opcode().code()];
            wrong = sink == null ? TerminateCause.UNEXPECTED_OPCODE : sink.accept(segment, placement);
        }
        if (wrong != null) {
            return fail(wrong);
        }
        if (crcPending) {
            crc.reset();
            crc.update(stage.slab(), stage.begin(), Fpdu.LENGTH_FIELD_BYTES + headerBytes);
        }
        stage.consume(Fpdu.LENGTH_FIELD_BYTES + headerBytes);
        if (segment.payloadBytes() >= LARGE_PAYLOAD_BYTES) {
            stage.expectLargePayload();
        }
        state = State.PAYLOAD;
        return true;
    }

    private boolean takePayload() {
        while (placement.count() > 0 && stage.available() > 0) {
            if (!sinkStillAccepts()) {
                return false;
            }
            Slab slab = placement.slab(0);
            int part = Math.min(placement.lengthBytes(0), stage.available());
            slab.bytes().put(placement.offsetBytes(0), stage.bytes(), stage.begin(), part);
            if (crcPending) {
                crc.update(stage.slab(), stage.begin(), part);
            }
            placement.consume(part);
            stage.consume(part);
        }
        if (placement.count() > 0) {
            return false;
        }
        state = State.TRAILER;
        return true;
    }

    private boolean takeTrailer() {
        int trailerBytes = Fpdu.trailerBytes(segment.ulpduBytes());
        if (stage.available() < trailerBytes) {
            return false;
        }
        if (crcPending) {
            int padBytes = trailerBytes - Fpdu.CRC_BYTES;
            crc.update(stage.slab(), stage.begin(), padBytes);
            if (stage.bytes().getInt(stage.begin() + padBytes) != crc.wireValue()) {
                return fail(TerminateCause.MPA_CRC);
            }
        }
        stage.consume(trailerBytes);
        state = State.HEADER;
        TerminateCause wrong = sink == null ? null : sink.deliver(segment);
        if (wrong != null) {
            return fail(wrong);
        }
        fpduCount++;
        return true;
    }

    private boolean sinkStillAccepts() {
        if (sink != null && sink.stillAccepts(segment)) {
            return true;
        }
        fail(TerminateCause.TAGGED_INVALID_STAG);
        return false;
    }

    private boolean fail(TerminateCause cause) {
        error = cause;
        stopped = true;
        placement.clear();
        return false;
    }

    /** The smallest stage this can work with: an FPDU to be verified first, after the rest of another. */
    static int minStageBytes() {
        return 2 * VERIFY_FIRST_BYTES;
    }

    /** A table of sinks with nothing in it. */
    static @Nullable SegmentSink[] newSinkTable() {
        return new SegmentSink[RdmapOpcode.OPCODE_COUNT];
    }
}
