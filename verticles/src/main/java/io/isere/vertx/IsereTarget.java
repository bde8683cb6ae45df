package io.isere.vertx;

import io.isere.vertx.impl.SingleTarget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * An iSER target: listens on its portals and serves its logical units, each connection in a verticle of its own.
 *
 * <p>Any thread. Lifetime: from {@link #start} to {@link #close} or the end of its Vert.x. A peer that dies or breaks the
 * protocol costs its own connection only.
 */
public interface IsereTarget {
    /**
     * Makes a target; nothing runs yet. The backstores are the target's from now on.
     *
     * @param vertx on RDMA loops, as {@link IsereVertx} makes it: connections live there. With any other they live on loops of
     *     their own beside it, which are closed with it; futures complete on the caller's context all the same
     * @throws IllegalArgumentException when an option is missing or wrong, with what to do about it
     * @throws io.isere.rdma.verbs.RdmaException when there is no such provider, or it cannot work here
     */
    static IsereTarget create(Vertx vertx, IsereTargetOptions options) {
        return SingleTarget.create(vertx, options);
    }

    /** The iSCSI name. */
    String name();

    /**
     * Begins to listen.
     *
     * @return completes with this target when every portal listens; fails when one cannot, and then nothing listens
     */
    Future<IsereTarget> start();

    /** Where it listens, as {@code host:port} with real ports; empty before {@link #start} has completed. */
    List<String> portals();

    /** The node it is on: to add and remove logical units and portals while it runs, and to see its sessions. */
    IsereTargetNode node();

    /** Initiators logged in now. */
    int sessionCount();

    /**
     * Listens no more, lets commands under way end, closes every connection and then the backstores.
     *
     * @return completes when all is closed; fails when a backstore could not save its last writes
     */
    Future<Void> close();
}
