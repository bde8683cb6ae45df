package io.isere.rdma.net;

import io.isere.rdma.memory.Slab;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connected java.nio channel. The level-triggered readiness below is turned into the edges that
 * {@link StreamSocket#listener} promises: who was told and did not read to the end is not told again until it has.
 *
 * <p>Thread: its loop. Reading and writing allocate nothing, unless the connection breaks.
 */
final class NioStreamSocket implements StreamSocket, Readiness.ReadyHandler {
    private final NioStreamSockets sockets;
    private final SocketChannel channel;
    private final InetSocketAddress localAddress;
    private final InetSocketAddress remoteAddress;
    private Readiness.@Nullable Watch watch;
    private @Nullable SocketListener listener;
    private int interest;
    private boolean told;
    private boolean open = true;
    private String failure = "";
    private long activity;

    NioStreamSocket(NioStreamSockets sockets, SocketChannel channel) throws IOException {
        this.sockets = sockets;
        this.channel = channel;
        this.localAddress = (InetSocketAddress) channel.getLocalAddress();
        this.remoteAddress = (InetSocketAddress) channel.getRemoteAddress();
    }

    /** Gives the socket its readiness, once. */
    void watch(Readiness.Watch given) {
        watch = given;
    }

    @Override
    public int read(Slab slab, int offsetBytes, int lengthBytes) {
        if (!open || !failure.isEmpty()) {
            return FAILED;
        }
        try {
            return (int) received(channel.read(slab.view(0, offsetBytes, lengthBytes)));
        } catch (IOException e) {
            return fail("reading from", e);
        }
    }

    @Override
    public long read(IoVector into) {
        if (!open || !failure.isEmpty()) {
            return FAILED;
        }
        try {
            int count = sockets.fillRanges(into);
            long readBytes = channel.read(sockets.ranges(), 0, count);
            if (readBytes > 0) {
                into.consume(readBytes);
            }
            return received(readBytes);
        } catch (IOException e) {
            return fail("reading from", e);
        }
    }

    private long received(long readBytes) {
        if (readBytes != 0) {
            activity++;
            return readBytes > 0 ? readBytes : END_OF_STREAM;
        }
        told = false;
        want(interest | SelectionKey.OP_READ);
        return WOULD_BLOCK;
    }

    @Override
    public long write(IoVector from) {
        if (!open || !failure.isEmpty()) {
            return FAILED;
        }
        long before = from.totalBytes();
        try {
            while (from.count() > 0 && writeSome(from)) {
                activity++;
            }
        } catch (IOException e) {
            int code = fail("writing to", e);
            return from.totalBytes() < before ? before - from.totalBytes() : code;
        }
        return before - from.totalBytes();
    }

    /** Writes the front of the vector; false when the system took less than it was offered. */
    private boolean writeSome(IoVector from) throws IOException {
        int count = sockets.fillRanges(from);
        long writtenBytes = channel.write(sockets.ranges(), 0, count);
        from.consume(writtenBytes);
        return !sockets.ranges()[count - 1].hasRemaining();
    }

    private int fail(String operation, IOException cause) {
        activity++;
        failure = SocketErrors.broken(operation, remoteAddress, cause);
        return FAILED;
    }

    @Override
    public void listener(SocketListener next) {
        listener = next;
        told = false;
        want(interest | SelectionKey.OP_READ);
    }

    @Override
    public void wantWritable() {
        want(interest | SelectionKey.OP_WRITE);
    }

    private void want(int ops) {
        if (ops != interest && open && watch != null) {
            interest = ops;
            watch.interest(ops);
        }
    }

    @Override
    public boolean onReady(int ops) {
        SocketListener current = listener;
        if (current == null) {
            want(0);
            return false;
        }
        long before = activity;
        try {
            if ((ops & interest & SelectionKey.OP_READ) != 0) {
                tellReadable(current);
            }
            if ((ops & interest & SelectionKey.OP_WRITE) != 0 && open) {
                want(interest & ~SelectionKey.OP_WRITE);
                current.onWritable();
            }
        } catch (RuntimeException | Error e) {
            sockets.loop().reportUncaught("listener of the socket to " + remoteAddress, e);
        }
        return activity != before;
    }

    private void tellReadable(SocketListener current) {
        if (told) {
            want(interest & ~SelectionKey.OP_READ);
        } else {
            told = true;
            current.onReadable();
        }
    }

    @Override
    public String failure() {
        return failure;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public int maxSegmentBytes() {
        return 0;
    }

    @Override
    public DetachedSocket detach() {
        if (!release()) {
            throw new IllegalStateException("the socket to " + remoteAddress + " was closed or detached before");
        }
        return new NioDetachedSocket(channel);
    }

    @Override
    public void shutdownOutput() {
        if (open && failure.isEmpty()) {
            try {
                channel.shutdownOutput();
            } catch (IOException e) {
                fail("ending the stream to", e);
            }
        }
    }

    @Override
    public void close() {
        if (release()) {
            NioChannels.closeQuietly(channel);
        }
    }

    @Override
    public void reset() {
        if (release()) {
            NioChannels.resetQuietly(channel);
        }
    }

    @Override
    public void onLoopEnd() {
        close();
    }

    /** Ends this object's hold on the channel; false when it had ended before. */
    private boolean release() {
        if (!open) {
            return false;
        }
        open = false;
        if (watch != null) {
            watch.cancel();
        }
        return true;
    }
}
