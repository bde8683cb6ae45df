package io.isere.vertx.admin;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a running target through its {@link AdminSocket}. One thread; blocks. */
public final class AdminClient implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader lines;

    private AdminClient(SocketChannel channel) {
        this.channel = channel;
        lines = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    /** Connects; fails when nobody listens there. */
    public static AdminClient open(Path path) throws IOException {
        return new AdminClient(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    }

    /**
     * Asks.
     *
     * @return a JsonObject or JsonArray
     * @throws IOException when the answer is an error, with its message, or does not come
     */
    public Object ask(JsonObject request) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((request.encode() + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        String answer = lines.readLine();
        if (answer == null) {
            throw new IOException("the target has gone without an answer");
        }
        JsonObject json = new JsonObject(answer);
        if (!json.getBoolean("ok")) {
            throw new IOException(json.getString("error"));
        }
        return json.getValue("result");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
