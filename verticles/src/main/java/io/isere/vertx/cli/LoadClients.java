package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereSession;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Many sessions with one disk, for the length of a load. Used by the main thread. Targets limit the sessions of an initiator,
 * so the many are of several, with numbers at the end of their names but for the first.
 */
final class LoadClients implements AutoCloseable {
    /** Fewer than a portal lets wait for their turn. */
    private static final int LOGINS_AT_A_TIME = 32;

    private static final int SESSIONS_OF_AN_INITIATOR = 4 * LOGINS_AT_A_TIME;

    private final List<IsereInitiator> initiators = new ArrayList<>();
    private final List<IsereSession> sessions = new ArrayList<>();
    private final List<IsereDevice> devices = new ArrayList<>();

    /**
     * Logs in so many times and opens the device in each session.
     *
     * @param options of an initiator; fresh ones each time
     */
    static LoadClients open(Vertx vertx, Supplier<IsereInitiatorOptions> options, DiskUrl url, int count) {
        LoadClients clients = new LoadClients();
        try {
            for (int open = 0; open < count; open += LOGINS_AT_A_TIME) {
                if (open % SESSIONS_OF_AN_INITIATOR == 0) {
                    clients.addInitiator(vertx, options.get());
                }
                clients.openSome(url, Math.min(LOGINS_AT_A_TIME, count - open));
            }
        } catch (CliException e) {
            clients.close();
            throw new CliException(
                    e.exitCode(),
                    count == 1
                            ? CliException.messageOf(e)
                            : "session " + (clients.devices.size() + 1) + " of " + count + ": "
                                    + CliException.messageOf(e),
                    e);
        }
        return clients;
    }

    private void addInitiator(Vertx vertx, IsereInitiatorOptions options) {
        if (!initiators.isEmpty()) {
            options.setName(options.name() + "-" + initiators.size());
        }
        initiators.add(IsereInitiator.create(vertx, options));
    }

    private void openSome(DiskUrl url, int count) {
        IsereInitiator initiator = initiators.get(initiators.size() - 1);
        List<Future<IsereDevice>> opening = IntStream.range(0, count)
                .mapToObj(i -> initiator.login(url.targetName(), url.portal()).compose(session -> {
                    session.eventHandler(Client::tell);
                    synchronized (sessions) {
                        sessions.add(session);
                    }
                    return session.device(url.lun());
                }))
                .toList();
        opening.forEach(device -> devices.add(Waiting.await(device, ExitCodes.NOT_REACHED)));
    }

    List<IsereDevice> devices() {
        return devices;
    }

    /** What the sessions go over. */
    String over() {
        synchronized (sessions) {
            return sessions.get(0).description();
        }
    }

    /** Logs out of all. */
    @Override
    public void close() {
        Waiting.await(Future.join(initiators.stream().map(IsereInitiator::close).toList()));
    }
}
