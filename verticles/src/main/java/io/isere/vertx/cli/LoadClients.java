package io.isere.vertx.cli;

import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereSession;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Many sessions of one initiator with one disk, for the length of a load. Used by the main thread. */
final class LoadClients implements AutoCloseable {
    /** Fewer than a portal lets wait for their turn. */
    private static final int LOGINS_AT_A_TIME = 32;

    private final IsereInitiator initiator;
    private final List<IsereSession> sessions = new ArrayList<>();
    private final List<IsereDevice> devices = new ArrayList<>();

    private LoadClients(IsereInitiator initiator) {
        this.initiator = initiator;
    }

    /** Logs in so many times and opens the device in each session. */
    static LoadClients open(Vertx vertx, IsereInitiatorOptions options, DiskUrl url, int count) {
        LoadClients clients = new LoadClients(IsereInitiator.create(vertx, options));
        try {
            for (int open = 0; open < count; open += LOGINS_AT_A_TIME) {
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

    private void openSome(DiskUrl url, int count) {
        List<Future<IsereDevice>> opening = IntStream.range(0, count)
                .mapToObj(i -> initiator.login(url.targetName(), url.portal()).compose(session -> {
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
        Waiting.await(initiator.close());
    }
}
