package io.isere.rdma.eventloop;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.SocketErrors;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connected descriptor in the loop's epoll set, edge-triggered: for reading from its first listener on, for writing only
 * while somebody waits for room.
 *
 * <p>Thread: its loop. Reading and writing allocate nothing, unless the connection breaks. Netty makes an event object (32
 * bytes) when a descriptor is ready in two ways at once and reuses those of one way; that is why writability is not watched
 * all the time, and why being readable and writable again in the same instant is the one allocation left.
 */
final class EpollStreamSocket implements StreamSocket, EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(EpollStreamSocket.class);
    private static final EpollIoOps READ_EDGE = EpollIoOps.valueOf(Native.EPOLLIN | Native.EPOLLET);
    private static final EpollIoOps BOTH_EDGES = READ_EDGE.with(EpollIoOps.EPOLLOUT);
    /** From Linux's {@code netinet/in.h} and {@code netinet/tcp.h}. */
    private static final int IPPROTO_TCP = 6;

    private static final int TCP_MAXSEG = 2;

    private final EpollStreamSockets sockets;
    private final Socket socket;
    private final InetSocketAddress localAddress;
    private final InetSocketAddress remoteAddress;
    private @Nullable IoRegistration registration;
    private @Nullable SocketListener listener;
    private boolean wantsWritable;
    private boolean open = true;
    private String failure = "";

    EpollStreamSocket(
            EpollStreamSockets sockets,
            Socket socket,
            InetSocketAddress localAddress,
            InetSocketAddress remoteAddress) {
        this.sockets = sockets;
        this.socket = socket;
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
    }

    /** Gives the socket its place in the epoll set, once. */
    void registered(IoRegistration given) {
        registration = given;
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public int read(Slab slab, int offsetBytes, int lengthBytes) {
        if (!open || !failure.isEmpty()) {
            return FAILED;
        }
        if (lengthBytes == 0) {
            return WOULD_BLOCK;
        }
        try {
            return socket.readAddress(IoVecArray.addressOf(slab), offsetBytes, offsetBytes + lengthBytes);
        } catch (IOException e) {
            return fail("reading from", e);
        }
    }

    /** One call an entry: Netty has no scatter read, and stops at the first entry that was not filled. */
    @Override
    public long read(IoVector into) {
        long before = into.totalBytes();
        while (into.count() > 0) {
            int wantedBytes = into.lengthBytes(0);
            int count = read(into.slab(0), into.offsetBytes(0), wantedBytes);
            if (count > 0) {
                into.consume(count);
            }
            if (count < wantedBytes) {
                return into.totalBytes() < before ? before - into.totalBytes() : count;
            }
        }
        return before;
    }

    @Override
    public long write(IoVector from) {
        if (!open || !failure.isEmpty()) {
            return FAILED;
        }
        long before = from.totalBytes();
        try {
            while (from.count() > 0 && writeSome(from)) {
                // The vector is longer than one call takes.
            }
        } catch (IOException e) {
            int code = fail("writing to", e);
            return from.totalBytes() < before ? before - from.totalBytes() : code;
        }
        return before - from.totalBytes();
    }

    /** Writes the front of the vector; false when the system took less than it was offered. */
    private boolean writeSome(IoVector from) throws IOException {
        IoVecArray ioVecs = sockets.ioVecs();
        ioVecs.fill(from);
        long writtenBytes = socket.writevAddresses(ioVecs.address(), ioVecs.count());
        from.consume(writtenBytes);
        return writtenBytes == ioVecs.totalBytes();
    }

    private int fail(String operation, IOException cause) {
        failure = SocketErrors.broken(operation, remoteAddress, cause);
        return FAILED;
    }

    /** Setting the interest anew makes the system tell the new listener of what is there already. */
    @Override
    public void listener(SocketListener next) {
        listener = next;
        watch();
    }

    @Override
    public void wantWritable() {
        wantsWritable = true;
        watch();
    }

    private void watch() {
        if (open && registration != null) {
            registration.submit(wantsWritable ? BOTH_EDGES : READ_EDGE);
        }
    }

    /** An error or a hang-up counts as both, so that whoever waits finds it with the next read or write. */
    @Override
    public void handle(IoRegistration readyRegistration, IoEvent event) {
        SocketListener current = listener;
        if (current == null) {
            return;
        }
        int ops = ((EpollIoEvent) event).ops().value();
        if ((ops & ~Native.EPOLLOUT) != 0) {
            tellReadable(current);
        }
        if ((ops & ~Native.EPOLLIN) != 0 && wantsWritable && open) {
            wantsWritable = false;
            watch();
            tellWritable(current);
        }
    }

    private void tellReadable(SocketListener current) {
        try {
            current.onReadable();
        } catch (Throwable t) {
            sockets.loop().reportUncaught("onReadable of the socket to " + remoteAddress, t);
        }
    }

    private void tellWritable(SocketListener current) {
        try {
            current.onWritable();
        } catch (Throwable t) {
            sockets.loop().reportUncaught("onWritable of the socket to " + remoteAddress, t);
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
        try {
            return open ? socket.getIntOpt(IPPROTO_TCP, TCP_MAXSEG) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public DetachedSocket detach() {
        if (!release()) {
            throw new IllegalStateException("the socket to " + remoteAddress + " was closed or detached before");
        }
        return new EpollDetachedSocket(socket, remoteAddress);
    }

    @Override
    public void shutdownOutput() {
        if (open && failure.isEmpty()) {
            try {
                socket.shutdown(false, true);
            } catch (NotYetConnectedException e) {
                // Netty's name for ENOTCONN: the peer has reset the connection, which the next read tells.
                LOG.debug("the stream to {} has ended already", remoteAddress, e);
            } catch (IOException e) {
                fail("ending the stream to", e);
            }
        }
    }

    /** Also Netty's word for the end of the loop. */
    @Override
    public void close() {
        if (release()) {
            Descriptors.closeQuietly(socket);
        }
    }

    @Override
    public void reset() {
        if (release()) {
            Descriptors.resetQuietly(socket);
        }
    }

    /** Ends this object's hold on the descriptor; false when it had ended before. */
    private boolean release() {
        if (!open) {
            return false;
        }
        open = false;
        if (registration != null) {
            registration.cancel();
        }
        return true;
    }
}
