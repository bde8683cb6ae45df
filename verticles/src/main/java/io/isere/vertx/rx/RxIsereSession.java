package io.isere.vertx.rx;

import io.isere.vertx.IsereSession;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.util.Arrays;

/** An {@link IsereSession} for RxJava. Any thread. */
public final class RxIsereSession {
    private final IsereSession session;

    private RxIsereSession(IsereSession session) {
        this.session = session;
    }

    /** Over one that there is. */
    public static RxIsereSession of(IsereSession session) {
        return new RxIsereSession(session);
    }

    /** The session itself. */
    public IsereSession session() {
        return session;
    }

    /** The numbers of the target's logical units, ascending. */
    public Flowable<Integer> luns() {
        return RxFutures.single(session::luns)
                .flattenStreamAsFlowable(luns -> Arrays.stream(luns).boxed());
    }

    /** Opens a block device; see {@link IsereSession#device}. */
    public Single<RxIsereDevice> device(int lun) {
        return RxFutures.single(() -> session.device(lun)).map(RxIsereDevice::of);
    }

    /** Closes in order; see {@link IsereSession#close()}. */
    public Completable close() {
        return RxFutures.completable(session::close);
    }
}
