package io.isere.scsi.initiator;

import io.isere.scsi.cdb.SanitizeCdb;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * Sanitizes a device (SBC-3 5.24): asks for the operation and then, now and then, how far it is. A future completes when
 * all data of the device is gone, or fails as the operation did. Control path: allocates.
 */
public final class Sanitizing {
    private static final long POLL_NS = 250_000_000L;
    private static final double PROGRESS_WHOLE = 65536;
    /** Largest OVERWRITE COUNT. */
    private static final int PASSES_MAX = 31;

    private final ControlCommands control;
    private final LunClient client;
    private final LoopCall calls;
    private boolean unrestrictedExit;
    private DoubleConsumer progress = done -> {};

    Sanitizing(ControlCommands control, LunClient client, LoopCall calls) {
        this.control = control;
        this.client = client;
        this.calls = calls;
    }

    /** AUSE: if the operation fails, {@link #exitFailureMode} gives the device back as it then is. */
    public Sanitizing allowUnrestrictedExit() {
        unrestrictedExit = true;
        return this;
    }

    /** Who is told on the loop how far the operation is, from 0 to 1. */
    public Sanitizing progressHandler(DoubleConsumer handler) {
        progress = handler;
        return this;
    }

    /**
     * Writes a pattern over everything.
     *
     * @param pattern from 1 byte to a block of them
     * @param passes 1 to 31
     * @param invert whether every other pass writes the inverted pattern
     */
    public Future<Void> overwrite(byte[] pattern, int passes, boolean invert) {
        int patternBytesMax = control.listBytesMax() - SanitizeCdb.LIST_HEADER_BYTES;
        if (passes < 1 || passes > PASSES_MAX || pattern.length == 0 || pattern.length > patternBytesMax) {
            throw new IllegalArgumentException("an overwrite has 1 to " + PASSES_MAX + " passes and a pattern of 1 to "
                    + patternBytesMax + " bytes, not " + passes + " and " + pattern.length);
        }
        ByteBuffer list = SanitizeCdb.list(invert, passes, pattern);
        return follow(() -> control.send(list, cdb -> build(cdb, SanitizeCdb.OVERWRITE, list.capacity())));
    }

    /** Lets the device erase its blocks in its own way. */
    public Future<Void> blockErase() {
        return follow(() -> control.run(cdb -> build(cdb, SanitizeCdb.BLOCK_ERASE, 0)));
    }

    /** Lets the device change the key with which it encrypts. */
    public Future<Void> cryptographicErase() {
        return follow(() -> control.run(cdb -> build(cdb, SanitizeCdb.CRYPTOGRAPHIC_ERASE, 0)));
    }

    /** Gives back a device whose operation has failed, if that was begun with {@link #allowUnrestrictedExit}. */
    public Future<Void> exitFailureMode() {
        return calls.call(
                () -> control.run(cdb -> SanitizeCdb.build(cdb, SanitizeCdb.EXIT_FAILURE_MODE, false, false, 0)));
    }

    private int build(ByteBuffer cdb, int serviceAction, int listBytes) {
        return SanitizeCdb.build(cdb, serviceAction, true, unrestrictedExit, listBytes);
    }

    private Future<Void> follow(Supplier<Future<Void>> begin) {
        return calls.call(() -> {
            Promise<Void> done = Promise.promise();
            begin.get().onSuccess(begun -> poll(done)).onFailure(done::fail);
            return done.future();
        });
    }

    private void poll(Promise<Void> done) {
        control.testUnitReady().onSuccess(done::complete).onFailure(failure -> {
            if (failure instanceof ScsiException scsi
                    && scsi.has(SenseKey.NOT_READY, SenseCode.NOT_READY_SANITIZE_IN_PROGRESS)) {
                progress.accept(Math.max(0, scsi.progress()) / PROGRESS_WHOLE);
                client.later(POLL_NS, () -> poll(done));
            } else {
                done.fail(failure);
            }
        });
    }
}
