package io.isere.rdma.eventloop;

import io.netty.channel.IoHandlerContext;

/**
 * The loop's context as the socket handler sees it when it must only look and not wait. One reused object a loop; valid
 * during one run. Thread: its loop.
 */
final class NonBlockingContext implements IoHandlerContext {
    private IoHandlerContext context = this;

    NonBlockingContext of(IoHandlerContext loopContext) {
        context = loopContext;
        return this;
    }

    @Override
    public boolean canBlock() {
        return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
        return context.delayNanos(currentTimeNanos);
    }

    @Override
    public long deadlineNanos() {
        return context.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
        context.reportActiveIoTime(activeNanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
        return context.shouldReportActiveIoTime();
    }
}
