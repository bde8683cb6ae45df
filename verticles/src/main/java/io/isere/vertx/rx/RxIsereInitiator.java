package io.isere.vertx.rx;

import io.isere.iscsi.text.TargetRecord;
import io.isere.vertx.IsereInitiator;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import java.util.List;

/** An {@link IsereInitiator} for RxJava. Any thread. */
public final class RxIsereInitiator {
    private final IsereInitiator initiator;

    private RxIsereInitiator(IsereInitiator initiator) {
        this.initiator = initiator;
    }

    /** Over one that there is. */
    public static RxIsereInitiator of(IsereInitiator initiator) {
        return new RxIsereInitiator(initiator);
    }

    /** A new session for each subscriber; see {@link IsereInitiator#login}. */
    public Single<RxIsereSession> login(String targetName, String portal) {
        return RxFutures.single(() -> initiator.login(targetName, portal)).map(RxIsereSession::of);
    }

    /** Which targets a portal tells of; see {@link IsereInitiator#discover}. */
    public Single<List<TargetRecord>> discover(String portal) {
        return RxFutures.single(() -> initiator.discover(portal));
    }

    /** Closes every session in order; see {@link IsereInitiator#close}. */
    public Completable close() {
        return RxFutures.completable(initiator::close);
    }
}
