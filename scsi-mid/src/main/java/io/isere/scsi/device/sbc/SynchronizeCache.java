package io.isere.scsi.device.sbc;

import io.isere.scsi.backstore.BackstoreCompletion;
import io.isere.scsi.backstore.BackstoreIo;
import io.isere.scsi.backstore.BackstoreStatus;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SYNCHRONIZE CACHE (10) and (16) (SBC-3 5.28, 5.29): flushes the whole backstore, whatever range is named. With IMMED
 * the status does not wait for it; such a flush has a request of its own, the only allocation here.
 */
final class SynchronizeCache implements CommandHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SynchronizeCache.class);
    private static final BackstoreCompletion ON_FLUSHED = SynchronizeCache::onFlushed;
    private static final BackstoreCompletion ON_FLUSHED_IMMED = SynchronizeCache::onFlushedImmed;

    private final BlockCdb layout;

    SynchronizeCache(BlockCdb layout) {
        this.layout = layout;
    }

    @Override
    public void execute(Command command) {
        if (!BlockRange.acceptRange(command, layout)) {
            return;
        }
        if (layout.immed(command.cdb())) {
            LogicalUnit unit = command.unit();
            BackstoreIo flush = new BackstoreIo(unit).flush();
            unit.backstore().submit(flush.thenOn(command.task().nexus().home(), ON_FLUSHED_IMMED));
            command.good();
        } else {
            command.io().flush();
            command.awaitBackstore(ON_FLUSHED);
        }
    }

    /** Ends with GOOD a command whose writes did not force unit access, after a flush if WCE is zero. */
    static void goodWhenStable(Command command) {
        if (command.unit().writesThrough()) {
            command.io().flush();
            command.awaitBackstore(ON_FLUSHED);
        } else {
            command.good();
        }
    }

    /** Ends with GOOD a command whose writes did not force unit access, after a flush if it has to. */
    static void goodAfterWrite(Command command) {
        if (command.fua()) {
            command.io().flush();
            command.awaitBackstore(ON_FLUSHED);
        } else {
            command.good();
        }
    }

    private static void onFlushed(BackstoreIo io) {
        Command command = (Command) io.owner();
        if (!command.resumes()) {
            return;
        }
        if (io.status() == BackstoreStatus.OK) {
            command.good();
        } else {
            BackstoreFailure.end(command, io.status(), 0);
        }
    }

    private static void onFlushedImmed(BackstoreIo io) {
        if (io.status() != BackstoreStatus.OK) {
            LOG.warn("SYNCHRONIZE CACHE with IMMED of {} ended with {} after its GOOD status", io.owner(), io.status());
        }
    }
}
