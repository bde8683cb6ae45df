package io.isere.iscsi.target;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * The place of one session among those of a node: of an initiator port with a target there is one at a time (RFC 7143
 * section 4.4.3). It is taken by a login that is about to succeed, holds the session, and is free when all of it has ended.
 *
 * <p>Any thread. Control path.
 */
final class SessionPlace {
    private final TargetServer.SessionKey key;
    private final Promise<Void> free = Promise.promise();
    private @Nullable TargetSession session;
    private boolean unwanted;

    SessionPlace(TargetServer.SessionKey key) {
        this.key = key;
    }

    TargetServer.SessionKey key() {
        return key;
    }

    /** The session; null while it is being opened. */
    synchronized @Nullable TargetSession session() {
        return session;
    }

    /** The session stands. */
    void open(TargetSession opened) {
        boolean over;
        synchronized (this) {
            session = opened;
            over = unwanted;
        }
        if (over) {
            opened.reinstate();
        }
    }

    /** A new login wants the place: ends the session that has it, at once or as soon as it stands. */
    Future<Void> vacate() {
        TargetSession older;
        synchronized (this) {
            unwanted = true;
            older = session;
        }
        if (older != null) {
            older.reinstate();
        }
        return free.future();
    }

    /** For the server: it is nobody's any more. */
    void onFree() {
        free.tryComplete();
    }
}
