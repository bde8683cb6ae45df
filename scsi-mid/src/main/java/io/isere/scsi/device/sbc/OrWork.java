package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.PieceWork;
import io.isere.scsi.device.Pieces;
import io.isere.scsi.task.DataSegments;
import java.nio.ByteBuffer;

/** The work of ORWRITE: reads a piece, adds the bits of data-out, writes it back. Stateless, allocation free. */
final class OrWork implements PieceWork {
    static final OrWork INSTANCE = new OrWork();

    private static final BackstoreCompletion ON_READ = OrWork::onRead;
    private static final BackstoreCompletion ON_WRITTEN = OrWork::onWritten;

    private OrWork() {}

    @Override
    public void onPiece(Command command, Pieces pieces) {
        command.io().read(pieces.offsetBytes(), pieces.segments());
        command.awaitBackstore(ON_READ);
    }

    private static void onRead(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!resumesAfterSuccess(command, io)) {
            return;
        }
        Pieces pieces = command.pieces();
        or(pieces.memory(), pieces.part((int) pieces.doneBytes(), pieces.bytes()));
        command.io().write(pieces.offsetBytes(), pieces.segments(), command.fua());
        command.awaitBackstore(ON_WRITTEN);
    }

    private static void or(ByteBuffer memory, DataSegments bits) {
        int to = 0;
        for (int index = 0; index < bits.count(); index++) {
            for (int from = 0; from < bits.lengthBytes(index); from++, to++) {
                int added = bits.slab(index).get(bits.offsetBytes(index) + from);
                memory.put(to, (byte) (memory.get(to) | added));
            }
        }
    }

    private static void onWritten(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (resumesAfterSuccess(command, io)) {
            command.pieces().next();
        }
    }

    private static boolean resumesAfterSuccess(Command command, BackstoreIo io) {
        if (!command.resumes()) {
            return false;
        }
        if (io.status() == BackstoreStatus.OK) {
            return true;
        }
        BackstoreFailure.end(
                command, io.status(), io.offsetBytes() >>> command.unit().blockShift());
        return false;
    }

    @Override
    public void onEnd(Command command) {
        command.good();
    }
}
