package io.isere.rdma.eventloop;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * A group of RDMA loops, for Vert.x (see {@link RdmaVertx}) or alone.
 *
 * <p>Tasks get {@value #TASK_QUANTUM_MS} ms at a time before the loop polls again; Netty's own default of a second would
 * let a flood of tasks starve the completion queues.
 */
public final class RdmaLoopGroup extends MultiThreadIoEventLoopGroup {
    private static final long TASK_QUANTUM_MS = 1;

    /** Makes {@code count} loops, whose threads start with their first task. */
    public RdmaLoopGroup(int count, ThreadFactory threads, LoopOptions options) {
        this(count, threads, SocketHandlers.factory(options.socketKind()), options);
    }

    RdmaLoopGroup(int count, ThreadFactory threads, IoHandlerFactory socketHandlers, LoopOptions options) {
        super(count, threads, RdmaIoHandler.factory(socketHandlers, options));
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... unused) {
        return new SingleThreadIoEventLoop(
                this, executor, handlers, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), TASK_QUANTUM_MS);
    }
}
