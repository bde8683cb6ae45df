package io.isere.vertx.rx;

import io.isere.vertx.Cancellation;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes RxJava's sources of calls that give futures. Static functions. */
final class RxFutures {
    private RxFutures() {}

    /** Calls at each subscription; the result comes on the thread that the future completes on. */
    static <T> Single<T> single(Supplier<Future<T>> call) {
        return cancellable(cancellation -> call.get());
    }

    /** The same of a call that can be cancelled: by who disposes of the subscription. */
    static <T> Single<T> cancellable(Function<Cancellation, Future<T>> call) {
        return Single.create(emitter -> {
            Cancellation cancellation = new Cancellation();
            emitter.setCancellable(cancellation::cancel);
            call.apply(cancellation).onComplete(emitter::onSuccess, emitter::tryOnError);
        });
    }

    /** The same of a call without a result. */
    static Completable completable(Supplier<Future<Void>> call) {
        return Completable.create(
                emitter -> call.get().onComplete(nothing -> emitter.onComplete(), emitter::tryOnError));
    }
}
