package io.isere.samples;

import io.isere.scsi.backstore.file.FileBackstore;
import io.isere.scsi.backstore.file.FileBackstoreOptions;
import io.isere.scsi.task.ScsiTask;
import io.isere.vertx.IsereDevice;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Target and initiator in one program: serves a file as a disk over iSER, writes a text onto it, reads it back twice: once
 * with futures, once the hot way. Run it with the path of a file that may be made or overwritten.
 */
public final class EmbeddedDisk {
    private static final String TARGET = "iqn.2026-11.io.isere:disk1";
    private static final long DISK_BYTES = 16 << 20;
    private static final String TEXT = "written over iSER";

    private EmbeddedDisk() {}

    /** Prints what it read. */
    public static void main(String[] args) throws IOException {
        Vertx vertx = IsereVertx.create();
        String text = run(vertx, Path.of(args[0]))
                .eventually(vertx::close)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        System.out.println("read back: " + text);
    }

    /** Serves the file, uses it, and closes the target again; what comes is the text that was read back. */
    static Future<String> run(Vertx vertx, Path file) throws IOException {
        IsereTarget target = IsereTarget.create(
                vertx,
                new IsereTargetOptions()
                        .setName(TARGET)
                        .addPortal("127.0.0.1:0")
                        .addLun(0, FileBackstore.open(file, new FileBackstoreOptions().sizeBytes(DISK_BYTES))));
        IsereInitiator initiator =
                IsereInitiator.create(vertx, new IsereInitiatorOptions().setName("iqn.2026-11.io.isere:host1"));
        return target.start()
                .compose(serving -> initiator.login(TARGET, serving.portals().get(0)))
                .compose(session -> session.device(0))
                .compose(EmbeddedDisk::writeAndRead)
                .eventually(initiator::close)
                .eventually(target::close);
    }

    /** Futures: each call may come from any thread. */
    private static Future<String> writeAndRead(IsereDevice device) {
        ByteBuffer out = device.buffer(device.blockBytes());
        out.put(0, TEXT.getBytes(StandardCharsets.UTF_8));
        ByteBuffer in = device.buffer(device.blockBytes());
        return device.write(0, 1, out)
                .compose(written -> device.flush())
                .compose(flushed -> device.read(0, 1, in))
                .compose(read -> readHot(device).map(hot -> text(in) + ", and again: " + text(hot)));
    }

    /** The hot way: on the device's loop, with a task that can be used again and again; nothing is allocated per command. */
    private static Future<ByteBuffer> readHot(IsereDevice device) {
        Promise<ByteBuffer> done = Promise.promise();
        ByteBuffer buffer = device.buffer(device.blockBytes());
        ScsiTask task = new ScsiTask();
        task.clientData().add(buffer, 0, device.blockBytes());
        device.execute(() -> {
            device.prepareRead(task, 0, 1);
            device.submit(task, ended -> {
                if (ended.isGood()) {
                    done.complete(buffer);
                } else {
                    done.fail(ended.toString());
                }
            });
        });
        return done.future();
    }

    private static String text(ByteBuffer block) {
        return StandardCharsets.UTF_8.decode(block.slice(0, TEXT.length())).toString();
    }
}
