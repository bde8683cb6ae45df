package io.isere.vertx.impl;

import io.isere.datamover.LoopContext;
import io.isere.iscsi.initiator.RecoveringSession;
import io.isere.iscsi.initiator.SessionNotice;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.initiator.DiskIdentity;
import io.isere.scsi.initiator.LunScanner;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereSession;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API's view of an engine session: calls come from any thread and go on on the session's loop. Keeps account of the
 * memory that was registered for its devices, and ends those registrations with the session.
 */
final class Session implements IsereSession {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int CONTROL_BUFFER_BYTES = 4096;

    private final RecoveringSession session;
    private final SessionMemory memory;
    private final LoopCalls loop;
    private final String targetName;
    private final int queueDepth;
    private final Future<Void> gone;
    private final Drain drain;

    private volatile boolean open = true;
    private volatile String description;
    private volatile Handler<SessionNotice> watcher = notice -> {};

    /** @param gone completes when the session has ended and its verticle is undeployed */
    Session(RecoveringSession session, LoopContext context, String targetName, int queueDepth, Future<Void> gone) {
        this.queueDepth = queueDepth;
        this.session = session;
        this.gone = gone;
        this.targetName = targetName;
        memory = new SessionMemory(context.memory());
        loop = new LoopCalls(context.loop());
        drain = new Drain(context.loop());
        description = session.description();
        session.watch(this::onNotice);
        session.ended().onComplete(nothing -> onEnded());
    }

    private void onEnded() {
        open = false;
        memory.releaseAll();
    }

    private void onNotice(SessionNotice notice) {
        switch (notice.kind()) {
            case RECOVERED, CONNECTION_ADDED, CONNECTION_LOST -> description = notice.message();
            default -> {
                // It runs over what it ran over, or over nothing.
            }
        }
        try {
            watcher.handle(notice);
        } catch (RuntimeException e) {
            LOG.error("a session's event handler failed", e);
        }
    }

    @Override
    public IsereSession eventHandler(Handler<SessionNotice> handler) {
        ContextInternal caller = ContextInternal.current();
        watcher = caller == null ? handler : notice -> caller.runOnContext(nothing -> handler.handle(notice));
        return this;
    }

    @Override
    public String targetName() {
        return targetName;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    int queueDepth() {
        return queueDepth;
    }

    LoopCalls loop() {
        return loop;
    }

    @Override
    public Future<int[]> luns() {
        return call(() -> LunScanner.scan(session));
    }

    @Override
    public Future<IsereDevice> device(int lun) {
        return call(() -> {
            session.rememberDisk(lun, DiskIdentity.UNKNOWN);
            return DiskIdentity.of(session, lun)
                    .onSuccess(identity -> session.rememberDisk(lun, identity))
                    .compose(identity -> BlockDevice.open(session, lun, registered(CONTROL_BUFFER_BYTES)))
                    .map(device -> new Device(this, lun, device));
        });
    }

    Future<TaskManagementResult> manage(TaskManagementFunction function, int lun, @Nullable ScsiTask reference) {
        return loop.call(() -> {
            Promise<TaskManagementResult> answer = Promise.promise();
            session.manage(function, Lun.encode(lun), reference, answer::complete);
            return answer.future();
        });
    }

    /** Registered memory, from any thread: usable by whatever the caller does on the loop afterwards. */
    ByteBuffer registered(int bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        loop.run(() -> register(buffer));
        return buffer;
    }

    private void register(ByteBuffer buffer) {
        if (open) {
            memory.register(buffer);
        }
    }

    void release(ByteBuffer buffer) {
        loop.run(() -> memory.release(buffer));
    }

    /** What is registered; on the loop. */
    SessionMemory memory() {
        return memory;
    }

    /** A call with commands, which {@link #close} waits for and then lets begin no more. */
    <T extends @Nullable Object> Future<T> call(Supplier<Future<T>> action) {
        return loop.call(() -> drain.enter(action));
    }

    @Override
    public Future<Void> close(long limit, TimeUnit unit) {
        return loop.call(() -> drain.close(unit.toNanos(limit))
                .compose(drained -> logoutOnLoop())
                .compose(nothing -> gone));
    }

    @Override
    public Future<Void> logout() {
        return loop.call(() -> logoutOnLoop().compose(nothing -> gone));
    }

    Future<Void> logoutOnLoop() {
        return session.logout();
    }

    @Override
    public Future<Void> purge() {
        return loop.call(() -> session.purge().compose(nothing -> gone));
    }

    @Override
    public Future<String> ended() {
        return gone.map(nothing -> session.endReason());
    }
}
