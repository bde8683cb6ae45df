package io.isere.scsi.device.copy;

import io.isere.scsi.device.Command;
import io.isere.scsi.device.CopyRecord;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.device.PieceWork;
import io.isere.scsi.device.Pieces;
import io.isere.scsi.device.Turns;
import io.isere.scsi.sense.CopySense;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.task.LocalTransport;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One copy: segment after segment, each in pieces that commands of its own read into memory and write from there, in
 * {@link Turns}. So a copy meets reservations, ranges others have for themselves and write protection as any command
 * of its nexus does. An abort ends it between a read and a write. Ranges of one unit that overlap are copied from their
 * beginning on. Used on the command's loop; allocates a few objects a segment and a turn.
 */
final class CopyOperation implements PieceWork {
    private final Command command;
    private final CopyList list;
    private final CopyRecord record;
    private final Function<LogicalUnit, OpcodeTable> tables;
    private final Turns turns;
    private final ScsiTask access;
    private int index;
    private @Nullable CopySegment segment;
    private boolean writing;
    private boolean repeats;

    CopyOperation(Command command, CopyList list, CopyRecord record, Function<LogicalUnit, OpcodeTable> tables) {
        this.command = command;
        this.list = list;
        this.record = record;
        this.tables = tables;
        turns = new Turns(command, 0, task -> onTurn());
        access = new ScsiTask().nexus(command.task().nexus()).transport(new LocalTransport(task -> onAccessEnded()));
    }

    void start() {
        List<TargetDescriptor> targets = list.targets();
        for (int at = 0; at < targets.size(); at++) {
            CopyTarget target = CopyTarget.find(command, targets.get(at));
            if (target != null && target.unit().blockBytes() != targets.get(at).blockBytes()) {
                forget();
                command.invalidParameter(CopyList.targetAt(at) + TargetDescriptor.BLOCK_LENGTH_AT);
                return;
            }
        }
        startSegment();
    }

    private void startSegment() {
        if (index == list.segments().size()) {
            record.onCompleted();
            command.itlNexus().copies().end();
            command.good();
            return;
        }
        segment = null;
        record.onSegment();
        BlockSegment descriptor = list.segments().get(index);
        CopyTarget source = reach(descriptor.source(), BlockSegment.SOURCE_AT);
        if (source == null) {
            return;
        }
        CopyTarget destination = reach(descriptor.destination(), BlockSegment.DESTINATION_AT);
        if (destination == null) {
            return;
        }
        startPieces(new CopySegment(descriptor, source, destination));
    }

    private void startPieces(CopySegment next) {
        segment = next;
        if (next.isInexact()) {
            fail(SenseCode.UNEXPECTED_INEXACT_SEGMENT, CopySense.NO_FIELD);
        } else {
            command.pieces().start(0, next.totalBytes(), next.pieceBytes(), this);
        }
    }

    /** The unit with an index among the target descriptors; null: it cannot be used, and the copy has failed. */
    private @Nullable CopyTarget reach(int target, int segmentByte) {
        boolean exists = target < list.targets().size();
        if (exists && !list.targets().get(target).isBlockDevice()) {
            fail(SenseCode.INCORRECT_COPY_TARGET_DEVICE_TYPE, segmentByte);
            return null;
        }
        CopyTarget found = exists ? CopyTarget.find(command, list.targets().get(target)) : null;
        if (found == null) {
            fail(SenseCode.UNREACHABLE_COPY_TARGET, segmentByte);
        }
        return found;
    }

    private CopySegment segment() {
        return Objects.requireNonNull(segment, "no segment is being copied");
    }

    @Override
    public void onPiece(Command copy, Pieces pieces) {
        writing = false;
        segment().prepareRead(access, pieces);
        submit(segment().source);
    }

    private void submit(CopyTarget target) {
        command.awaitNexuses();
        Command inner = Command.of(access);
        inner.beginInBackground(target.itlNexus(), command.nexusState());
        tables.apply(target.unit()).row(access.cdb()).execute(inner);
    }

    private void onAccessEnded() {
        if (!command.resumes()) {
            forget();
        } else if (access.status() == ScsiStatus.TASK_SET_FULL || access.status() == ScsiStatus.BUSY) {
            repeats = true;
            turns.pause();
        } else if (!access.isGood()) {
            failAtTarget();
        } else if (writing) {
            goOn();
        } else {
            writing = true;
            segment().prepareWrite(access, command.pieces());
            submit(segment().destination);
        }
    }

    private void goOn() {
        int bytes = command.pieces().bytes();
        record.onWritten(bytes);
        if (turns.goesOnAfter(bytes)) {
            command.pieces().next();
        }
    }

    private void onTurn() {
        if (!command.resumes()) {
            forget();
        } else if (repeats) {
            repeats = false;
            command.pieces().repeat();
        } else {
            command.pieces().next();
        }
    }

    @Override
    public void onEnd(Command copy) {
        index++;
        startSegment();
    }

    /** An abort, or a list that was refused: there was no such copy. */
    private void forget() {
        command.itlNexus().copies().end();
        command.itlNexus().copies().forget(record);
    }

    private void fail(SenseCode code, int segmentByte) {
        end(CopyFailure.write(command, code, residual(), index, segmentByte));
    }

    private void failAtTarget() {
        end(CopyFailure.writeTargets(command, access, residual(), index, writing));
    }

    /** Blocks of the destination that are not written yet; none when the copy of the segment has not begun. */
    private long residual() {
        CopySegment failed = segment;
        long doneBytes =
                failed == null || failed.isInexact() ? 0 : command.pieces().doneBytes();
        if (failed == null || doneBytes == 0) {
            return CopySense.NO_RESIDUAL;
        }
        int shift = failed.destination.unit().blockShift();
        return (failed.totalBytes() - doneBytes + failed.destination.unit().blockBytes() - 1) >>> shift;
    }

    private void end(int senseLengthBytes) {
        byte[] sense = new byte[senseLengthBytes];
        command.task().sense().get(0, sense);
        record.onFailed(ScsiStatus.CHECK_CONDITION, sense);
        command.itlNexus().copies().end();
        command.checkConditionWithSense(senseLengthBytes);
    }
}
