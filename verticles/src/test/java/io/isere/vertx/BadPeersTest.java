package io.isere.vertx;

import static io.isere.vertx.testing.Await.await;
import static io.isere.vertx.testing.Await.failureOf;
import static io.isere.vertx.testing.Await.until;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.login.LoginStatus;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.rdma.verbs.RdmaException;
import io.isere.scsi.backstore.ram.RamBackstore;
import io.isere.scsi.initiator.ScsiException;
import io.isere.vertx.testing.Rig;
import io.isere.vertx.testing.Seeds;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wrong names, wrong ports, peers that speak something else: clear errors, and the target lives on. */
class BadPeersTest {
    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig("iwarp", new RamBackstore(1 << 20));
    }

    /** Whatever happened, the target still serves, and nothing of it is left. */
    @AfterEach
    void targetLivesOn() {
        IsereDevice device = rig.device();
        await(device.write(0, 1, device.buffer(512)));
        await(rig.initiator().close());
        until("the target has no session", () -> rig.target().sessionCount() == 0);
        rig.close();
    }

    @Test
    void shouldSayThatTheTargetIsNotThere() {
        assertThat(failureOf(rig.initiator().login("iqn.2026-11.io.isere:other", rig.portal())))
                .hasMessageContaining("iqn.2026-11.io.isere:other")
                .hasMessageContaining("does not exist");
    }

    @Test
    void shouldSayThatTheLunIsNotThere() {
        assertThat(failureOf(rig.login().device(7)))
                .isInstanceOf(ScsiException.class)
                .hasMessageContaining("LUN 7")
                .hasMessageContaining("LOGICAL UNIT NOT SUPPORTED");
    }

    @Test
    void shouldSayThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        assertThat(failureOf(rig.initiator().login(Rig.TARGET, "127.0.0.1:" + port)))
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("refused");
    }

    @Test
    void shouldSayThatTheHostIsNotKnown() {
        assertThat(failureOf(rig.initiator().login(Rig.TARGET, "no-such-host.invalid")))
                .hasMessageContaining("no-such-host.invalid");
        assertThat(failureOf(rig.initiator().discover("127.0.0.1:notaport"))).hasMessageContaining("host:port");
    }

    @Test
    void shouldSayThatThePeerSpeaksSomethingElse() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering =
                    new Thread(() -> answer(server, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
            answering.start();
            assertThat(failureOf(rig.initiator().login(Rig.TARGET, "127.0.0.1:" + server.getLocalPort())))
                    .hasMessageContaining("127.0.0.1:" + server.getLocalPort());
            answering.join();
        }
    }

    private static void answer(ServerSocket server, String text) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(text.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The initiator may be gone first.
        }
    }

    @Test
    void shouldGiveUpOnAPeerThatSaysNothing() throws IOException {
        Vertx vertx = Rig.vertx();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InitiatorSettings impatient = InitiatorSettings.of("iqn.2026-11.io.isere:impatient", 1)
                    .withTimeouts(500_000_000L, 1_000_000_000L, 1_000_000_000L);
            IsereInitiator initiator = IsereInitiator.create(vertx, new IsereInitiatorOptions().setSettings(impatient));
            assertThat(failureOf(initiator.login(Rig.TARGET, "127.0.0.1:" + silent.getLocalPort())))
                    .hasMessageContaining("127.0.0.1:" + silent.getLocalPort());
        } finally {
            await(vertx.close());
        }
    }

    @Test
    void shouldTurnAwayOtherProtocols() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rig.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(readUntilClosed(socket)).isLessThan(1024);
        }
    }

    /** A target that serves iSER only: the initiator hears that it is at fault, and does not retry. */
    @Test
    void shouldRefuseAnIscsiLoginOverPlainTcp() throws IOException {
        byte[] text = "InitiatorName=iqn.2026-11.io.isere:tcp\0SessionType=Normal\0\0".getBytes(US_ASCII);
        ByteBuffer login = ByteBuffer.allocate(48 + text.length);
        new LoginRequestBhs()
                .wrap(login, 0)
                .init()
                .currentStage(1)
                .isid(0x4000_0137_0000L)
                .initiatorTaskTag(0x1234_5678)
                .cmdSn(7)
                .dataSegmentLengthBytes(text.length);
        login.put(48, text);
        try (Rig iserOnly = new Rig(1, "iwarp", IsereTransport.ISER, new RamBackstore(512));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), iserOnly.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(login.array(), 0, 10);
            socket.getOutputStream().flush();
            socket.getOutputStream().write(login.array(), 10, login.capacity() - 10);
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(answer).hasSize(48);
            LoginResponseBhs response = new LoginResponseBhs().wrap(ByteBuffer.wrap(answer), 0);
            assertThat(response.opcode()).isEqualTo(Opcode.LOGIN_RESPONSE);
            assertThat(LoginStatus.of(response.statusClass(), response.statusDetail()))
                    .isEqualTo(LoginStatus.INITIATOR_ERROR);
            assertThat(response.initiatorTaskTag()).isEqualTo(0x1234_5678);
            assertThat(response.isid()).isEqualTo(0x4000_0137_0000L);
        }
    }

    @Test
    void shouldTurnAwayGarbage() throws IOException {
        SplittableRandom random = new SplittableRandom(Seeds.next("shouldTurnAwayGarbage"));
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[1 + random.nextInt(4096)];
            random.nextBytes(garbage);
            sendAndLeave(garbage, random.nextBoolean());
        }
    }

    /** The connection is made and accepted, and what follows is no iSER. */
    @Test
    void shouldTurnAwayGarbageBehindAGoodHandshake() throws IOException {
        SplittableRandom random = new SplittableRandom(Seeds.next("shouldTurnAwayGarbageBehindAGoodHandshake"));
        byte[] request = new byte[20];
        System.arraycopy("MPA ID Req Frame".getBytes(US_ASCII), 0, request, 0, 16);
        request[17] = 1;
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[request.length + 1 + random.nextInt(2048)];
            random.nextBytes(bytes);
            System.arraycopy(request, 0, bytes, 0, request.length);
            sendAndLeave(bytes, random.nextBoolean());
        }
    }

    private void sendAndLeave(byte[] bytes, boolean reset) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rig.port())) {
            socket.setSoLinger(reset, 0);
            socket.getOutputStream().write(bytes);
        }
    }

    private static int readUntilClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length;
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void shouldRefuseWrongOptions() {
        IsereTargetOptions good = new IsereTargetOptions()
                .setName(Rig.TARGET)
                .addPortal("127.0.0.1:0")
                .addLun(0, new RamBackstore(512));
        assertThatThrownBy(() -> IsereTarget.create(rig.targetVertx(), new IsereTargetOptions().setName("Disk")))
                .hasMessageContaining("'Disk' is no iSCSI name");
        assertThatThrownBy(() -> IsereTarget.create(rig.targetVertx(), new IsereTargetOptions().setName(Rig.TARGET)))
                .hasMessageContaining("addPortal");
        assertThatThrownBy(() -> IsereTarget.create(rig.targetVertx(), good.setProvider("infiniband")))
                .isInstanceOf(RdmaException.class)
                .hasMessageContaining("infiniband")
                .hasMessageContaining("iwarp");
    }

    @Test
    void shouldSayThatThePortIsTaken() {
        IsereTargetOptions taken = new IsereTargetOptions()
                .setName(Rig.TARGET)
                .addPortal(rig.portal())
                .addLun(0, new RamBackstore(512));
        IsereTarget second = IsereTarget.create(rig.targetVertx(), taken);
        assertThat(failureOf(second.start())).hasMessageContaining(rig.portal());
        assertThat(second.portals()).isEmpty();
    }
}
