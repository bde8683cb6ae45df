package io.isere.rdma.iwarp.mpa;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.StreamSocket;
import java.nio.ByteBuffer;

/**
 * Reads exactly one MPA frame from a socket, however its bytes arrive; what follows it stays in the socket.
 *
 * <p>Thread: its loop. Lifetime: one exchange. Allocates its buffer when made.
 */
public final class MpaFrameReader {
    /** What reading came to. */
    public enum Progress {
        /** More bytes are to come. */
        INCOMPLETE,
        /** The frame is there. */
        COMPLETE,
        /** The bytes are not those of the frame expected; {@link #receivedBytes} of them were read. */
        FOREIGN,
        /** The frame claims more private data than it may have, or none where enhanced data should be. */
        MALFORMED,
        /** The peer closed before the frame was there. */
        CLOSED,
        /** The socket broke. */
        FAILED
    }

    private final Slab slab = new Slab(ByteBuffer.allocateDirect(MpaFrame.LENGTH + MpaFrame.MAX_PRIVATE_DATA_BYTES));
    private final MpaFrame frame = new MpaFrame(slab.bytes(), 0);
    private final boolean expectsRequest;
    private int receivedBytes;

    /**
     * @param expectsRequest true at the responder, false at the initiator
     */
    public MpaFrameReader(boolean expectsRequest) {
        this.expectsRequest = expectsRequest;
    }

    /** Reads what there is. */
    public Progress read(StreamSocket socket) {
        while (true) {
            int wanted = wantedBytes();
            if (receivedBytes == wanted) {
                return Progress.COMPLETE;
            }
            int read = socket.read(slab, receivedBytes, wanted - receivedBytes);
            if (read == StreamSocket.WOULD_BLOCK) {
                return Progress.INCOMPLETE;
            }
            if (read < 0) {
                return read == StreamSocket.END_OF_STREAM ? Progress.CLOSED : Progress.FAILED;
            }
            receivedBytes += read;
            Progress verdict = judge();
            if (verdict != Progress.INCOMPLETE) {
                return verdict;
            }
        }
    }

    private int wantedBytes() {
        return receivedBytes < MpaFrame.LENGTH ? MpaFrame.LENGTH : MpaFrame.LENGTH + frame.privateDataBytes();
    }

    private Progress judge() {
        if (expectsRequest && !MpaFrame.mayBeRequest(slab.bytes(), 0, receivedBytes)) {
            return Progress.FOREIGN;
        }
        if (receivedBytes < MpaFrame.LENGTH) {
            return Progress.INCOMPLETE;
        }
        if (!expectsRequest && !frame.isReply()) {
            return Progress.FOREIGN;
        }
        return isWellFormed() ? Progress.INCOMPLETE : Progress.MALFORMED;
    }

    private boolean isWellFormed() {
        boolean enhanced =
                frame.revision() >= MpaNegotiation.REVISION_2 && (frame.flags() & MpaFrame.FLAG_ENHANCED) != 0;
        int length = frame.privateDataBytes();
        return length <= MpaFrame.MAX_PRIVATE_DATA_BYTES && (!enhanced || length >= EnhancedData.LENGTH);
    }

    /** The frame, once COMPLETE. */
    public MpaSetup setup() {
        return MpaSetup.decode(slab.bytes(), 0);
    }

    /** Bytes read so far. */
    public int receivedBytes() {
        return receivedBytes;
    }

    /** Those bytes, read-only, for who understands them. */
    public ByteBuffer received() {
        return slab.bytes().asReadOnlyBuffer().position(0).limit(receivedBytes);
    }
}
