package io.isere.vertx.admin;

import static io.isere.vertx.testing.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.IsereDevice;
import io.isere.vertx.testing.Rig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local socket and the HTTP pages of a running target. */
class AdminTest {
    @TempDir
    private Path folder;

    private Rig rig;
    private TargetService doors;

    @BeforeEach
    void serve() {
        rig = new Rig("iwarp", new RamBackstore(1 << 20));
        AdminService service = new AdminService(
                rig.targetVertx(),
                AdminTarget.of(rig.targetVertx(), rig.target().node()),
                folder,
                "test");
        doors = await(TargetService.open(rig.targetVertx(), service, socket(), "127.0.0.1:0", ""));
    }

    @AfterEach
    void close() {
        await(doors.stop(rig.target()::close));
        rig.close();
    }

    private Path socket() {
        return folder.resolve("run/admin.sock");
    }

    private static JsonObject request(String command) {
        return new JsonObject().put("command", command);
    }

    private Object ask(JsonObject request) throws IOException {
        try (AdminClient client = AdminClient.open(socket())) {
            return client.ask(request);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + doors.httpPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldTellWhatItIsAndDoes() throws Exception {
        IsereDevice device = rig.device();
        await(device.write(0, Buffer.buffer(new byte[4096])));
        await(device.read(0, 4));
        JsonObject status = (JsonObject) ask(request("status"));
        assertThat(status.getInteger("sessions")).isEqualTo(1);
        assertThat(status.getBoolean("ready")).isTrue();
        assertThat(status.getJsonObject("counters").getLong("target.written")).isEqualTo(4096);
        assertThat(status.getJsonObject("counters").getLong("target.logins")).isEqualTo(1);
        assertThat(status.getJsonObject("targetLatencyUs")
                        .getJsonObject("write")
                        .getLong("count"))
                .isEqualTo(1);
        JsonObject session = ((JsonArray) ask(request("sessions"))).getJsonObject(0);
        assertThat(session.getString("target")).isEqualTo(Rig.TARGET);
        assertThat(session.getJsonArray("connections")).hasSize(1);
        JsonObject connection = session.getJsonArray("connections").getJsonObject(0);
        assertThat(connection.getString("transport")).contains("iwarp");
        assertThat(connection.getJsonArray("audit").toString()).contains("S5_LOGGED_IN");
    }

    @Test
    void shouldAddAndRemoveDisks() throws Exception {
        ask(request("luns-add").put("lun", 2).put("spec", "file:new.img,size=1m"));
        assertThat(folder.resolve("new.img")).exists();
        assertThat(await(rig.login().luns())).containsExactly(0, 2);
        ask(request("luns-remove").put("lun", 2).put("target", Rig.TARGET));
        assertThat((JsonArray) ask(request("luns"))).hasSize(1);
        assertThatThrownBy(() -> ask(request("luns-remove").put("lun", 2))).hasMessageContaining("no LUN 2");
        assertThatThrownBy(() -> ask(request("luns-add").put("lun", 0).put("spec", "ram:1m")))
                .hasMessageContaining("in use");
        assertThatThrownBy(() -> ask(request("luns-add").put("lun", 3).put("spec", "file:none.img")))
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> ask(request("luns-add").put("lun", 3).put("spec", "tape:1m")))
                .hasMessageContaining("tape:1m");
        assertThatThrownBy(() -> ask(request("shutdown"))).hasMessageContaining("is no command");
    }

    @Test
    void shouldBeOpenToItsOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket().getParent())))
                .isEqualTo("rwx------");
        assertThatThrownBy(() -> AdminSocket.open(
                        socket(),
                        new AdminService(
                                rig.targetVertx(),
                                AdminTarget.of(rig.targetVertx(), rig.target().node()),
                                folder,
                                "second")))
                .hasMessageContaining("another process listens");
    }

    @Test
    void shouldSurviveWhatIsNoRequest() throws Exception {
        for (String junk : new String[] {"hello\n", "[1,2]\n", "{\"command\":3}\n", "{}\n", "\u0000\u0001\n"}) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
                channel.write(ByteBuffer.wrap(junk.getBytes(StandardCharsets.UTF_8)));
                ByteBuffer answer = ByteBuffer.allocate(4096);
                channel.read(answer);
                assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8))
                        .startsWith("{\"ok\":false");
            }
        }
        assertThat(ask(request("luns"))).isInstanceOf(JsonArray.class);
    }

    @Test
    void shouldAnswerHealthChecksAndPrometheus() throws Exception {
        IsereDevice device = rig.device();
        await(device.write(0, Buffer.buffer(new byte[4096])));
        System.gc();
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").body()).contains("UP");
        assertThat(get("/metrics").body())
                .contains("isere_target_written_bytes_total 4096.0")
                .contains("isere_target_sessions 1.0")
                .contains("isere_command_latency_seconds_count{operation=\"write\",role=\"target\"} 1")
                .doesNotContain("NaN");
        assertThat(new JsonObject(get("/status").body()).getInteger("sessions")).isEqualTo(1);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        await(rig.target().close());
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldFindTheSocketsOfTheLiving() throws Exception {
        Map<String, String> environment =
                Map.of("ISERE_RUN_DIR", folder.resolve("sockets").toString());
        assertThat(AdminFolder.sockets(environment)).isEmpty();
        Files.createDirectory(folder.resolve("sockets"));
        Path own = AdminFolder.ownSocket(environment);
        Files.createFile(own);
        Path dead = Files.createFile(own.resolveSibling("9999999999.sock"));
        assertThat(AdminFolder.sockets(environment)).containsExactly(own);
        assertThat(AdminFolder.ownSocket(environment)).isEqualTo(own);
        assertThat(dead).doesNotExist();
        assertThat(AdminFolder.of(Map.of("XDG_RUNTIME_DIR", "/run/user/7"))).isEqualTo(Path.of("/run/user/7/isere"));
        assertThat(AdminFolder.of(Map.of()).toString()).contains("isere-");
    }
}
