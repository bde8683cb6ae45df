package io.isere.vertx.nodes;

import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereSession;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions as the database wants them: one with every node whose {@code node.startup} is automatic, none with others.
 * Follows changes of the database; what does not answer is tried again, less and less often.
 *
 * <p>Any thread, guarded by this object. Lifetime: until {@link #close} or the end of its Vert.x.
 */
public final class NodeSessions {
    private static final long FOLLOW_EVERY_MS = 1_000;
    private static final long MAX_PAUSE_NS = 30_000_000_000L;
    private static final long FIRST_PAUSE_NS = 1_000_000_000L;

    /** A node with its session, or with why there is none. */
    public record State(NodeRecord node, @Nullable IsereSession session, String failure) {
        /** Whether it is logged in. */
        public boolean isOpen() {
            return session != null && session.isOpen();
        }
    }

    private final Vertx vertx;
    private final NodeDatabase database;
    private final Supplier<IsereInitiatorOptions> options;
    private final Consumer<String> log;
    private final Map<String, Keeper> keepers = new HashMap<>();
    private String databaseFailure = "";
    private long timer = -1;
    private boolean closed;

    /**
     * Opens nothing yet.
     *
     * @param options what nodes leave open; a fresh object each time
     * @param log told in one line each time a session begins or ends or cannot begin
     */
    public NodeSessions(
            Vertx vertx, NodeDatabase database, Supplier<IsereInitiatorOptions> options, Consumer<String> log) {
        this.vertx = vertx;
        this.database = database;
        this.options = options;
        this.log = log;
    }

    /**
     * Logs in to all automatic nodes, and follows the database from then on.
     *
     * @return when each has been tried once; fails when the database cannot be read
     */
    public Future<List<State>> start() {
        return follow().map(tried -> {
            synchronized (this) {
                if (!closed) {
                    timer = vertx.setPeriodic(FOLLOW_EVERY_MS, tick -> follow().onFailure(this::onDatabaseFailure));
                }
            }
            return states();
        });
    }

    /** Every automatic node, by target and portal. */
    public synchronized List<State> states() {
        return keepers.values().stream()
                .map(Keeper::state)
                .sorted(Comparator.comparing(State::node))
                .toList();
    }

    private Future<Void> follow() {
        return vertx.executeBlocking(database::read, false).compose(this::makeItSo);
    }

    private synchronized void onDatabaseFailure(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (!message.equals(databaseFailure)) {
            databaseFailure = message;
            log.accept("the database cannot be read, sessions stay as they are: " + message);
        }
    }

    private synchronized Future<Void> makeItSo(NodeRecords records) {
        databaseFailure = "";
        if (closed) {
            return Future.succeededFuture();
        }
        List<NodeRecord> wanted =
                records.nodes().stream().filter(NodeRecord::isAutomatic).toList();
        Set<String> names = wanted.stream().map(NodeRecord::toString).collect(Collectors.toSet());
        List<Future<Void>> steps = new ArrayList<>();
        for (String name : List.copyOf(keepers.keySet())) {
            if (!names.contains(name)) {
                Keeper gone = keepers.remove(name);
                if (gone != null) {
                    steps.add(gone.end());
                }
            }
        }
        for (NodeRecord node : wanted) {
            steps.add(keepers.computeIfAbsent(node.toString(), name -> new Keeper())
                    .want(node));
        }
        return Future.join(steps).mapEmpty();
    }

    /** Logs out of all. */
    public synchronized Future<Void> close() {
        closed = true;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        List<Future<Void>> ending = keepers.values().stream().map(Keeper::end).toList();
        keepers.clear();
        return Future.join(ending).mapEmpty();
    }

    /** Keeps the session of one node. Guarded by the outer object. */
    private final class Keeper {
        private @Nullable NodeRecord node;
        private @Nullable IsereInitiator initiator;
        private @Nullable IsereSession session;
        private String failure = "not tried yet";
        private boolean trying;
        private long pauseNs = FIRST_PAUSE_NS;
        private long nextTryNs = System.nanoTime();

        State state() {
            NodeRecord kept = node;
            if (kept == null) {
                throw new IllegalStateException("a keeper without a node");
            }
            return new State(kept, session, session == null ? failure : "");
        }

        /** Sees to it that there is a session, or tries when it is time; completes when a try that it began has ended. */
        Future<Void> want(NodeRecord wanted) {
            boolean changed = node != null && !wanted.settings().equals(node.settings());
            node = wanted;
            if (changed && !trying) {
                // Other settings hold for another session: this one ends first.
                nextTryNs = System.nanoTime();
                return end().compose(ended -> want(wanted));
            }
            boolean open = session != null && session.isOpen();
            if (open || trying || System.nanoTime() - nextTryNs < 0) {
                return Future.succeededFuture();
            }
            trying = true;
            return login(wanted).transform(result -> {
                onTried(wanted, result.result(), result.cause());
                return Future.succeededFuture();
            });
        }

        private Future<IsereSession> login(NodeRecord wanted) {
            return vertx.executeBlocking(() -> IsereInitiator.create(vertx, wanted.applyTo(options.get())))
                    .compose(created -> {
                        initiator = created;
                        return created.login(wanted.target(), wanted.portal());
                    });
        }

        private void onTried(NodeRecord tried, @Nullable IsereSession opened, @Nullable Throwable cause) {
            synchronized (NodeSessions.this) {
                trying = false;
                nextTryNs = System.nanoTime() + pauseNs;
                if (opened == null) {
                    String message = String.valueOf(cause == null ? "?" : cause.getMessage());
                    if (!message.equals(failure)) {
                        log.accept("not logged in: " + tried + ": " + message);
                    }
                    failure = message;
                    pauseNs = Math.min(2 * pauseNs, MAX_PAUSE_NS);
                    return;
                }
                session = opened;
                failure = "";
                pauseNs = FIRST_PAUSE_NS;
                log.accept("logged in: " + tried + " (" + opened.description() + ")");
                opened.ended().onComplete(why -> onEnded(tried, opened, String.valueOf(why.result())));
                if (closed || keepers.get(tried.toString()) != this) {
                    opened.logout();
                }
            }
        }

        private void onEnded(NodeRecord ended, IsereSession which, String why) {
            synchronized (NodeSessions.this) {
                log.accept("logged out: " + ended + ": " + why);
                if (session == which) {
                    session = null;
                    failure = why;
                }
            }
        }

        Future<Void> end() {
            IsereInitiator used = initiator;
            session = null;
            return used == null ? Future.succeededFuture() : used.close();
        }
    }

    /**
     * Logs in to every automatic node once, for embedders that keep the sessions themselves.
     *
     * @return each node with its session or why there is none; fails when the database cannot be read
     */
    public static Future<List<State>> loginAutomatic(
            Vertx vertx, NodeDatabase database, Supplier<IsereInitiatorOptions> options) {
        NodeSessions once = new NodeSessions(vertx, database, options, line -> {});
        return once.follow().map(tried -> once.states());
    }
}
