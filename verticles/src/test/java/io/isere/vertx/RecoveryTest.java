package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static io.isere.vertx.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.initiator.SessionNotice;
import io.isere.iscsi.initiator.SessionNotice.Kind;
import io.isere.scsi.initiator.ScsiException;
import io.isere.vertx.testing.Child;
import io.isere.vertx.testing.RandomIo;
import io.isere.vertx.testing.Rig;
import io.isere.vertx.testing.Seeds;
import io.isere.vertx.testing.TcpProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions that lose their connection under load and go on, over real sockets. */
class RecoveryTest {
    private static final long DISK_BYTES = 64L << 20;
    private static final int CUTS = 2;
    private static final int ENDLESS = Integer.MAX_VALUE;

    private final List<SessionNotice> notices = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private long count(Kind kind) {
        return notices.stream().filter(notice -> notice.kind() == kind).count();
    }

    private IsereSession login(Vertx vertx, IsereTransport transport, ReopenPolicy policy, String portal) {
        IsereInitiator initiator = IsereInitiator.create(
                vertx, new IsereInitiatorOptions().setTransport(transport).setReopenPolicy(policy));
        return await(initiator.login(Rig.TARGET, portal)).eventHandler(notices::add);
    }

    private static void pause(int milliseconds) {
        try {
            TimeUnit.MILLISECONDS.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = IsereTransport.class,
            names = {"ISER", "TCP"})
    void shouldGoOnAfterCutsUnderVerifiedLoad(IsereTransport transport) throws IOException {
        SplittableRandom random = new SplittableRandom(Seeds.next("shouldGoOnAfterCutsUnderVerifiedLoad"));
        Vertx vertx = Rig.vertx();
        try (Rig rig = new Rig("iwarp", Rig.disk("file", DISK_BYTES, folder));
                TcpProxy cable = new TcpProxy(rig.port())) {
            IsereSession session = login(vertx, transport, ReopenPolicy.defaults(), cable.portal());
            IsereDevice device = await(session.device(0));
            RandomIo io = new RandomIo(device, random.nextLong(), 0, (int) (DISK_BYTES / 512));
            Future<Void> load = io.run(ENDLESS, 32);
            for (int cut = 1; cut <= CUTS; cut++) {
                pause(random.nextInt(200));
                cable.cut();
                int wanted = cut;
                until("recovered " + cut + " times", () -> count(Kind.RECOVERED) == wanted || load.isComplete());
                assertThat(load.failed()).as("%s", load.cause()).isFalse();
            }
            io.stop();
            await(load);
            assertThat(session.isOpen()).isTrue();
            await(session.logout());
            assertThat(notices).last().extracting(SessionNotice::kind).isEqualTo(Kind.CLOSED);
        }
        until(
                "all memory is back",
                () -> await(IsereVertx.usage(vertx)).stream().allMatch(LoopUsage::isIdle));
        await(vertx.close());
    }

    @Test
    void shouldFailClearlyWhenTheTargetStaysAway() throws IOException {
        Vertx vertx = Rig.vertx();
        try (Rig rig = new Rig("iwarp", Rig.disk("ram", DISK_BYTES, folder));
                TcpProxy cable = new TcpProxy(rig.port())) {
            ReopenPolicy threeSeconds = ReopenPolicy.defaults().withGiveUp(3_000_000_000L);
            IsereSession session = login(vertx, IsereTransport.ISER, threeSeconds, cable.portal());
            IsereDevice device = await(session.device(0));
            Future<Void> load = new RandomIo(device, 1, 0, 4096).run(ENDLESS, 8);
            cable.cutForGood();
            assertThat(failureOf(load)).isInstanceOf(ScsiException.class);
            assertThat(await(session.ended()))
                    .contains("could not be opened again")
                    .contains("3 s");
            assertThat(session.isOpen()).isFalse();
        }
        await(vertx.close());
    }

    @Test
    void shouldPurgeWhileItReconnects() throws IOException {
        Vertx vertx = Rig.vertx();
        try (Rig rig = new Rig("iwarp", Rig.disk("ram", DISK_BYTES, folder));
                TcpProxy cable = new TcpProxy(rig.port())) {
            IsereSession session = login(vertx, IsereTransport.TCP, ReopenPolicy.defaults(), cable.portal());
            IsereDevice device = await(session.device(0));
            cable.cutForGood();
            until("the session is lost", () -> count(Kind.LOST) == 1);
            Future<?> read = device.read(0, 8, device.buffer(4096));
            await(session.purge());
            assertThat(failureOf(read)).isInstanceOf(ScsiException.class);
            assertThat(await(session.ended())).isEqualTo("purged");
        }
        await(vertx.close());
    }

    @Test
    void shouldCopyOverTheRestartOfATarget() throws IOException {
        Path source = folder.resolve("source");
        byte[] content = new byte[(int) DISK_BYTES];
        new Random(7).nextBytes(content);
        Files.write(source, content);
        Path disk = folder.resolve("disk.img");
        String lun = "file:" + disk + ",size=" + DISK_BYTES;
        Child target = new Child("target", "--name", Rig.TARGET, "--portal", "127.0.0.1:0", "--lun", lun);
        String portal = target.portal();
        try (TcpProxy slow = new TcpProxy(Integer.parseInt(portal.substring(portal.lastIndexOf(':') + 1)));
                Child copy = new Child(
                        "copy", source.toString(), "iser://" + slow.portal() + "/" + Rig.TARGET + "/0", "--verify")) {
            until("some data is there", () -> slow.bytes() > DISK_BYTES / 8);
            target.kill();
            target.exitStatus();
            try (Child again = new Child("target", "--name", Rig.TARGET, "--portal", portal, "--lun", lun)) {
                again.portal();
                assertThat(copy.line("read back")).contains("digests match");
                assertThat(copy.exitStatus()).isZero();
            }
        } finally {
            target.close();
        }
        assertThat(disk).hasSameBinaryContentAs(source);
    }
}
