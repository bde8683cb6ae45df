package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.initiator.SessionNotice;
import io.isere.iscsi.session.Resilience;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.vertx.testing.RandomIo;
import io.isere.vertx.testing.Rig;
import io.isere.vertx.testing.Seeds;
import io.isere.vertx.testing.TcpProxy;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions of several connections over real sockets, with a target on several event loops. */
class MultipleConnectionsTest {
    private static final int DISK_BLOCKS = 64 << 11;
    private static final int CONNECTIONS = 3;

    private final Rig rig = new Rig(3, 1, "tcp", IsereTransport.AUTO, new RamBackstore(DISK_BLOCKS * 512L));
    private final List<SessionNotice.Kind> kinds = new CopyOnWriteArrayList<>();

    private IsereInitiator initiator(IsereTransport transport) {
        IsereInitiatorOptions options = new IsereInitiatorOptions().setTransport(transport);
        return IsereInitiator.create(
                rig.initiatorVertx(),
                options.setSettings(options.settings().withResilience(new Resilience(CONNECTIONS, 0))));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** However many loops the target has, the connections of a session come to one. */
    @Test
    void shouldOutliveTheLossOfConnectionsUnderLoad() throws IOException {
        long seed = Seeds.next("shouldOutliveTheLossOfConnectionsUnderLoad");
        IsereInitiator initiator = initiator(IsereTransport.TCP);
        try (TcpProxy cable = new TcpProxy(rig.port())) {
            IsereSession session = await(initiator.login(Rig.TARGET, cable.portal()));
            session.eventHandler(notice -> kinds.add(notice.kind()));
            until("all connections", () -> session.description().startsWith(CONNECTIONS + " connections, TCP"));
            RandomIo load = new RandomIo(await(session.device(0)), seed, 0, DISK_BLOCKS);
            Future<Void> run = load.run(Integer.MAX_VALUE, 16);
            for (int cut = 1; cut <= 2; cut++) {
                int lost = cut;
                long before = cable.bytes();
                until("some load", () -> cable.bytes() > before + (8 << 20) || run.isComplete());
                cable.cutOldest();
                until("one is lost", () -> count(SessionNotice.Kind.CONNECTION_LOST) == lost || run.isComplete());
                until(
                        "it is added again",
                        () -> session.description().startsWith(CONNECTIONS + " connections") || run.isComplete());
            }
            load.stop();
            await(run);
            assertThat(kinds).doesNotContain(SessionNotice.Kind.LOST);
            assertThat(rig.target().sessionCount()).isEqualTo(1);
            await(session.logout());
        }
        await(initiator.close());
        until("the session has ended", () -> rig.target().sessionCount() == 0);
    }

    /** To which session an iSER connection belongs shows too late, so that there is one a session. */
    @Test
    void shouldHaveOneConnectionOverIser() {
        IsereInitiator initiator = initiator(IsereTransport.ISER);
        IsereSession session = await(initiator.login(Rig.TARGET, rig.portal()));
        session.eventHandler(notice -> kinds.add(notice.kind()));
        await(new RandomIo(await(session.device(0)), 1, 0, DISK_BLOCKS).run(100, 8));
        assertThat(session.description()).startsWith("iSER");
        assertThat(kinds).isEmpty();
        await(initiator.close());
    }

    private long count(SessionNotice.Kind kind) {
        return kinds.stream().filter(kind::equals).count();
    }
}
