package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereSession;
import io.vertx.core.Vertx;

/** An initiator with one session and one device, for the length of a command. Used by the main thread. */
final class Client implements AutoCloseable {
    private final IsereSession session;
    private final IsereDevice device;

    private Client(IsereSession session, IsereDevice device) {
        this.session = session;
        this.device = device;
    }

    /** Logs in and opens the device. */
    static Client open(Vertx vertx, CommonOptions common, DiskUrl url, int queueDepth) {
        IsereInitiator initiator =
                IsereInitiator.create(vertx, common.initiator(url).setQueueDepth(queueDepth));
        IsereSession session = Waiting.await(initiator.login(url.targetName(), url.portal()), ExitCodes.NOT_REACHED);
        return new Client(session, Waiting.await(session.device(url.lun()), ExitCodes.NOT_REACHED));
    }

    IsereSession session() {
        return session;
    }

    IsereDevice device() {
        return device;
    }

    /** Logs out. */
    @Override
    public void close() {
        Waiting.await(session.logout());
    }
}
