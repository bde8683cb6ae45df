package io.isere.vertx.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between initiator and target, and cuts the cable when told to: both ends see a reset, and nobody says goodbye. */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final int targetPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();

    /** In front of a port of this machine. */
    public TcpProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        start(this::acceptAll);
    }

    /** Where to connect instead. */
    public String portal() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** What went through it so far, both ways. */
    public long bytes() {
        return bytes.get();
    }

    private void acceptAll() {
        try {
            while (true) {
                connect(resetting(server.accept()));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket client) throws IOException {
        sockets.add(client);
        try {
            Socket target = resetting(new Socket(InetAddress.getLoopbackAddress(), targetPort));
            sockets.add(target);
            start(() -> pump(client, target));
            start(() -> pump(target, client));
        } catch (IOException e) {
            // The target is away: so is the cable's end.
            client.close();
        }
    }

    /** A socket that ends with a reset whoever closes it. */
    private static Socket resetting(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        return socket;
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                bytes.addAndGet(count);
            }
        } catch (IOException e) {
            // One side is gone, and with the streams closed so is the other.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** Resets every connection. */
    public void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** Resets the oldest connection. */
    public void cutOldest() throws IOException {
        for (int end = 0; end < 2; end++) {
            sockets.remove(0).close();
        }
    }

    /** Resets every connection, and accepts no more. */
    public void cutForGood() throws IOException {
        server.close();
        cut();
    }

    @Override
    public void close() throws IOException {
        cutForGood();
    }
}
