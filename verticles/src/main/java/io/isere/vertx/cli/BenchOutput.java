package io.isere.vertx.cli;

import io.isere.vertx.load.LoadResult;
import io.isere.vertx.load.LoadText;
import io.isere.vertx.load.MachineFacts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code isere bench} prints. */
final class BenchOutput {
    private final PrintWriter out;
    private final boolean json;
    private final boolean histogram;

    BenchOutput(PrintWriter out, boolean json, boolean histogram) {
        this.out = out;
        this.json = json;
        this.histogram = histogram;
    }

    /** Tells people of a run as soon as it is over. */
    void tell(LoadResult result) {
        if (json) {
            return;
        }
        out.println(LoadText.summary(result));
        if (histogram) {
            out.println(LoadText.histogram(result));
        }
        if (result.options().verify()) {
            out.println("  every read was as written (seed " + result.options().seed() + ")");
        }
        out.flush();
    }

    /** One run is one JSON object, several are an array in one; people get a table that compares several. */
    void finish(List<LoadResult> results) {
        if (json) {
            JsonObject object;
            if (results.size() == 1) {
                object = results.get(0).json();
            } else {
                JsonArray runs = new JsonArray();
                results.forEach(result -> runs.add(result.json()));
                object = new JsonObject().put("runs", runs);
            }
            out.println(object.put("machine", MachineFacts.now()).encodePrettily());
        } else if (results.size() > 1) {
            TextTable.print(table(results), out);
        }
        out.flush();
    }

    private static List<List<String>> table(List<LoadResult> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of("sessions", "iodepth", "IOPS", "of the first", "p50 us", "p99 us", "max us", "cpu us/command"));
        double first = results.get(0).iops();
        for (LoadResult result : results) {
            var ns = result.latenciesNs();
            rows.add(List.of(
                    "" + result.sessions(),
                    "" + result.options().depth(),
                    number("%,.0f", result.iops()),
                    number("%.2f", result.iops() / first),
                    number("%.1f", ns.getValueAtPercentile(50) / 1e3),
                    number("%.1f", ns.getValueAtPercentile(99) / 1e3),
                    number("%.1f", ns.getMaxValue() / 1e3),
                    number("%.2f", result.cpuUsPerCommand())));
        }
        return rows;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
