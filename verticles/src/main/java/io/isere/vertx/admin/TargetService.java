package io.isere.vertx.admin;

import io.isere.vertx.impl.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The doors to a running target's administration, and their end: when the target is stopped it says first that it is not
 * ready any more, then lets its commands end, and closes the doors last.
 *
 * <p>Any thread.
 */
public final class TargetService {
    private static final int DEFAULT_HTTP_PORT = 9260;

    private final AdminService admin;
    private final List<Supplier<Future<?>>> closing = new ArrayList<>();
    private @Nullable AdminSocket socket;
    private @Nullable HealthServer health;

    private TargetService(AdminService admin) {
        this.admin = admin;
    }

    /**
     * Opens doors.
     *
     * @param socketPath a local socket; null: none
     * @param http {@code host:port} of health and metrics, no port is 9260; empty: none
     * @param address on the event bus; empty: none
     * @return fails when one cannot be opened, and then none is
     */
    public static Future<TargetService> open(
            Vertx vertx, AdminService admin, @Nullable Path socketPath, String http, String address) {
        TargetService service = new TargetService(admin);
        Callable<Boolean> socket = () -> service.openSocket(socketPath);
        return vertx.executeBlocking(socket)
                .compose(opened -> service.openHttp(vertx, http))
                .map(opened -> service.openAddress(address))
                .recover(failure -> service.close().transform(closed -> Future.failedFuture(failure)));
    }

    private boolean openSocket(@Nullable Path path) throws IOException {
        if (path == null) {
            return false;
        }
        AdminSocket opened = AdminSocket.open(path, admin);
        socket = opened;
        closing.add(() -> {
            try {
                opened.close();
                return Future.succeededFuture();
            } catch (IOException e) {
                return Future.failedFuture(e);
            }
        });
        return true;
    }

    /** Answers HTTP too; fails, and closes all, when it cannot. */
    public Future<TargetService> withHttp(Vertx vertx, String http) {
        return openHttp(vertx, http)
                .map(opened -> this)
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    private Future<Void> openHttp(Vertx vertx, String http) {
        if (http.isEmpty()) {
            return Future.succeededFuture();
        }
        HostPort place;
        try {
            place = HostPort.parse(http, DEFAULT_HTTP_PORT);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        return HealthServer.open(vertx, place.host(), place.port(), admin)
                .onSuccess(opened -> {
                    health = opened;
                    closing.add(opened::close);
                })
                .recover(failure -> Future.failedFuture(new IOException(
                        "cannot answer HTTP at " + place + ": " + failure.getMessage() + ": choose another place",
                        failure)))
                .mapEmpty();
    }

    private TargetService openAddress(String address) {
        if (!address.isEmpty()) {
            MessageConsumer<JsonObject> consumer = admin.consume(address);
            closing.add(consumer::unregister);
        }
        return this;
    }

    /** Where the local socket is; null: nowhere. */
    public @Nullable Path socketPath() {
        return socket == null ? null : socket.path();
    }

    /** The port that answers HTTP; 0: none. */
    public int httpPort() {
        return health == null ? 0 : health.port();
    }

    /** Stops a target in order: not ready, drained and closed, then the doors. */
    public Future<Void> stop(Supplier<Future<Void>> closeTarget) {
        admin.stopping();
        return closeTarget.get().eventually(this::close);
    }

    private Future<Void> close() {
        return Future.join(closing.stream().<Future<?>>map(Supplier::get).toList())
                .mapEmpty();
    }
}
