package io.isere.vertx.testing;

import static io.isere.vertx.testing.Await.await;

import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.rdma.eventloop.LoopOptions;
import io.isere.scsi.backstore.Backstore;
import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.file.FileBackstoreOptions;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereSession;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.IsereVertx;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A target and an initiator in this JVM, each on a Vert.x of its own. */
public final class Rig implements AutoCloseable {
    /** The target's name. */
    public static final String TARGET = "iqn.2026-11.io.isere:test";

    private final Vertx targetVertx;
    private final Vertx initiatorVertx;
    private final IsereTarget target;
    private final IsereInitiator initiator;
    private int initiators;
    private final String provider;
    private final IsereTransport transport;

    /** Serves these backstores with one event loop on either side, for an initiator that uses iSER over a provider, or tcp. */
    public Rig(String wire, Backstore... disks) {
        this(1, wire, disks);
    }

    /** The same with so many event loops on either side. */
    public Rig(int loops, String wire, Backstore... disks) {
        this(loops, wire, IsereTransport.AUTO, disks);
    }

    /** Serves these backstores over one transport or both, with so many event loops on either side. */
    public Rig(int loops, String wire, IsereTransport served, Backstore... disks) {
        this(loops, loops, wire, served, disks);
    }

    /** The same with another number of event loops on the initiator's side. */
    public Rig(int loops, int initiatorLoops, String wire, IsereTransport served, Backstore... disks) {
        transport = wire.equals("tcp") ? IsereTransport.TCP : IsereTransport.ISER;
        provider = wire.equals("tcp") ? "iwarp" : wire;
        targetVertx = vertx(loops);
        initiatorVertx = vertx(initiatorLoops);
        IsereTargetOptions options = new IsereTargetOptions()
                .setName(TARGET)
                .setProvider(provider)
                .setTransport(served)
                .addPortal("127.0.0.1:0");
        for (int lun = 0; lun < disks.length; lun++) {
            options.addLun(lun, disks[lun]);
        }
        target = await(IsereTarget.create(targetVertx, options).start());
        initiator = newInitiator(transport);
    }

    /** Another initiator, with a name of its own, on the same loops; the caller closes it. */
    public IsereInitiator newInitiator(IsereTransport over) {
        IsereInitiatorOptions options = new IsereInitiatorOptions()
                .setProvider(provider)
                .setTransport(over)
                .setReopenPolicy(ReopenPolicy.never());
        return IsereInitiator.create(initiatorVertx, options.setName(options.name() + "-" + initiators++));
    }

    /** Vert.x with one RDMA loop. */
    public static Vertx vertx() {
        return vertx(1);
    }

    private static Vertx vertx(int loops) {
        return IsereVertx.create(new VertxOptions().setEventLoopPoolSize(loops), new LoopOptions());
    }

    /** Memory, or a sparse file in a folder. */
    public static Backstore disk(String kind, long bytes, Path folder) {
        if (kind.equals("ram")) {
            return new RamBackstore(bytes);
        }
        try {
            return FileBackstore.open(folder.resolve("disk.img"), new FileBackstoreOptions().sizeBytes(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Vertx targetVertx() {
        return targetVertx;
    }

    public Vertx initiatorVertx() {
        return initiatorVertx;
    }

    public IsereTarget target() {
        return target;
    }

    public IsereInitiator initiator() {
        return initiator;
    }

    /** Where the target listens. */
    public String portal() {
        return target.portals().get(0);
    }

    /** The port it listens on. */
    public int port() {
        return Integer.parseInt(portal().substring(portal().lastIndexOf(':') + 1));
    }

    /** A new session. */
    public IsereSession login() {
        return await(initiator.login(TARGET, portal()));
    }

    /** LUN 0 of a new session. */
    public IsereDevice device() {
        return await(login().device(0));
    }

    @Override
    public void close() {
        await(initiator.close());
        await(initiatorVertx.close());
        await(target.close());
        await(targetVertx.close());
    }
}
