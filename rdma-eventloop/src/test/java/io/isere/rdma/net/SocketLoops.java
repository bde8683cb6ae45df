package io.isere.rdma.net;

import io.isere.rdma.loop.RdmaLoop;
import java.util.function.BooleanSupplier;

/** Two loops with their sockets, as {@link StreamSocketsSuite} drives them. */
public interface SocketLoops extends AutoCloseable {
    /** Something to do on a loop. */
    @FunctionalInterface
    interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /** Loop 0 or 1. */
    RdmaLoop loop(int index);

    /** That loop's sockets. */
    StreamSockets sockets(int index);

    /** Runs the action on a loop and waits for its end. */
    void on(int index, Action action) throws Exception;

    /** Lets the loops turn until the condition holds; fails after a bound. */
    void until(String what, BooleanSupplier condition) throws Exception;

    /** How many throwables the loops have reported. */
    long uncaught();

    @Override
    void close();
}
