package io.isere.vertx.cli;

import io.isere.vertx.config.Sizes;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The status of a target for people. Used by the main thread. */
final class StatusText {
    private final JsonObject status;

    StatusText(JsonObject status) {
        this.status = status;
    }

    void print(PrintWriter out) {
        out.println(status.getString("name") + ": pid " + status.getLong("pid") + ", up "
                + duration(status.getLong("uptimeSeconds")) + ", "
                + (status.getBoolean("ready") ? "ready" : "not ready"));
        List<List<String>> portals = new ArrayList<>();
        portals.add(List.of("PORTAL", "GROUP"));
        objects("portals")
                .forEach(portal -> portals.add(List.of(
                        portal.getString("address"), portal.getInteger("group").toString())));
        TextTable.print(portals, out);
        List<List<String>> targets = new ArrayList<>();
        targets.add(List.of("TARGET", "LUNS", "SESSIONS"));
        objects("targets")
                .forEach(target -> targets.add(List.of(
                        target.getString("name"),
                        target.getLong("luns").toString(),
                        target.getLong("sessions").toString())));
        TextTable.print(targets, out);
        out.println(work());
        latencies(out);
    }

    private List<JsonObject> objects(String name) {
        return status.getJsonArray(name).stream().map(JsonObject.class::cast).toList();
    }

    private String work() {
        return String.format(
                Locale.ROOT,
                "%,d commands: read %s, written %s; %,d not good, %,d aborted; %,d logins, %,d refused, %,d connections"
                        + " dropped",
                counter("target.commands"),
                Sizes.format(counter("target.read")),
                Sizes.format(counter("target.written")),
                counter("target.commands.not.good"),
                counter("target.commands.aborted"),
                counter("target.logins"),
                counter("target.logins.failed"),
                counter("target.connections.dropped"));
    }

    private long counter(String id) {
        return status.getJsonObject("counters").getLong(id, 0L);
    }

    void latencies(PrintWriter out) {
        JsonObject latencies = status.getJsonObject("targetLatencyUs");
        if (latencies.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("OPERATION", "COUNT", "P50 US", "P99 US", "P99.9 US", "MAX US"));
        for (String operation : latencies.fieldNames()) {
            JsonObject latency = latencies.getJsonObject(operation);
            rows.add(List.of(
                    operation,
                    String.format(Locale.ROOT, "%,d", latency.getLong("count")),
                    us(latency, "p50"),
                    us(latency, "p99"),
                    us(latency, "p99.9"),
                    us(latency, "max")));
        }
        TextTable.print(rows, out);
    }

    private static String us(JsonObject latency, String percentile) {
        return String.format(Locale.ROOT, "%,.1f", latency.getDouble(percentile));
    }

    /** For people: the two largest units. */
    static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds < 86_400
                ? seconds / 3600 + " h " + seconds % 3600 / 60 + " min"
                : seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }
}
