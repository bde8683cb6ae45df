package io.isere.vertx.config;

import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.initiator.InitiatorCredentials;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTransport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options of targets and initiators as JSON and back. Static functions; control path. */
public final class OptionsJson {
    private static final Set<String> SECRET = Set.of("credentials");
    private static final List<String> SHARED =
            List.of("name", "provider", "transport", "settings", "iserOptions", "tcpOptions", "iwarpOptions");

    private OptionsJson() {}

    /** See {@link IsereInitiatorOptions#toJson}. */
    public static JsonObject write(IsereInitiatorOptions options) {
        if (!options.settings().credentials().equals(InitiatorCredentials.NONE)) {
            throw new IllegalStateException("credentials have no form in JSON: set them in code");
        }
        JsonObject json = new JsonObject()
                .put("name", options.name())
                .put("provider", options.provider())
                .put("transport", RecordJson.textOf(options.transport()))
                .put("settings", RecordJson.write(options.settings(), SECRET))
                .put("reopenPolicy", RecordJson.write(options.reopenPolicy(), Set.of()))
                .put("iserOptions", RecordJson.write(options.iserOptions(), Set.of()))
                .put("tcpOptions", RecordJson.write(options.tcpOptions(), Set.of()));
        return withIwarp(json, options.iwarpOptions());
    }

    /** See {@link IsereInitiatorOptions#IsereInitiatorOptions(JsonObject)}. */
    public static void read(JsonObject json, IsereInitiatorOptions into) {
        RecordJson.requireKnown(json, with(SHARED, "reopenPolicy"), "initiator");
        InitiatorSettings settings = RecordJson.read(section(json, "settings"), into.settings(), "settings");
        into.setSettings(settings)
                .setName(text(json, "name", settings.initiatorName()))
                .setProvider(text(json, "provider", into.provider()))
                .setTransport(transport(json, into.transport()))
                .setReopenPolicy(RecordJson.read(section(json, "reopenPolicy"), into.reopenPolicy(), "reopenPolicy"))
                .setIserOptions(RecordJson.read(section(json, "iserOptions"), into.iserOptions(), "iserOptions"))
                .setTcpOptions(RecordJson.read(section(json, "tcpOptions"), into.tcpOptions(), "tcpOptions"));
        if (json.containsKey("iwarpOptions")) {
            into.setIwarpOptions(FluentJson.read(section(json, "iwarpOptions"), new IwarpOptions(), "iwarpOptions"));
        }
    }

    /** See {@link IsereTargetOptions#toJson}. */
    public static JsonObject write(IsereTargetOptions options) {
        boolean guarded = !options.access().equals(TargetAccess.open())
                || !options.discoveryAuthentication().equals(TargetAuthentication.none());
        if (guarded) {
            throw new IllegalStateException("access rules have no form in JSON, and without them everybody had access:"
                    + " set them in code, or use a file of configuration");
        }
        if (!options.luns().isEmpty()) {
            throw new IllegalStateException(
                    "a backstore that is an object has no form in JSON: name it by addLun(number,"
                            + " \"file:disk.img\"), or add it in code");
        }
        JsonArray luns = new JsonArray();
        options.lunSpecs()
                .forEach(
                        (lun, spec) -> luns.add(new JsonObject().put("lun", lun).put("spec", spec)));
        JsonObject json = new JsonObject()
                .put("name", options.name())
                .put("alias", options.alias())
                .put("provider", options.provider())
                .put("transport", RecordJson.textOf(options.transport()))
                .put("portals", new JsonArray(List.copyOf(options.portals())))
                .put("portalGroups", new JsonArray(List.copyOf(new TreeSet<>(options.portalGroups()))))
                .put("luns", luns)
                .put("isnsServer", options.isnsServer())
                .put("settings", RecordJson.write(options.settings(), Set.of()))
                .put("iserOptions", RecordJson.write(options.iserOptions(), Set.of()))
                .put("tcpOptions", RecordJson.write(options.tcpOptions(), Set.of()));
        return withIwarp(json, options.iwarpOptions());
    }

    /** See {@link IsereTargetOptions#IsereTargetOptions(JsonObject)}. */
    public static void read(JsonObject json, IsereTargetOptions into) {
        RecordJson.requireKnown(json, with(SHARED, "alias", "portals", "portalGroups", "luns", "isnsServer"), "target");
        into.setName(text(json, "name", into.name()))
                .setAlias(text(json, "alias", into.alias()))
                .setProvider(text(json, "provider", into.provider()))
                .setTransport(transport(json, into.transport()))
                .setIsnsServer(text(json, "isnsServer", into.isnsServer()))
                .setSettings(RecordJson.read(section(json, "settings"), into.settings(), "settings"))
                .setIserOptions(RecordJson.read(section(json, "iserOptions"), into.iserOptions(), "iserOptions"))
                .setTcpOptions(RecordJson.read(section(json, "tcpOptions"), into.tcpOptions(), "tcpOptions"));
        list(json, "portals")
                .forEach(portal -> into.addPortal((String) RecordJson.scalar(portal, String.class, "portals")));
        into.setPortalGroups(list(json, "portalGroups").stream()
                .map(tag -> (Integer) RecordJson.scalar(tag, Integer.class, "portalGroups"))
                .collect(Collectors.toSet()));
        for (Object each : list(json, "luns")) {
            JsonObject lun = RecordJson.object(each, "luns");
            RecordJson.requireKnown(lun, List.of("lun", "spec"), "luns");
            into.addLun((Integer) RecordJson.scalar(required(lun, "lun"), Integer.class, "luns.lun"), (String)
                    RecordJson.scalar(required(lun, "spec"), String.class, "luns.spec"));
        }
        if (json.containsKey("iwarpOptions")) {
            into.setIwarpOptions(FluentJson.read(section(json, "iwarpOptions"), new IwarpOptions(), "iwarpOptions"));
        }
    }

    private static Object required(JsonObject lun, String name) {
        Object value = lun.getValue(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "luns: want {\"lun\": NUMBER, \"spec\": \"ram:1g\"}, '" + name + "' is missing in " + lun.encode());
        }
        return value;
    }

    private static JsonObject withIwarp(JsonObject json, @Nullable IwarpOptions options) {
        return options == null ? json : json.put("iwarpOptions", FluentJson.write(options));
    }

    private static List<String> with(List<String> names, String... more) {
        return Stream.concat(names.stream(), Arrays.stream(more)).toList();
    }

    private static JsonObject section(JsonObject json, String name) {
        return json.containsKey(name) ? RecordJson.object(json.getValue(name), name) : new JsonObject();
    }

    private static JsonArray list(JsonObject json, String name) {
        Object value = json.getValue(name, new JsonArray());
        if (value instanceof JsonArray array) {
            return array;
        }
        if (value instanceof List<?> list) {
            return new JsonArray(list);
        }
        throw new IllegalArgumentException(name + ": want a list, not '" + value + "'");
    }

    private static String text(JsonObject json, String name, String otherwise) {
        return json.containsKey(name) ? (String) RecordJson.scalar(json.getValue(name), String.class, name) : otherwise;
    }

    private static IsereTransport transport(JsonObject json, IsereTransport otherwise) {
        return RecordJson.constantOf(
                IsereTransport.class, text(json, "transport", RecordJson.textOf(otherwise)), "transport");
    }
}
