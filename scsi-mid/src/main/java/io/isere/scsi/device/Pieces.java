package io.isere.scsi.device;

import io.isere.scsi.task.DataSegments;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Work of a command on a range of the medium, piece by piece, through memory of its own.
 *
 * <p>Made with 64 KiB of memory at the first command that needs it, and kept with the task for later ones. Used on the
 * loop of the task's nexus. Pieces that complete at once are taken in a loop, not by recursion.
 */
public final class Pieces {
    public static final int PIECE_BYTES = 64 << 10;

    private final Command command;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(PIECE_BYTES);
    private final DataSegments segments = new DataSegments();
    private final DataSegments part = new DataSegments();
    private @Nullable PieceWork work;
    private long startBytes;
    private long totalBytes;
    private long doneBytes;
    private int pieceBytes;
    private boolean stepping;
    private boolean again;

    Pieces(Command command) {
        this.command = command;
    }

    /** Starts {@code newWork} on a range, which may be empty, in pieces as long as the memory. */
    public void start(long offsetBytes, long lengthBytes, PieceWork newWork) {
        start(offsetBytes, lengthBytes, PIECE_BYTES, newWork);
    }

    /** Starts {@code newWork} on a range in pieces of a length of its own. */
    public void start(long offsetBytes, long lengthBytes, int bytesOfPiece, PieceWork newWork) {
        pieceBytes = bytesOfPiece;
        work = newWork;
        startBytes = offsetBytes;
        totalBytes = lengthBytes;
        doneBytes = 0;
        stepping = false;
        step();
    }

    /** The piece is done: goes on to the next, or to the end. */
    public void next() {
        doneBytes += bytes();
        step();
    }

    /** Does the piece once more. */
    public void repeat() {
        step();
    }

    private void step() {
        if (stepping) {
            again = true;
            return;
        }
        stepping = true;
        do {
            again = false;
            oneStep();
        } while (again);
        stepping = false;
    }

    private void oneStep() {
        PieceWork current = Objects.requireNonNull(work, "no work has started");
        if (doneBytes == totalBytes) {
            current.onEnd(command);
        } else {
            current.onPiece(command, this);
        }
    }

    /** Bytes before this piece in the range. */
    public long doneBytes() {
        return doneBytes;
    }

    /** Where in the backstore the piece begins. */
    public long offsetBytes() {
        return startBytes + doneBytes;
    }

    /** Length of the piece. */
    public int bytes() {
        return (int) Math.min(pieceBytes, totalBytes - doneBytes);
    }

    /** Memory for the piece, as long as the piece. */
    public DataSegments segments() {
        segments.clear();
        segments.add(memory, 0, bytes());
        return segments;
    }

    /** A part of {@code memory}, valid until the next call or that of the other {@code part}. */
    public DataSegments part(ByteBuffer memory, int fromBytes, int bytes) {
        part.clear();
        part.add(memory, fromBytes, bytes);
        return part;
    }

    /** A part of the command's data, valid until the next call. */
    public DataSegments part(int fromBytes, int bytes) {
        part.clear();
        part.addRange(command.task().data(), fromBytes, bytes);
        return part;
    }

    /** All of the memory. */
    public ByteBuffer memory() {
        return memory;
    }
}
