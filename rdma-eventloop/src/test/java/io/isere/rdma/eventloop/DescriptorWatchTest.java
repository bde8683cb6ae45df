package io.isere.rdma.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isere.rdma.loop.DescriptorWatch;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A descriptor of somebody else's wakes the loop, here a pipe's. */
class DescriptorWatchTest {
    private RdmaLoopGroup group;

    private NettyRdmaLoop loop(SocketKind kind) {
        group = new RdmaLoopGroup(
                1,
                new DefaultThreadFactory("watching", true),
                new LoopOptions().mode(LoopMode.BLOCKING).socketKind(kind));
        return RdmaLoops.of(group.next());
    }

    @AfterEach
    void close() {
        if (group != null) {
            group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
        }
    }

    private static <T> T on(NettyRdmaLoop loop, Callable<T> action) throws Exception {
        return loop.eventLoop().submit(action).get(60, TimeUnit.SECONDS);
    }

    @Test
    void readinessIsToldUntilItIsTakenAndNotAfterACancel() throws Exception {
        assumeTrue(Epoll.isAvailable(), "epoll needs Linux");
        NettyRdmaLoop loop = loop(SocketKind.EPOLL);
        FileDescriptor[] pipe = FileDescriptor.pipe();
        ByteBuffer taken = ByteBuffer.allocateDirect(1);
        AtomicInteger calls = new AtomicInteger();
        DescriptorWatch watch = on(
                loop,
                () -> loop.watch(pipe[0].intValue(), () -> {
                    // Told again while the byte is left there.
                    if (calls.incrementAndGet() % 2 == 0) {
                        read(pipe[0], taken);
                    }
                }));
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        pipe[1].write(one, 0, 1);
        until(calls, 2);
        pipe[1].write(one, 0, 1);
        until(calls, 4);
        on(loop, () -> {
            watch.cancel();
            watch.cancel();
            return watch;
        });
        pipe[1].write(one, 0, 1);
        for (int i = 0; i < 20; i++) {
            on(loop, () -> watch);
        }
        assertThat(calls).hasValue(4);
        pipe[0].close();
        pipe[1].close();
    }

    private static void read(FileDescriptor from, ByteBuffer into) {
        try {
            from.read(into, 0, 1);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void until(AtomicInteger calls, int wanted) throws InterruptedException {
        for (int i = 0; i < 60_000 && calls.get() < wanted; i++) {
            Thread.sleep(1);
        }
        assertThat(calls).hasValue(wanted);
    }

    @Test
    void aSelectorTakesNoForeignDescriptors() throws Exception {
        NettyRdmaLoop loop = loop(SocketKind.NIO);
        on(loop, () -> {
            assertThatThrownBy(() -> loop.watch(0, () -> {}))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("epoll");
            return loop;
        });
    }
}
