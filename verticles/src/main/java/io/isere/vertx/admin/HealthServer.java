package io.isere.vertx.admin;

import io.isere.vertx.IsereVertx;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Answers what watches a target asks over HTTP: {@code /health/live} (do the event loops turn?), {@code /health/ready} (does
 * it take initiators?), {@code /metrics} (for Prometheus) and {@code /status} (as JSON). Reading only; whoever reaches it may
 * ask, so it belongs on a local or a management address.
 */
public final class HealthServer {
    private static final long LIVE_LIMIT_S = 2;
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final AdminService service;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpServer server;
    private final Map<String, Consumer<HttpServerRequest>> pages = Map.of(
            "/health/live", this::live,
            "/health/ready", this::ready,
            "/metrics", this::metrics,
            "/status", this::status);

    private HealthServer(Vertx vertx, AdminService service) {
        this.vertx = vertx;
        this.service = service;
        server = vertx.createHttpServer();
        new IsereMeterBinder(service::metrics, service::sessionCount).bindTo(registry);
    }

    /** Listens; fails when it cannot. */
    public static Future<HealthServer> open(Vertx vertx, String host, int port, AdminService service) {
        HealthServer health = new HealthServer(vertx, service);
        return health.server
                .requestHandler(health::onRequest)
                .listen(port, host)
                .map(listening -> health);
    }

    /** Where it listens. */
    public int port() {
        return server.actualPort();
    }

    private void onRequest(HttpServerRequest request) {
        Consumer<HttpServerRequest> page = pages.get(request.path());
        if (page == null) {
            answer(request, 404, "text/plain", "there are " + pages.keySet() + "\n");
        } else if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            answer(request, 405, "text/plain", "only GET\n");
        } else {
            page.accept(request);
        }
    }

    private static void answer(HttpServerRequest request, int status, String type, String body) {
        request.response().setStatusCode(status).putHeader("content-type", type).end(body);
    }

    private static void health(HttpServerRequest request, boolean good) {
        answer(request, good ? 200 : 503, JSON, new JsonObject().put("status", good ? "UP" : "DOWN") + "\n");
    }

    /** A loop that hangs does not answer. */
    private void live(HttpServerRequest request) {
        IsereVertx.usage(vertx)
                .timeout(LIVE_LIMIT_S, TimeUnit.SECONDS)
                .onComplete(answered -> health(request, answered.succeeded()));
    }

    private void ready(HttpServerRequest request) {
        health(request, service.isReady());
    }

    private void metrics(HttpServerRequest request) {
        answer(request, 200, PROMETHEUS, registry.scrape());
    }

    private void status(HttpServerRequest request) {
        service.answer(new JsonObject().put("command", "status"))
                .onSuccess(status -> answer(request, 200, JSON, status + "\n"))
                .onFailure(failure -> answer(request, 500, "text/plain", failure.getMessage() + "\n"));
    }

    /** Listens no more. */
    public Future<Void> close() {
        return server.close();
    }
}
