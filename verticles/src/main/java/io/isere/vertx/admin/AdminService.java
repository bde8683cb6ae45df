package io.isere.vertx.admin;

import io.isere.iscsi.target.TargetConnectionInfo;
import io.isere.iscsi.target.TargetSessionInfo;
import io.isere.vertx.IsereMetrics;
import io.isere.vertx.IsereVertx;
import io.isere.vertx.LunInfo;
import io.isere.vertx.config.LunSpec;
import io.isere.vertx.config.NearestName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Answers questions about a running target and changes it: requests and answers are JSON objects, whatever brings them (a
 * local socket, the event bus, HTTP). Any thread.
 */
public final class AdminService {
    /** The kind of failure that {@link #consume} answers with. */
    public static final int FAILURE_CODE = 400;

    private final Vertx vertx;
    private final AdminTarget target;
    private final Path folder;
    private final String name;
    private final long beganNs = System.nanoTime();
    private final Map<String, Function<JsonObject, Future<?>>> commands = new TreeMap<>();
    private volatile boolean ready = true;

    /**
     * Of one target.
     *
     * @param folder what paths in requests are relative to
     * @param name what it is called, for people
     */
    public AdminService(Vertx vertx, AdminTarget target, Path folder, String name) {
        this.vertx = vertx;
        this.target = target;
        this.folder = folder.toAbsolutePath();
        this.name = name;
        commands.put("status", request -> Future.succeededFuture(status()));
        commands.put("sessions", request -> sessions());
        commands.put("luns", request -> Future.succeededFuture(luns()));
        commands.put("luns-add", this::addLun);
        commands.put("luns-remove", this::removeLun);
    }

    /**
     * Answers a request.
     *
     * @param request {@code {"command": "status"}}, and what the command needs besides
     * @return an object or an array; fails with a message for people
     */
    public Future<?> answer(JsonObject request) {
        try {
            String command = text(request, "command");
            Function<JsonObject, Future<?>> known = commands.get(command);
            return known == null
                    ? Future.failedFuture(new IllegalArgumentException(
                            "'" + command + "' is no command" + NearestName.hint(command, commands.keySet())))
                    : known.apply(request);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Answers requests that come by the event bus to an address; a failure comes as that of the reply. */
    public MessageConsumer<JsonObject> consume(String address) {
        return vertx.eventBus()
                .consumer(
                        address,
                        message -> answer(message.body())
                                .onSuccess(message::reply)
                                .onFailure(failure -> message.fail(FAILURE_CODE, failure.getMessage())));
    }

    /** Whether new initiators are welcome: it serves, and is not being stopped. */
    public boolean isReady() {
        return ready && !target.node().portals().isEmpty();
    }

    /** It is being stopped. */
    public void stopping() {
        ready = false;
    }

    /** Initiators logged in now. */
    long sessionCount() {
        return target.node().sessionCount();
    }

    /** What has been counted and measured. */
    public IsereMetrics metrics() {
        return IsereVertx.metrics(vertx);
    }

    private JsonObject status() {
        JsonArray portals = new JsonArray();
        target.node()
                .portals()
                .forEach(portal -> portals.add(
                        new JsonObject().put("address", portal.address()).put("group", portal.groupTag())));
        JsonArray targets = new JsonArray();
        target.node()
                .targets()
                .forEach(each -> targets.add(new JsonObject()
                        .put("name", each)
                        .put("sessions", target.node().sessionCount(each))
                        .put(
                                "luns",
                                target.node().luns().stream()
                                        .filter(lun -> lun.target().equals(each))
                                        .count())));
        return new JsonObject()
                .put("name", name)
                .put("pid", ProcessHandle.current().pid())
                .put("ready", isReady())
                .put("uptimeSeconds", (System.nanoTime() - beganNs) / 1_000_000_000L)
                .put("portals", portals)
                .put("targets", targets)
                .put("sessions", target.node().sessionCount())
                .mergeIn(metrics().toJson());
    }

    private Future<JsonArray> sessions() {
        return target.node().sessions().map(infos -> {
            JsonArray sessions = new JsonArray();
            infos.forEach(info -> sessions.add(session(info)));
            return sessions;
        });
    }

    private static JsonObject session(TargetSessionInfo info) {
        JsonArray connections = new JsonArray();
        info.connections().forEach(connection -> connections.add(connection(connection)));
        return new JsonObject()
                .put("target", info.targetName())
                .put("initiator", info.initiatorName())
                .put("initiatorPort", info.initiatorPortName())
                .put("tsih", info.tsih())
                .put("activeCommands", info.activeCommands())
                .put("connections", connections);
    }

    private static JsonObject connection(TargetConnectionInfo info) {
        JsonArray audit = new JsonArray();
        info.audit().lines().forEach(audit::add);
        return new JsonObject()
                .put("cid", info.cid())
                .put("remote", text(info.remote()))
                .put("portal", text(info.local()))
                .put("transport", info.transport())
                .put("audit", audit);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private JsonArray luns() {
        JsonArray luns = new JsonArray();
        for (LunInfo lun : target.node().luns()) {
            luns.add(new JsonObject()
                    .put("target", lun.target())
                    .put("lun", lun.lun())
                    .put("store", lun.store())
                    .put("capacityBytes", lun.capacityBytes())
                    .put("blockBytes", lun.blockBytes())
                    .put("readOnly", lun.readOnly()));
        }
        return luns;
    }

    private Future<JsonObject> addLun(JsonObject request) {
        String to = targetOf(request);
        int lun = lunOf(request);
        Path paths = folder.resolve(request.getString("folder", ""));
        return target.addLun(to, lun, LunSpec.parse(text(request, "spec")).below(paths))
                .map(added -> new JsonObject().put("target", to).put("lun", lun));
    }

    private Future<JsonObject> removeLun(JsonObject request) {
        String from = targetOf(request);
        int lun = lunOf(request);
        return target.removeLun(from, lun)
                .map(removed -> new JsonObject().put("target", from).put("lun", lun));
    }

    /** The target that was named, or the only one. */
    private String targetOf(JsonObject request) {
        String named = request.getString("target", "");
        if (!named.isEmpty()) {
            return named;
        }
        if (target.node().targets().size() != 1) {
            throw new IllegalArgumentException(
                    "say which target: one of " + target.node().targets());
        }
        return target.node().targets().iterator().next();
    }

    private static int lunOf(JsonObject request) {
        if (request.getValue("lun") instanceof Integer number) {
            return number;
        }
        throw new IllegalArgumentException("'lun' is missing, or no number");
    }

    private static String text(JsonObject request, String key) {
        if (request.getValue(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("'" + key + "' is missing, or no text");
    }
}
