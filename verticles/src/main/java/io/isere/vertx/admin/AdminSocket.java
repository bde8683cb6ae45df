package io.isere.vertx.admin;

import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local socket (Unix domain) that brings requests to an {@link AdminService}: a JSON object a line each way. Only the owner
 * of the process can connect: the socket's folder is made for the owner alone, and so is the socket.
 *
 * <p>Threads of its own, which may block. Lifetime: until {@link #close}, which removes the file.
 */
public final class AdminSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);
    private static final int MAX_LINE_CHARS = 1 << 16;

    private final AdminService service;
    private final Path path;
    private final ServerSocketChannel server;
    private final ExecutorService threads = Executors.newCachedThreadPool(AdminSocket::daemon);

    private AdminSocket(AdminService service, Path path, ServerSocketChannel server) {
        this.service = service;
        this.path = path;
        this.server = server;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "isere-admin");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Listens.
     *
     * @param path of the socket; its folder is made when there is none. A socket that nobody listens at is replaced
     * @throws IOException when it cannot, with what to do about it
     */
    public static AdminSocket open(Path path, AdminService service) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (folder != null && !AdminFolder.isTrusted(folder)) {
            throw new IOException(folder + " belongs to somebody else: give another place, --admin PATH");
        }
        if (Files.exists(path) && isAnswering(path)) {
            throw new IOException("another process listens at " + path + ": give this one another --admin PATH");
        }
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw new IOException("cannot listen at " + path + ": " + e.getMessage(), e);
        }
        AdminSocket socket = new AdminSocket(service, path, server);
        socket.threads.execute(socket::acceptAll);
        return socket;
    }

    private static boolean isAnswering(Path path) {
        try (SocketChannel there = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return there.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it listens. */
    public Path path() {
        return path;
    }

    private void acceptAll() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                threads.execute(() -> serve(client));
            } catch (ClosedChannelException | RejectedExecutionException e) {
                return;
            } catch (IOException e) {
                LOG.warn("the admin socket {} does not work any more", path, e);
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                InputStream in = Channels.newInputStream(client);
                OutputStream out = Channels.newOutputStream(client)) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            String line = readLine(lines);
            while (!line.isEmpty()) {
                out.write((answer(line).encode() + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                line = readLine(lines);
            }
        } catch (IOException e) {
            LOG.debug("a client of the admin socket is gone", e);
        }
    }

    /** A line, without an end to how long it may take; "" at the end. */
    private static String readLine(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = lines.read();
        while (c >= 0 && c != '\n') {
            if (line.length() == MAX_LINE_CHARS) {
                throw new IOException("a request of more than " + MAX_LINE_CHARS + " characters");
            }
            line.append((char) c);
            c = lines.read();
        }
        return line.toString();
    }

    private JsonObject answer(String line) {
        try {
            Future<?> answer = service.answer(new JsonObject(line));
            return new JsonObject()
                    .put("ok", true)
                    .put(
                            "result",
                            answer.toCompletionStage().toCompletableFuture().join());
        } catch (DecodeException e) {
            return failed("want a JSON object a line: " + e.getMessage());
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            return failed(String.valueOf((cause == null ? e : cause).getMessage()));
        }
    }

    private static JsonObject failed(String message) {
        return new JsonObject().put("ok", false).put("error", message);
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        threads.shutdownNow();
    }
}
