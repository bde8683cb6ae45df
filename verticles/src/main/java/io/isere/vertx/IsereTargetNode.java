package io.isere.vertx;

import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.iscsi.target.TargetSessionInfo;
import io.isere.vertx.impl.TargetNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;

/**
 * An iSCSI target node: any number of targets behind any number of portals, all of which come and go while it runs. What
 * changes costs nobody else anything: sessions of other targets, logical units and portals go on undisturbed.
 *
 * <p>Any thread. Lifetime: from {@link #create} to {@link #close} or the end of its Vert.x.
 */
public interface IsereTargetNode {
    /**
     * Makes a node without targets and portals.
     *
     * @param vertx on RDMA loops, as {@link IsereVertx} makes it: connections live there. With any other they live on loops of
     *     their own beside it, which are closed with it; futures complete on the caller's context all the same
     * @param shared what all its targets have in common: provider, transport, settings, and what iSER,
     *     TCP and iwarp leave open. Name,
     *     alias, portals, access and logical units in it are not used
     * @throws io.isere.rdma.verbs.RdmaException when there is no such provider, or it cannot work here
     */
    static IsereTargetNode create(Vertx vertx, IsereTargetOptions shared) {
        return TargetNode.create(vertx, shared);
    }

    /**
     * Listens there too.
     *
     * @return completes with the portal as it is: numeric address and real port; fails when it cannot listen there
     */
    Future<IserePortal> openPortal(IserePortal portal);

    /**
     * Listens there no more. Initiators that came through it are asked to log out, and dropped when they do not.
     *
     * @param portal as {@link #openPortal} completed with it
     * @return when the last of its connections is gone; fails when there is no such portal
     */
    Future<Void> closePortal(IserePortal portal, int logoutSeconds);

    /** Where it listens, with numeric addresses and real ports, in the order of opening. */
    List<IserePortal> portals();

    /**
     * Serves a target from now on; its backstores are the node's from now on.
     *
     * @param target its name, alias, portal groups, access and logical units, of which there may be none yet; the rest is shared
     *     by the node
     * @throws IllegalArgumentException when the name is no iSCSI name, or logical units are named in lines and not open
     * @throws IllegalStateException when there is a target of that name
     */
    void addTarget(IsereTargetOptions target);

    /**
     * Changes a target's alias and portal groups for logins to come; its sessions and logical units stay.
     *
     * @throws IllegalStateException when there is no such target
     */
    void changeTarget(IsereTargetOptions target);

    /**
     * Serves a target no more: its initiators are asked to log out, and dropped when they do not; then its backstores
     * are closed.
     *
     * @param logoutSeconds how long initiators are given, 0 to 65535
     * @return when all is closed; fails when there is no such target
     */
    Future<Void> removeTarget(String name, int logoutSeconds);

    /**
     * Says who may use a target from now on. Its sessions go on, even those that would not be admitted any more.
     *
     * @throws IllegalStateException when there is no such target
     */
    void setAccess(String target, TargetAccess access);

    /**
     * Asks initiators to log out whom a target's access list does not let in any more, or to whom it shows other logical
     * units, and drops those that do not. All other sessions go on.
     *
     * @param logoutSeconds how long they are given, 0 to 65535
     * @return how many sessions had to end, when they have
     */
    Future<Integer> enforceAccess(String target, int logoutSeconds);

    /** Says how initiators authenticate themselves for discovery from now on; at first as the shared options say. */
    void setDiscoveryAuthentication(TargetAuthentication authentication);

    /** The names of the targets, ascending. */
    Set<String> targets();

    /**
     * Adds a logical unit to a target; initiators learn of it by a unit attention, REPORTED LUNS DATA HAS CHANGED.
     *
     * @throws IllegalStateException when there is no such target, or the number is in use
     */
    void addLun(String target, IsereTargetOptions.LunEntry lun);

    /**
     * Takes a logical unit away: commands under way end, then its backstore is closed. Initiators learn of it by a unit
     * attention, REPORTED LUNS DATA HAS CHANGED.
     *
     * @return when its backstore is closed; fails when there is no such logical unit
     */
    Future<Void> removeLun(String target, int lun);

    /**
     * Registers the targets there are, at the portals there are, with an iSNS server (RFC 4171), in place of what was
     * registered before; to be called again when they have changed. Ends with {@link #close}. A server that is away is tried
     * again and costs warnings only.
     *
     * @param iscsiNameServer {@code host:port}; no port is 3205; empty: with none
     * @return completes when that was tried
     */
    Future<Void> registerWith(String iscsiNameServer);

    /** What the targets serve, by target and number. */
    List<LunInfo> luns();

    /** What the sessions are, each as of a moment of its own. */
    Future<List<TargetSessionInfo>> sessions();

    /** Initiators logged in now. */
    int sessionCount();

    /** Initiators logged in to one target now. */
    int sessionCount(String target);

    /**
     * Listens no more, lets commands under way end, closes every connection and then the backstores.
     *
     * @return completes when all is closed; fails when a backstore could not save its last writes
     */
    Future<Void> close();
}
