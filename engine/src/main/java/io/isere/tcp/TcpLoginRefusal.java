package io.isere.tcp;

import io.isere.iscsi.login.LoginStatus;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a connection that speaks something else than RDMA on a portal: an iSCSI login over plain TCP gets a Login
 * Response that refuses it, so that its initiator fails at once and says why; anything else is closed.
 *
 * <p>The status is "miscellaneous initiator error" (0x0200): initiators do not try again after an error of their own
 * class, and another transport is what has to be configured there.
 *
 * <p>Thread: the loop of the portal. Lifetime: until the peer closes, at most {@link #TIMEOUT_NS} in all. Control path;
 * allocates.
 */
public final class TcpLoginRefusal implements SocketListener {
    private static final Logger LOG = LoggerFactory.getLogger(TcpLoginRefusal.class);

    /** Time for the whole exchange, in nanoseconds: to send the Login Request, to take the answer and to close. */
    private static final long TIMEOUT_NS = 5_000_000_000L;

    private static final LoginStatus STATUS = LoginStatus.INITIATOR_ERROR;
    private static final int MAX_READS_PER_TURN = 64;
    private static final int READ_BYTES = 8192;

    private final StreamSocket socket;
    private final LoopTimer timer;
    private final Slab request = new Slab(ByteBuffer.allocateDirect(Bhs.LENGTH_BYTES));
    private final Slab rest = new Slab(ByteBuffer.allocateDirect(READ_BYTES));
    private final Slab response = new Slab(ByteBuffer.allocateDirect(Bhs.LENGTH_BYTES));
    private final IoVector unsent = new IoVector(1);
    private int receivedBytes;
    private boolean answered;
    private boolean halfClosed;
    private boolean over;

    private TcpLoginRefusal(StreamSocket socket, ByteBuffer firstBytes, RdmaLoop loop) {
        this.socket = socket;
        receivedBytes = Math.min(firstBytes.remaining(), Bhs.LENGTH_BYTES);
        request.bytes().put(0, firstBytes, firstBytes.position(), receivedBytes);
        timer = loop.schedule(TIMEOUT_NS, this::end);
    }

    /**
     * Takes over a socket whose first bytes are no MPA request.
     *
     * @param firstBytes what was read of it already: at least 1 byte, and no more than a Login Request's header
     * @param loop the loop the socket belongs to
     */
    public static void start(StreamSocket socket, ByteBuffer firstBytes, RdmaLoop loop) {
        if (!firstBytes.hasRemaining() || !isLoginRequest(firstBytes.get(firstBytes.position()))) {
            LOG.info("{} speaks neither iSER nor iSCSI: closed", socket.remoteAddress());
            socket.close();
            return;
        }
        TcpLoginRefusal refusal = new TcpLoginRefusal(socket, firstBytes, loop);
        socket.listener(refusal);
        refusal.onReadable();
    }

    private static boolean isLoginRequest(byte first) {
        return new AnyBhs()
                        .wrap(ByteBuffer.allocate(Bhs.LENGTH_BYTES).put(0, first), 0)
                        .opcode()
                == Opcode.LOGIN_REQUEST;
    }

    @Override
    public void onReadable() {
        int read = 1;
        for (int i = 0; i < MAX_READS_PER_TURN && !over && read > 0; i++) {
            read = answered
                    ? socket.read(rest, 0, READ_BYTES)
                    : socket.read(request, receivedBytes, Bhs.LENGTH_BYTES - receivedBytes);
            if (read > 0 && !answered) {
                receivedBytes += read;
                answerIfComplete();
            }
        }
        if (read < 0) {
            end();
        }
    }

    /** The header is enough to answer; the text behind it is read and dropped, for TCP would else reset the answer away. */
    private void answerIfComplete() {
        if (receivedBytes < Bhs.LENGTH_BYTES) {
            return;
        }
        answered = true;
        LoginRequestBhs login = new LoginRequestBhs().wrap(request.bytes(), 0);
        new LoginResponseBhs()
                .wrap(response.bytes(), 0)
                .init()
                .currentStage(login.currentStage())
                .isid(login.isid())
                .initiatorTaskTag(login.initiatorTaskTag())
                .expCmdSn(login.cmdSn())
                .maxCmdSn(login.cmdSn())
                .statusClass(STATUS.statusClass())
                .statusDetail(STATUS.statusDetail());
        unsent.add(response, 0, Bhs.LENGTH_BYTES);
        LOG.warn(
                "{}: iSCSI login over plain TCP refused: this portal serves iSER only; set the initiator's transport to"
                        + " iser (iscsiadm: iface.transport_name=iser)",
                socket.remoteAddress());
        onWritable();
    }

    @Override
    public void onWritable() {
        if (over || halfClosed) {
            return;
        }
        if (unsent.count() > 0 && socket.write(unsent) < 0) {
            end();
        } else if (unsent.count() > 0) {
            socket.wantWritable();
        } else {
            halfClosed = true;
            socket.shutdownOutput();
        }
    }

    private void end() {
        if (!over) {
            over = true;
            timer.cancel();
            socket.close();
        }
    }
}
