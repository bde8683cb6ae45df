package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static io.isere.vertx.testing.Commands.compareAndWrite;
import static io.isere.vertx.testing.Commands.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.ScsiException;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.vertx.testing.RandomIo;
import io.isere.vertx.testing.RawTcpSession;
import io.isere.vertx.testing.Rig;
import io.isere.vertx.testing.Seeds;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One port, one disk, iSER and plain iSCSI at the same time: each sees at once what the other has done. */
class MixedTransportsTest {
    private static final int DISK_BLOCKS = 64 << 11;
    private static final String TEST_UNIT_READY = "00 00000000 00";
    private static final String REGISTER = "5f 00 00 0000 00000018 00";
    private static final String RESERVE_WRITE_EXCLUSIVE = "5f 01 01 0000 00000018 00";
    private static final String RELEASE_WRITE_EXCLUSIVE = "5f 02 01 0000 00000018 00";

    private final Rig rig = new Rig(3, 1, "iwarp", IsereTransport.AUTO, new RamBackstore(DISK_BLOCKS * 512L));
    private IsereInitiator iserInitiator;
    private IsereInitiator tcpInitiator;
    private IsereDevice iser;
    private IsereDevice tcp;

    @BeforeEach
    void login() {
        iserInitiator = rig.newInitiator(IsereTransport.ISER);
        tcpInitiator = rig.newInitiator(IsereTransport.TCP);
        iser = login(iserInitiator, "iSER");
        tcp = login(tcpInitiator, "TCP");
        assertThat(rig.target().sessionCount()).isEqualTo(2);
    }

    private IsereDevice login(IsereInitiator initiator, String transport) {
        IsereSession session = await(initiator.login(Rig.TARGET, rig.portal()));
        assertThat(session.description()).startsWith(transport + (transport.equals("TCP") ? "," : " "));
        return await(session.device(0));
    }

    @AfterEach
    void close() {
        await(iserInitiator.close());
        await(tcpInitiator.close());
        rig.close();
    }

    /** Every command goes by either session, so nearly every read sees what came by the other. */
    @Test
    void shouldReadOverOneWhatCameOverTheOther() {
        long seed = Seeds.next("shouldReadOverOneWhatCameOverTheOther");
        await(new RandomIo(new IsereDevice[] {iser, tcp}, seed, 0, DISK_BLOCKS).run(2000, 32));
    }

    /** Both count on in one block with COMPARE AND WRITE, as cluster locks do: no step is lost, none is made twice. */
    @Test
    void shouldMakeEveryCompareAndWriteOnce() {
        int countersASession = 4;
        int steps = 100;
        List<Future<Void>> all = new ArrayList<>();
        for (int i = 0; i < countersASession; i++) {
            all.add(count(iser, iser.buffer(1024), 0, steps));
            all.add(count(tcp, tcp.buffer(1024), 0, steps));
        }
        await(Future.join(all));
        ByteBuffer block = iser.buffer(512);
        await(iser.read(7, 1, block));
        assertThat(block.getLong(0)).isEqualTo((long) all.size() * steps);
    }

    /** Steps on from a value that may be out of date; after a miscompare, from what the disk says. */
    private static Future<Void> count(IsereDevice device, ByteBuffer both, long from, int steps) {
        if (steps == 0) {
            return Future.succeededFuture();
        }
        both.putLong(0, from);
        both.putLong(512, from + 1);
        return compareAndWrite(device, 7, both).compose(task -> {
            if (task.isGood()) {
                return count(device, both, from + 1, steps - 1);
            }
            assertThat(senseKey(task)).as(task.toString()).isEqualTo(0xe);
            return device.read(7, 1, both).compose(read -> count(device, both, both.getLong(0), steps));
        });
    }

    @Test
    void shouldHoldReservationsAgainstTheOther() {
        byte[] register = new byte[24];
        register[15] = 1;
        byte[] reserve = new byte[24];
        reserve[7] = 1;
        assertThat(send(tcp, REGISTER, register).isGood()).isTrue();
        assertThat(send(tcp, RESERVE_WRITE_EXCLUSIVE, reserve).isGood()).isTrue();

        assertThat(failureOf(iser.write(0, 1, iser.buffer(512))))
                .isInstanceOfSatisfying(
                        ScsiException.class,
                        failure -> assertThat(failure.status()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT));
        await(iser.read(0, 1, iser.buffer(512)));
        await(tcp.write(0, 1, tcp.buffer(512)));

        assertThat(send(tcp, RELEASE_WRITE_EXCLUSIVE, reserve).isGood()).isTrue();
        await(iser.write(0, 1, iser.buffer(512)));
    }

    /** A reset by one session is told to the other, once (SAM: unit attention); one that retries by itself does not mind. */
    @Test
    void shouldTellTheOtherOfAReset() throws IOException {
        try (RawTcpSession third = new RawTcpSession(rig.port())) {
            assertThat(third.login("iqn.2026-11.io.isere:raw", Rig.TARGET)).isZero();
            assertThat(third.command(TEST_UNIT_READY)).isEqualTo("2 6 29/00");
            assertThat(third.command(TEST_UNIT_READY)).isEqualTo("0");
            await(iser.manage(TaskManagementFunction.LOGICAL_UNIT_RESET, null));
            assertThat(third.command(TEST_UNIT_READY)).startsWith("2 6 29/");
            assertThat(third.command(TEST_UNIT_READY)).isEqualTo("0");
            await(tcp.read(0, 1, tcp.buffer(512)));
            await(iser.read(0, 1, iser.buffer(512)));
        }
    }

    /** What ends one session leaves the other alone, under load. */
    @Test
    void shouldNotMindTheEndOfTheOther() {
        long seed = Seeds.next("shouldNotMindTheEndOfTheOther");
        for (IsereTransport transport : new IsereTransport[] {IsereTransport.ISER, IsereTransport.TCP}) {
            IsereInitiator leaving = rig.newInitiator(transport);
            IsereDevice device =
                    await(await(leaving.login(Rig.TARGET, rig.portal())).device(0));
            Future<Void> cut = new RandomIo(device, seed, DISK_BLOCKS / 2, DISK_BLOCKS / 2).run(Integer.MAX_VALUE, 8);
            Future<Void> both = new RandomIo(new IsereDevice[] {iser, tcp}, seed, 0, DISK_BLOCKS / 2).run(300, 16);
            await(leaving.close());
            assertThat(failureOf(cut)).hasMessageContaining("being closed");
            await(both);
            ByteBuffer zeros = iser.buffer(1 << 20);
            for (int lba = 0; lba < DISK_BLOCKS; lba += 2048) {
                await(iser.write(lba, 2048, zeros));
            }
        }
    }

    private static int senseKey(ScsiTask task) {
        return task.sense().get((task.sense().get(0) & 0x7f) >= 0x72 ? 1 : 2) & 0xf;
    }
}
