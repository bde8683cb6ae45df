package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.PieceWork;
import io.isere.scsi.device.Pieces;
import io.isere.scsi.device.Protection;
import io.isere.scsi.device.ProtectionType;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.TaskStep;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Blocks with protection information between medium and data, piece by piece: of a piece first the blocks, then their
 * tuples, each through a part of the memory of {@link Pieces}. In the data a block's tuple follows the block, if the CDB
 * asks for it. Stateless, shared by all loops; allocates nothing once a task has its pieces, but when a check of what was
 * read fails: then the piece is read once more alone in the range, as a write that was half done may have been seen.
 */
final class ProtectedWork implements PieceWork {
    /** Length of a piece, without tuples. */
    static final int PIECE_BYTES = 32 << 10;

    private static final int TUPLES_AT = PIECE_BYTES;
    private static final int SCRATCH_AT = TUPLES_AT + (4 << 10);
    private static final int SAME_AT = SCRATCH_AT + ProtectionType.TUPLE_BYTES;

    /** Reads into all of {@link io.isere.scsi.task.ScsiTask#data}. Ends with it and GOOD. */
    static final ProtectedWork READ = new ProtectedWork(
            Kind.READ,
            false,
            command -> command.goodWithDataIn(command.task().data().totalBytes()));
    /** Only reads and checks. Ends with GOOD. */
    static final ProtectedWork VERIFY = new ProtectedWork(Kind.VERIFY, false, Command::good);
    /** Compares with data-out. Ends with GOOD. */
    static final ProtectedWork COMPARE = new ProtectedWork(Kind.COMPARE, false, Command::good);
    /** Writes data-out. Ends with GOOD when that is as stable as asked for. */
    static final ProtectedWork WRITE = new ProtectedWork(Kind.WRITE, false, SynchronizeCache::goodAfterWrite);
    /** Writes what {@link #prepareSame} prepared to every block. Ends as {@link #WRITE}. */
    static final ProtectedWork SAME = new ProtectedWork(Kind.SAME, false, SynchronizeCache::goodAfterWrite);
    /** Writes data-out, then reads and checks. */
    static final ProtectedWork WRITE_THEN_VERIFY =
            new ProtectedWork(Kind.WRITE, false, command -> start(command, VERIFY));
    /** Writes data-out, then compares. */
    static final ProtectedWork WRITE_THEN_COMPARE =
            new ProtectedWork(Kind.WRITE, false, command -> start(command, COMPARE));

    private static final ProtectedWork WRITE_SECOND_HALF =
            new ProtectedWork(Kind.WRITE, true, SynchronizeCache::goodAfterWrite);
    /** Compares with the first half of data-out, then writes the second. */
    static final ProtectedWork COMPARE_THEN_WRITE =
            new ProtectedWork(Kind.COMPARE, false, command -> start(command, WRITE_SECOND_HALF));

    private enum Kind {
        READ,
        VERIFY,
        COMPARE,
        WRITE,
        SAME
    }

    private final Kind kind;
    private final boolean secondHalf;
    private final MediumCheck.Next next;
    private final BackstoreCompletion onBlocksRead = this::onBlocksRead;
    private final BackstoreCompletion onTuplesRead = this::onTuplesRead;
    private final BackstoreCompletion onBlocksWritten = this::onBlocksWritten;
    private final BackstoreCompletion onTuplesWritten = this::onTuplesWritten;
    private final TaskStep onAlone = task -> onAlone(Command.of(task));

    private ProtectedWork(Kind kind, boolean secondHalf, MediumCheck.Next next) {
        this.kind = kind;
        this.secondHalf = secondHalf;
        this.next = next;
    }

    /** Starts work on the range of {@link Command#setAccess}. */
    static void start(Command command, ProtectedWork work) {
        command.pieces().start(command.offsetBytes(), command.lengthBytes(), PIECE_BYTES, work);
    }

    /** What a block takes in the data of a command. */
    static int transferBytes(Command command) {
        int blockBytes = command.unit().blockBytes();
        return BlockRange.protect(command) == 0 ? blockBytes : blockBytes + ProtectionType.TUPLE_BYTES;
    }

    @Override
    public void onPiece(Command command, Pieces pieces) {
        switch (kind) {
            case READ, VERIFY, COMPARE -> {
                command.io().read(pieces.offsetBytes(), pieces.segments());
                command.awaitBackstore(onBlocksRead);
            }
            case WRITE, SAME -> {
                if (kind == Kind.SAME ? fillSame(command, pieces) : fill(command, pieces)) {
                    command.io().write(pieces.offsetBytes(), pieces.segments(), false);
                    command.awaitBackstore(onBlocksWritten);
                }
            }
        }
    }

    private void onBlocksRead(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (resumesAfterSuccess(command, io)) {
            Pieces pieces = command.pieces();
            io.read(tuplesOffset(command), pieces.part(pieces.memory(), TUPLES_AT, tuplesBytes(command)));
            command.awaitTuples(onTuplesRead);
        }
    }

    private void onTuplesRead(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!resumesAfterSuccess(command, io)) {
            return;
        }
        if (!isIntact(command)) {
            return;
        }
        switch (kind) {
            case READ -> deliver(command);
            case COMPARE -> compare(command);
            default -> command.pieces().next();
        }
    }

    private void onBlocksWritten(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (resumesAfterSuccess(command, io)) {
            Pieces pieces = command.pieces();
            io.write(tuplesOffset(command), pieces.part(pieces.memory(), TUPLES_AT, tuplesBytes(command)), false);
            command.awaitTuples(onTuplesWritten);
        }
    }

    private void onTuplesWritten(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (resumesAfterSuccess(command, io)) {
            command.pieces().next();
        }
    }

    private static boolean resumesAfterSuccess(Command command, BackstoreIo io) {
        if (!command.resumes()) {
            return false;
        }
        if (io.status() != BackstoreStatus.OK) {
            BackstoreFailure.end(command, io.status(), lba(command));
            return false;
        }
        return true;
    }

    private static long lba(Command command) {
        return command.pieces().offsetBytes() >>> command.unit().blockShift();
    }

    private static int blocks(Command command) {
        return command.pieces().bytes() >>> command.unit().blockShift();
    }

    private static long tuplesOffset(Command command) {
        return lba(command) * ProtectionType.TUPLE_BYTES;
    }

    private static int tuplesBytes(Command command) {
        return blocks(command) * ProtectionType.TUPLE_BYTES;
    }

    private static int tupleAt(int index) {
        return TUPLES_AT + index * ProtectionType.TUPLE_BYTES;
    }

    private static ProtectionType type(Command command) {
        Protection protection = command.unit().protection();
        return Objects.requireNonNull(protection, "unit has no protection information")
                .type();
    }

    /** Checks the blocks and tuples in memory; false: the command waits to be alone, or has ended. */
    private boolean isIntact(Command command) {
        ByteBuffer memory = command.pieces().memory();
        int count = blocks(command);
        for (int index = 0; index < count; index++) {
            long tuple = ~memory.getLong(tupleAt(index));
            memory.putLong(tupleAt(index), tuple);
            SenseCode wrong = check(command, index, tuple);
            if (wrong != null) {
                if (command.entersAloneInstead(onAlone)) {
                    fail(command, wrong, index);
                }
                return false;
            }
        }
        return true;
    }

    private void onAlone(Command command) {
        if (command.resumes() && command.entersAloneInstead(onAlone)) {
            command.pieces().repeat();
        }
    }

    private static @Nullable SenseCode check(Command command, int index, long tuple) {
        int blockBytes = command.unit().blockBytes();
        ByteBuffer memory = command.pieces().memory();
        int protect = BlockRange.protect(command);
        return Tuple.check(type(command), protect, tuple, memory, index * blockBytes, blockBytes, lba(command) + index);
    }

    private static void fail(Command command, SenseCode wrong, int index) {
        command.checkCondition(SenseKey.ABORTED_COMMAND, wrong, lba(command) + index);
    }

    private static void deliver(Command command) {
        Pieces pieces = command.pieces();
        DataSegments data = command.task().data();
        if (BlockRange.protect(command) == 0) {
            data.putRange((int) pieces.doneBytes(), pieces.memory(), 0, pieces.bytes());
        } else {
            int blockBytes = command.unit().blockBytes();
            int count = blocks(command);
            for (int index = 0; index < count; index++) {
                int at = dataAt(command, index, 0);
                data.putRange(at, pieces.memory(), index * blockBytes, blockBytes);
                data.putRange(at + blockBytes, pieces.memory(), tupleAt(index), ProtectionType.TUPLE_BYTES);
            }
        }
        pieces.next();
    }

    /** Where in the data block {@code index} of the piece begins. */
    private static int dataAt(Command command, int index, int firstBlock) {
        int done = (int) (command.pieces().doneBytes() >>> command.unit().blockShift());
        return (firstBlock + done + index) * transferBytes(command);
    }

    private static void compare(Command command) {
        int blockBytes = command.unit().blockBytes();
        int count = blocks(command);
        for (int index = 0; index < count; index++) {
            int from = dataAt(command, index, 0);
            int differs = DataSegments.mismatch(
                    command.task().data(), from, command.pieces().memory(), index * blockBytes, blockBytes);
            if (differs == DataSegments.EQUAL && BlockRange.protect(command) != 0) {
                SenseCode wrong = check(command, index, tupleOfData(command, from + blockBytes));
                if (wrong != null) {
                    fail(command, wrong, index);
                    return;
                }
                differs = tupleMismatch(command, index);
            }
            if (differs != DataSegments.EQUAL) {
                SenseCode code = SenseCode.MISCOMPARE_DURING_VERIFY;
                command.checkCondition(SenseKey.MISCOMPARE, code, (long) from + differs);
                return;
            }
        }
        command.pieces().next();
    }

    /** Compares what VRPROTECT has compared of the tuple in the scratch memory; offset from the block's begin. */
    private static int tupleMismatch(Command command, int index) {
        ByteBuffer memory = command.pieces().memory();
        long differing = memory.getLong(SCRATCH_AT) ^ memory.getLong(tupleAt(index));
        int bytesFrom = BlockRange.protect(command) == 2 ? 2 : 0;
        int bytesTo = BlockRange.protect(command) == 4 ? 2 : ProtectionType.TUPLE_BYTES;
        for (int at = bytesFrom; at < bytesTo; at++) {
            if (((differing >>> (56 - 8 * at)) & 0xFF) != 0) {
                return command.unit().blockBytes() + at;
            }
        }
        return DataSegments.EQUAL;
    }

    /** The tuple at a place in the data, which is copied to the scratch memory. */
    private static long tupleOfData(Command command, int at) {
        ByteBuffer memory = command.pieces().memory();
        command.task().data().getRange(at, memory, SCRATCH_AT, ProtectionType.TUPLE_BYTES);
        return memory.getLong(SCRATCH_AT);
    }

    /** Takes blocks and tuples from the data, or makes the tuples; false: one is wrong, and the command has ended. */
    private boolean fill(Command command, Pieces pieces) {
        ByteBuffer memory = pieces.memory();
        int blockBytes = command.unit().blockBytes();
        int first = secondHalf ? command.lengthBytes() >>> command.unit().blockShift() : 0;
        int count = blocks(command);
        for (int index = 0; index < count; index++) {
            int from = dataAt(command, index, first);
            command.task().data().getRange(from, memory, index * blockBytes, blockBytes);
            if (BlockRange.protect(command) == 0) {
                int guard = Tuple.guard(memory, index * blockBytes, blockBytes);
                memory.putLong(tupleAt(index), ~Tuple.make(type(command), guard, lba(command) + index));
                continue;
            }
            long tuple = tupleOfData(command, from + blockBytes);
            SenseCode wrong = check(command, index, tuple);
            if (wrong != null) {
                fail(command, wrong, index);
                return false;
            }
            memory.putLong(tupleAt(index), ~tuple);
        }
        return true;
    }

    /**
     * Prepares the tuple of the block that is in memory already, for {@link #SAME}.
     *
     * @param hasData whether it came by data-out; without, there is nothing to be checked of what is written
     * @return false: the tuple that came is wrong, and the command has ended
     */
    static boolean prepareSame(Command command, boolean hasData) {
        ByteBuffer memory = command.pieces().memory();
        int blockBytes = command.unit().blockBytes();
        long lba = command.offsetBytes() >>> command.unit().blockShift();
        long tuple = Tuple.NONE;
        if (hasData && BlockRange.protect(command) == 0) {
            tuple = Tuple.make(type(command), Tuple.guard(memory, 0, blockBytes), lba);
        } else if (hasData) {
            tuple = tupleOfData(command, blockBytes);
            int protect = BlockRange.protect(command);
            SenseCode wrong = Tuple.check(type(command), protect, tuple, memory, 0, blockBytes, lba);
            if (wrong != null) {
                command.checkCondition(SenseKey.ABORTED_COMMAND, wrong, lba);
                return false;
            }
        }
        memory.putLong(SAME_AT, tuple);
        return true;
    }

    /** Whether {@link #prepareSame} prepared a tuple with which the block may as well be unmapped. */
    static boolean isSameUnmappable(Command command) {
        return BlockRange.protect(command) == 0 || command.pieces().memory().getLong(SAME_AT) == Tuple.NONE;
    }

    private static boolean fillSame(Command command, Pieces pieces) {
        ByteBuffer memory = pieces.memory();
        long tuple = memory.getLong(SAME_AT);
        int count = blocks(command);
        for (int index = 0; index < count; index++) {
            long own = tuple == Tuple.NONE ? tuple : Tuple.withReference(type(command), tuple, lba(command) + index);
            memory.putLong(tupleAt(index), ~own);
        }
        return true;
    }

    @Override
    public void onEnd(Command command) {
        next.run(command);
    }
}
