package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.vertx.testing.Rig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that an application deploys by name, on a Vert.x that knows nothing of RDMA. */
class TargetVerticleTest {
    private static final String NAME = "io.isere.vertx.TargetVerticle";
    private static final String ADDRESS = "disks";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static JsonObject sections(String lun) {
        return new JsonObject()
                .put("portals", new JsonArray().add(new JsonObject().put("listen", "127.0.0.1:0")))
                .put(
                        "targets",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", Rig.TARGET)
                                        .put("luns", new JsonObject().put("0", lun))));
    }

    private String deploy(JsonObject config) {
        return await(vertx.deployVerticle(NAME, new DeploymentOptions().setConfig(config)));
    }

    private Object ask(JsonObject request) {
        return await(vertx.eventBus().request(ADDRESS, request)).body();
    }

    private String portal() {
        JsonObject status = (JsonObject) ask(new JsonObject().put("command", "status"));
        return status.getJsonArray("portals").getJsonObject(0).getString("address");
    }

    @Test
    void shouldServeAndStopInOrder() throws Exception {
        Path disk = folder.resolve("disk.img");
        String id = deploy(sections("file:" + disk + ",size=1m").put("address", ADDRESS));
        IsereInitiator initiator = IsereInitiator.create(vertx, new IsereInitiatorOptions());
        IsereSession session = await(initiator.login(Rig.TARGET, portal()));
        IsereDevice device = await(session.device(0));
        await(device.write(1, Buffer.buffer("x".repeat(512))));
        JsonArray sessions = (JsonArray) ask(new JsonObject().put("command", "sessions"));
        assertThat(sessions.getJsonObject(0).getString("initiator")).isEqualTo(IsereInitiatorOptions.DEFAULT_NAME);
        await(initiator.close());
        await(vertx.undeploy(id));
        assertThat(Files.readString(disk)).contains("x".repeat(512));
        assertThat(failureOf(vertx.eventBus().request(ADDRESS, new JsonObject())))
                .hasMessageContaining("No handlers");
    }

    @Test
    void shouldServeWhatAFileSays() throws Exception {
        Path file = folder.resolve("target.yaml");
        Files.writeString(file, sections("ram:1m").encode());
        deploy(new JsonObject().put("config", file.toString()).put("address", ADDRESS));
        assertThat(portal()).startsWith("127.0.0.1:");
        ask(new JsonObject().put("command", "luns-add").put("lun", 4).put("spec", "ram:2m,bs=4096"));
        IsereInitiator initiator = IsereInitiator.create(vertx, new IsereInitiatorOptions());
        IsereSession session = await(initiator.login(Rig.TARGET, portal()));
        assertThat(await(session.luns())).containsExactly(0, 4);
        ask(new JsonObject().put("command", "luns-remove").put("lun", 0));
        JsonArray luns = (JsonArray) ask(new JsonObject().put("command", "luns"));
        assertThat(luns).hasSize(1);
        assertThat(luns.getJsonObject(0).getInteger("blockBytes")).isEqualTo(4096);
        assertThat(failureOf(vertx.eventBus().request(ADDRESS, new JsonObject().put("command", "stauts"))))
                .hasMessageContaining("did you mean 'status'?");
        assertThat(failureOf(vertx.eventBus().request(ADDRESS, new JsonObject().put("command", "luns-remove"))))
                .hasMessageContaining("'lun' is missing");
        await(initiator.close());
    }

    @Test
    void shouldFailToDeployWithEveryMistake() {
        JsonObject wrong = sections("ram:1q").put("portal", 3);
        assertThat(failureOf(vertx.deployVerticle(NAME, new DeploymentOptions().setConfig(wrong))))
                .hasMessageContaining("'portal' is not known")
                .hasMessageContaining("ram:1q");
        JsonObject both = sections("ram:1m").put("config", "target.yaml");
        assertThat(failureOf(vertx.deployVerticle(NAME, new DeploymentOptions().setConfig(both))))
                .hasMessageContaining("is said in the file");
        JsonObject http = sections("ram:1m").put("http", "256.1.1.1:x");
        assertThat(failureOf(vertx.deployVerticle(NAME, new DeploymentOptions().setConfig(http))))
                .hasMessageContaining("is no portal");
    }
}
