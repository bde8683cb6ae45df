package io.isere.vertx;

import io.isere.vertx.admin.AdminService;
import io.isere.vertx.admin.AdminTarget;
import io.isere.vertx.admin.TargetService;
import io.isere.vertx.config.ConfiguredNode;
import io.isere.vertx.config.TargetConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A target node for an application that deploys verticles by name and configures them by JSON:
 *
 * <pre>{@code
 * vertx.deployVerticle("io.isere.vertx.TargetVerticle", new DeploymentOptions().setConfig(new JsonObject("""
 *     {"portals": [{"listen": "0.0.0.0:3260"}],
 *      "targets": [{"name": "iqn.2026-11.io.isere:disk1", "luns": {"0": "file:disk.img,size=10g"}}]}""")));
 * }</pre>
 *
 * <p>The configuration has the sections of a target's file (samples/target.yaml), or {@code "config"} names such a file.
 * Besides: {@code "admin"}, the path of a local socket for {@code isere status} and its like; {@code "address"}, an address
 * on the event bus that answers the same requests; {@code "http"}, {@code host:port} of health checks and metrics.
 *
 * <p>Deployed when it serves; fails with every mistake in the configuration. Undeployed when commands under way have ended
 * and all is closed. Deploy one instance: connections are spread over the loops anyway.
 */
public final class TargetVerticle extends VerticleBase {
    private static final Set<String> OWN = Set.of("config", "admin", "address", "http");

    private @Nullable ConfiguredNode node;
    private @Nullable TargetService service;

    /** For Vert.x, which makes it by name. */
    public TargetVerticle() {}

    @Override
    public Future<?> start() {
        JsonObject json = config();
        Callable<TargetConfig> reading = () -> read(json);
        return vertx.executeBlocking(reading)
                .compose(config -> ConfiguredNode.start(vertx, new IsereTargetOptions(), config))
                .compose(started -> {
                    node = started;
                    return openDoors(json, started);
                });
    }

    private static TargetConfig read(JsonObject json) throws Exception {
        String file = json.getString("config", "");
        JsonObject sections = json.copy();
        OWN.forEach(sections::remove);
        if (file.isEmpty()) {
            return TargetConfig.parse(sections.encodePrettily(), Path.of(""), "configuration-of-TargetVerticle");
        }
        if (!sections.isEmpty()) {
            throw new IllegalArgumentException("with 'config', " + new TreeSet<>(sections.fieldNames())
                    + " is said in the file: leave it out here");
        }
        return TargetConfig.read(Path.of(file));
    }

    private Future<?> openDoors(JsonObject json, ConfiguredNode started) {
        String socket = json.getString("admin", "");
        AdminService admin = new AdminService(
                vertx,
                AdminTarget.of(started),
                Path.of(""),
                String.join(" ", started.node().targets()));
        return TargetService.open(
                        vertx,
                        admin,
                        socket.isEmpty() ? null : Path.of(socket),
                        json.getString("http", ""),
                        json.getString("address", ""))
                .onSuccess(opened -> service = opened)
                .recover(failure -> started.close().transform(closed -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> stop() {
        ConfiguredNode running = node;
        TargetService doors = service;
        if (running == null) {
            return Future.succeededFuture();
        }
        return doors == null ? running.close() : doors.stop(running::close);
    }
}
