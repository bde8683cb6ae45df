package io.isere.vertx.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between initiator and target, and cuts the cable when told to: both ends see a reset, and nobody says goodbye. */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final int targetPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** In front of a port of this machine. */
    public TcpProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        start(this::acceptAll);
    }

    /** Where to connect instead. */
    public String portal() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort);
                sockets.add(resetting(client));
                sockets.add(resetting(target));
                start(() -> pump(client, target));
                start(() -> pump(target, client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /** A socket that ends with a reset whoever closes it. */
    private static Socket resetting(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        return socket;
    }

    private static void pump(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
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

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
