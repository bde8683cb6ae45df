package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.PieceWork;
import io.isere.scsi.device.Pieces;
import io.isere.scsi.device.ProtectionType;
import io.isere.scsi.device.Sanitization;
import io.isere.scsi.device.Turns;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.LocalTransport;
import io.isere.scsi.task.ScsiTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sanitize operation (SBC-3 4.11), from the SANITIZE that asked for it on until the medium is sanitized or has
 * failed: no abort, no reset and no loss of the nexus ends it; what a restart of the process interrupts is not resumed.
 *
 * <p>Works as a command of its own, alone on the whole medium, on the loop of the nexus it was asked for by: in pieces,
 * by {@link Turns}.
 */
final class SanitizeOperation implements PieceWork {
    private static final Logger LOG = LoggerFactory.getLogger(SanitizeOperation.class);
    private static final int UNMAP_PIECE_BYTES = 64 << 20;
    /** What a piece that is not written counts in a turn, and against the rate. */
    private static final int UNWRITTEN_COST_BYTES = 1024;

    private final LogicalUnit unit;
    private final SanitizeMethod method;
    private final Sanitization sanitization;
    private final Command work;
    private final Turns turns;
    private final BackstoreCompletion onPieceDone = this::onPieceDone;
    private final BackstoreCompletion onKeyChanged = this::onKeyChanged;
    private final BackstoreCompletion onFlushed = this::onFlushed;
    /** Waits for the end; null when nobody does, or no more. */
    private @Nullable Command waiting;

    private int pass;
    private boolean repeats;

    SanitizeOperation(Command asked, SanitizeMethod method) {
        this.method = method;
        unit = asked.unit();
        sanitization = unit.state().sanitization();
        waiting = asked;
        ScsiTask task = new ScsiTask().nexus(asked.task().nexus()).transport(new LocalTransport(ended -> {}));
        work = Command.of(task);
        work.beginInBackground(asked.itlNexus(), asked.nexusState());
        turns = new Turns(work, unit.sanitizeBytesPerSecond(), ended -> onNextTurn());
    }

    /** Starts it; with {@code immed} the command that asked for it ends now. */
    void start(boolean immed) {
        LOG.info("sanitizing {}: {}", unit, method);
        Command asked = waiting;
        if (asked != null && immed) {
            waiting = null;
            asked.good();
        } else if (asked != null) {
            asked.awaitNexuses();
        }
        enter();
    }

    private void enter() {
        if (work.entersAlone(0, mediumBytes(), task -> onAlone())) {
            startPass();
        }
    }

    private void onAlone() {
        if (work.resumes()) {
            enter();
        }
    }

    private long mediumBytes() {
        return unit.blockCount() << unit.blockShift();
    }

    private void startPass() {
        if (isChangingKey()) {
            work.io().changeKey();
            work.awaitBackstore(onKeyChanged);
            return;
        }
        boolean unmapping = pass == method.passes();
        if (!unmapping) {
            method.fill(work.pieces().memory(), unit.blockBytes(), pass);
        }
        work.pieces().start(0, mediumBytes(), unmapping ? UNMAP_PIECE_BYTES : Pieces.PIECE_BYTES, this);
    }

    private boolean isChangingKey() {
        return method.changesKey() && pass == 0;
    }

    private void onKeyChanged(BackstoreIo io) {
        work.resumes();
        if (io.status() == BackstoreStatus.OK) {
            onEnd(work);
        } else if (io.status() == BackstoreStatus.BUSY) {
            turns.pause();
        } else {
            end(io.status());
        }
    }

    @Override
    public void onPiece(Command command, Pieces pieces) {
        letGoOfAborted();
        int steps = steps();
        sanitization.advance((pass + (double) pieces.doneBytes() / mediumBytes()) / steps);
        if (pass == method.passes()) {
            unmap(command, pieces);
        } else if (method.unmaps() && !isMapped(pieces)) {
            goOn(UNWRITTEN_COST_BYTES);
        } else {
            command.io().write(pieces.offsetBytes(), pieces.segments(), false);
            command.awaitBackstore(onPieceDone);
        }
    }

    /** Passes, and one that unmaps blocks and protection information or, after OVERWRITE, the latter only. */
    private int steps() {
        return method.passes() + (method.unmaps() || unit.protection() != null ? 1 : 0);
    }

    private void unmap(Command command, Pieces pieces) {
        if (method.unmaps()) {
            command.io().unmap(pieces.offsetBytes(), pieces.bytes());
            command.awaitBackstore(onPieceDone);
        } else {
            int shift = unit.blockShift();
            long firstTuple = pieces.offsetBytes() >>> shift;
            int tuples = pieces.bytes() >>> shift;
            command.io().unmap(firstTuple * ProtectionType.TUPLE_BYTES, tuples * ProtectionType.TUPLE_BYTES);
            command.awaitTuples(onPieceDone);
        }
    }

    private boolean isMapped(Pieces pieces) {
        long from = pieces.offsetBytes();
        return unit.backstore().isMapped(from) || unit.backstore().extentEndBytes(from) < from + pieces.bytes();
    }

    private void onPieceDone(BackstoreIo io) {
        work.resumes();
        if (io.status() == BackstoreStatus.OK) {
            goOn(pass == method.passes() ? UNWRITTEN_COST_BYTES : work.pieces().bytes());
        } else if (io.status() == BackstoreStatus.BUSY) {
            repeats = true;
            turns.pause();
        } else {
            end(io.status());
        }
    }

    private void goOn(int costBytes) {
        try {
            if (turns.goesOnAfter(costBytes)) {
                work.pieces().next();
            }
        } catch (RejectedExecutionException loopIsGone) {
            end(BackstoreStatus.CLOSED);
        }
    }

    private void onNextTurn() {
        work.resumes();
        if (isChangingKey()) {
            startPass();
        } else if (repeats) {
            repeats = false;
            work.pieces().repeat();
        } else {
            work.pieces().next();
        }
    }

    @Override
    public void onEnd(Command command) {
        pass++;
        if (pass < steps()) {
            startPass();
        } else {
            command.io().flush();
            command.awaitBackstore(onFlushed);
        }
    }

    private void onFlushed(BackstoreIo io) {
        work.resumes();
        end(io.status());
    }

    private void end(BackstoreStatus status) {
        letGoOfAborted();
        boolean succeeded = status == BackstoreStatus.OK;
        if (succeeded) {
            LOG.info("{} is sanitized", unit);
        } else {
            LOG.warn("sanitizing {} failed with {}; it takes only another SANITIZE", unit, status);
        }
        sanitization.end(succeeded);
        Command asked = waiting;
        waiting = null;
        work.good();
        if (asked == null || !asked.resumes()) {
            return;
        }
        if (succeeded) {
            asked.good();
        } else {
            asked.checkCondition(SenseKey.MEDIUM_ERROR, SenseCode.SANITIZE_COMMAND_FAILED);
        }
    }

    /** Frees the command that asked if it was aborted, and goes on without it. */
    private void letGoOfAborted() {
        Command asked = waiting;
        if (asked != null && asked.task().abortRequested()) {
            waiting = null;
            asked.resumes();
        }
    }
}
