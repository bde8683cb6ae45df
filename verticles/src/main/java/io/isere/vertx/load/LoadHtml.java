package io.isere.vertx.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Results as one HTML page that needs nothing besides: figures as JSON within it, and what plots them. */
public final class LoadHtml {
    private static final String TEMPLATE = "report.html";
    private static final String DATA = "/*DATA*/null";

    private LoadHtml() {}

    /** A page of some results, in the order they are to be shown in. */
    public static String page(List<LoadResult> results) {
        JsonArray runs = new JsonArray();
        results.forEach(result -> runs.add(result.json()));
        JsonObject data = new JsonObject().put("machine", MachineFacts.now()).put("runs", runs);
        // Within a script element, nothing but "</" could end it early.
        return template().replace(DATA, data.encode().replace("</", "<\\/"));
    }

    private static String template() {
        try (InputStream in = Objects.requireNonNull(LoadHtml.class.getResourceAsStream(TEMPLATE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("no template of the report within the program", e);
        }
    }
}
