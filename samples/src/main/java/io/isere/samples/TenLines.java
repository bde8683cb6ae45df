package io.isere.samples;

import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** A disk served, written and read in ten lines, in any Vert.x application. */
public final class TenLines {
    private static final String DISK = "iqn.2026-11.io.isere:disk1";

    private TenLines() {}

    /** Completes with the block that was read back. */
    static Future<Buffer> run(Vertx vertx) {
        IsereTarget target = IsereTarget.create(
                vertx,
                new IsereTargetOptions().setName(DISK).addPortal("127.0.0.1:0").addLun(0, "ram:64m"));
        IsereInitiator initiator = IsereInitiator.create(vertx, new IsereInitiatorOptions());
        return target.start()
                .compose(serving -> initiator.login(DISK, serving.portals().get(0)))
                .compose(session -> session.device(0))
                .compose(device ->
                        device.write(0, Buffer.buffer("hello".repeat(1024))).compose(written -> device.read(0, 1)))
                .eventually(initiator::close)
                .eventually(target::close);
    }

    /** Prints the beginning of it. */
    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        run(vertx)
                .onSuccess(block -> System.out.println("read back: " + block.getString(0, 5)))
                .onFailure(Throwable::printStackTrace)
                .eventually(vertx::close);
    }
}
