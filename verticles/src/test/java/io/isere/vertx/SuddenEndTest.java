package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static io.isere.vertx.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.task.TaskOutcome;
import io.isere.vertx.testing.Child;
import io.isere.vertx.testing.RandomIo;
import io.isere.vertx.testing.Rig;
import io.isere.vertx.testing.Seeds;
import io.isere.vertx.testing.TcpProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Connections that end at a random moment under load, by a cut cable or a killed process: the other side lives, its tasks
 * end with a code, and its memory is back.
 */
class SuddenEndTest {
    private static final long AREA_BYTES = 64L << 20;
    private static final int AREA_BLOCKS = (int) (AREA_BYTES / 512);
    private static final int CUTS = 4;
    private static final int KILLS = 2;
    private static final long DISK_BYTES = CUTS * AREA_BYTES;
    private static final int ENDLESS = Integer.MAX_VALUE;
    private static final int MAX_DELAY_MS = 300;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"iwarp, ram", "iwarp, file", "tcp, ram", "tcp, file"})
    void shouldOutliveACutCable(String wire, String kind) throws IOException {
        SplittableRandom random = new SplittableRandom(Seeds.next("shouldOutliveACutCable " + wire + " " + kind));
        try (Rig rig = new Rig(wire, Rig.disk(kind, DISK_BYTES, folder));
                TcpProxy cable = new TcpProxy(rig.port())) {
            for (int round = 0; round < CUTS; round++) {
                IsereSession session = await(rig.initiator().login(Rig.TARGET, cable.portal()));
                Future<Void> load = load(await(session.device(0)), random.nextLong(), round);
                delay(random);
                cable.cut();
                assertLost(session, load);
                assertIdle(rig.initiatorVertx());
                assertIdle(rig.targetVertx());
                until("the target has no session", () -> rig.target().sessionCount() == 0);
            }
            assertServes(rig);
        }
    }

    @ParameterizedTest
    @CsvSource({"iser, ram", "iser, file", "iscsi, ram", "iscsi, file"})
    void shouldOutliveAKilledInitiator(String scheme, String kind) {
        SplittableRandom random =
                new SplittableRandom(Seeds.next("shouldOutliveAKilledInitiator " + scheme + " " + kind));
        try (Rig rig = new Rig("iwarp", Rig.disk(kind, DISK_BYTES, folder))) {
            for (int round = 0; round < KILLS; round++) {
                String url = scheme + "://" + rig.portal() + "/" + Rig.TARGET + "/0";
                try (Child initiator = new Child(
                        "bench", url, "--rw", "randrw", "--bs", "64k", "--iodepth", "32", "--runtime", "60")) {
                    until("it has logged in", () -> rig.target().sessionCount() == 1 || !initiator.isAlive());
                    delay(random);
                    assertThat(initiator.isAlive()).isTrue();
                    initiator.kill();
                    until("the session has ended", () -> rig.target().sessionCount() == 0);
                }
                assertIdle(rig.targetVertx());
            }
            assertServes(rig);
        }
    }

    @ParameterizedTest
    @CsvSource({"ISER, ram:64m", "ISER, file", "TCP, ram:64m", "TCP, file"})
    void shouldOutliveAKilledTarget(IsereTransport transport, String lun) {
        SplittableRandom random =
                new SplittableRandom(Seeds.next("shouldOutliveAKilledTarget " + transport + " " + lun));
        Vertx vertx = Rig.vertx();
        IsereInitiator initiator = IsereInitiator.create(
                vertx, new IsereInitiatorOptions().setTransport(transport).setReopenPolicy(ReopenPolicy.never()));
        for (int round = 0; round < KILLS; round++) {
            String spec = lun.equals("file") ? "file:" + folder.resolve("disk" + round) + ",size=64m" : lun;
            try (Child target = new Child("target", "--name", Rig.TARGET, "--portal", "127.0.0.1:0", "--lun", spec)) {
                IsereSession session = await(initiator.login(Rig.TARGET, target.portal()));
                Future<Void> load = load(await(session.device(0)), random.nextLong(), 0);
                delay(random);
                target.kill();
                assertLost(session, load);
                assertIdle(vertx);
            }
        }
        try (Rig other = new Rig("iwarp", Rig.disk("ram", DISK_BYTES, folder))) {
            assertThat(await(await(initiator.login(Rig.TARGET, other.portal())).device(0))
                            .capacityBytes())
                    .isEqualTo(DISK_BYTES);
            await(initiator.close());
        }
        await(vertx.close());
    }

    /** Without end, on an area of the disk that nobody has written to. */
    private static Future<Void> load(IsereDevice device, long seed, int area) {
        return new RandomIo(device, seed, area * AREA_BLOCKS, AREA_BLOCKS).run(ENDLESS, 32);
    }

    private static void delay(SplittableRandom random) {
        try {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_DELAY_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The load ends when its last command has: with the code of a lost connection, as the session says too. */
    private static void assertLost(IsereSession session, Future<Void> load) {
        assertThat(failureOf(load))
                .isInstanceOfSatisfying(
                        ScsiException.class,
                        failure -> assertThat(failure.outcome()).isEqualTo(TaskOutcome.CONNECTION_LOST));
        assertThat(await(session.ended())).isNotEmpty();
        assertThat(session.isOpen()).isFalse();
    }

    private static void assertIdle(Vertx vertx) {
        until(
                "all memory is back",
                () -> await(IsereVertx.usage(vertx)).stream().allMatch(LoopUsage::isIdle));
        assertThat(await(IsereVertx.usage(vertx))).isNotEmpty();
    }

    private static void assertServes(Rig rig) {
        IsereDevice device = rig.device();
        await(device.write(0, 1, device.buffer(512)).compose(written -> device.flush()));
    }
}
