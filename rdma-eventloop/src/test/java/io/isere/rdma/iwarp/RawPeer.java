package io.isere.rdma.iwarp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/**
 * A peer on a plain socket that sends whatever bytes the test wants. It waits by stepping the loop under test, which runs
 * in the same thread.
 */
final class RawPeer implements AutoCloseable {
    private static final long BOUND_NS = 20_000_000_000L;

    private final Loopback loopback;
    private final Socket socket;
    private final InputStream in;

    private RawPeer(Loopback loopback, Socket socket) {
        this.loopback = loopback;
        this.socket = socket;
        try {
            socket.setTcpNoDelay(true);
            this.in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer that connects. */
    static RawPeer connect(Loopback loopback, InetSocketAddress to) {
        try {
            return new RawPeer(loopback, new Socket(to.getAddress(), to.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port to be connected to. */
    static ServerSocket listen() {
        try {
            ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            server.setSoTimeout(10_000);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer that was connected to; the TCP connection stands already, or is about to. */
    static RawPeer accept(Loopback loopback, ServerSocket server) {
        for (int i = 0; i < 10; i++) {
            loopback.step();
        }
        try {
            return new RawPeer(loopback, server.accept());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads exactly that many bytes; fewer when the stream ends. */
    byte[] receive(int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        int at = 0;
        while (at < lengthBytes) {
            int read = readSome(bytes, at);
            if (read < 0) {
                return Arrays.copyOf(bytes, at);
            }
            at += read;
        }
        return bytes;
    }

    private int readSome(byte[] bytes, int at) {
        long startNs = System.nanoTime();
        try {
            socket.setSoTimeout(1);
            while (true) {
                loopback.step();
                try {
                    return in.read(bytes, at, bytes.length - at);
                } catch (java.net.SocketTimeoutException e) {
                    if (System.nanoTime() - startNs > BOUND_NS) {
                        throw new AssertionError("the other end is silent", e);
                    }
                }
            }
        } catch (IOException e) {
            return -1;
        }
    }

    /** The next MPA frame, private data and all. */
    byte[] receiveMpa() {
        byte[] head = receive(20);
        if (head.length < 20) {
            return head;
        }
        return Bytes.concat(head, receive((head[18] & 0xff) << 8 | (head[19] & 0xff)));
    }

    /** The ULPDU of the next FPDU; empty when the stream ends. */
    byte[] receiveUlpdu() {
        byte[] length = receive(2);
        if (length.length < 2) {
            return new byte[0];
        }
        int ulpduBytes = (length[0] & 0xff) << 8 | (length[1] & 0xff);
        byte[] rest = receive(((2 + ulpduBytes + 3) & ~3) - 2 + 4);
        return Arrays.copyOf(rest, ulpduBytes);
    }

    /** Whether the stream ends here, orderly or not. */
    boolean isAtEnd() {
        return receive(1).length == 0;
    }

    /** Ends its half of the stream. */
    void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes with a TCP reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
