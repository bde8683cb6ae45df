package io.isere.scsi.initiator;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a call gets to the port's loop: {@code Supplier::get} from there, else something that takes it there. */
@FunctionalInterface
public interface LoopCall {
    /** Runs {@code action} on the loop; the future is the action's, or fails with what it throws. */
    <T extends @Nullable Object> Future<T> call(Supplier<Future<T>> action);
}
