package io.isere.vertx;

import io.isere.iscsi.text.TargetRecord;
import io.isere.vertx.impl.InitiatorNode;
import io.isere.vertx.nodes.NodeDatabase;
import io.isere.vertx.nodes.NodeSessions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/**
 * An iSER initiator: logs in to targets, each session in a verticle of its own.
 *
 * <p>Any thread. Lifetime: until {@link #close} or the end of its Vert.x.
 */
public interface IsereInitiator {
    /**
     * Makes an initiator; nothing runs yet.
     *
     * @param vertx on RDMA loops, as {@link IsereVertx} makes it: connections live there. With any other they live on loops of
     *     their own beside it, which are closed with it; futures complete on the caller's context all the same
     * @throws IllegalArgumentException when an option is wrong, with what to do about it
     * @throws io.isere.rdma.verbs.RdmaException when there is no such provider, or it cannot work here
     */
    static IsereInitiator create(Vertx vertx, IsereInitiatorOptions options) {
        return InitiatorNode.create(vertx, options);
    }

    /**
     * Logs in once to every node of a database whose {@code node.startup} is automatic, each with an initiator of its own;
     * see {@link NodeSessions} for sessions that are kept.
     *
     * @param options what nodes leave open; a fresh object each time
     * @return each node with its session, or with why there is none; fails when the database cannot be read
     */
    static Future<List<NodeSessions.State>> loginAutomatic(
            Vertx vertx, NodeDatabase database, Supplier<IsereInitiatorOptions> options) {
        return NodeSessions.loginAutomatic(vertx, database, options);
    }

    /**
     * Connects to a portal and logs in.
     *
     * @param targetName iSCSI name of the target
     * @param portal {@code host:port}; no port is 3260
     * @return fails with a message that says what was wrong: name, address, login status
     */
    Future<IsereSession> login(String targetName, String portal);

    /**
     * Asks a portal which targets there are.
     *
     * @param portal {@code host:port}; no port is 3260
     */
    Future<List<TargetRecord>> discover(String portal);

    /**
     * Asks an iSNS server (RFC 4171) which targets there are for this initiator.
     *
     * @param server {@code host:port}; no port is 3205
     * @return fails with a message that names the server and what was wrong
     */
    Future<List<TargetRecord>> discoverByIsns(String server);

    /** Closes every session in order: commands under way may end, see {@link IsereSession#close()}; then it logs out. */
    Future<Void> close();
}
