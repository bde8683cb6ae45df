package io.isere.vertx.cli;

import io.isere.iscsi.initiator.SessionNotice;
import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
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
    static Client open(Vertx vertx, CommonOptions common, SessionOptions lasting, DiskUrl url, int queueDepth) {
        IsereInitiatorOptions options = lasting.applyTo(common.initiator(url)).setQueueDepth(queueDepth);
        IsereInitiator initiator = IsereInitiator.create(vertx, options);
        IsereSession session = Waiting.await(initiator.login(url.targetName(), url.portal()), ExitCodes.NOT_REACHED);
        session.eventHandler(Client::tell);
        return new Client(session, Waiting.await(session.device(url.lun()), ExitCodes.NOT_REACHED));
    }

    /** Says what the log does not tell at its usual level. */
    static void tell(SessionNotice notice) {
        switch (notice.kind()) {
            case RECONNECTING -> say("opening the session again, attempt " + notice.attempt());
            case RECOVERED -> say("the session is open again: " + notice.message());
            default -> {
                // Logged, or the command's own error.
            }
        }
    }

    private static void say(String what) {
        System.err.println("isere: " + what);
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
