package io.isere.vertx.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * An initiator of one socket that sends what it is told to and interprets nothing: no retries, no pings. One command at a
 * time, to LUN 0, that transfers nothing.
 */
public final class RawTcpSession implements AutoCloseable {
    private static final int TIMEOUT_MS = 60_000;

    private final Socket socket;
    private final DataInputStream in;
    private int cmdSn = 1;

    /** Connects, and sends nothing yet. */
    public RawTcpSession(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        in = new DataInputStream(socket.getInputStream());
    }

    /** The one Login Request of a login without authentication. */
    public static ByteBuffer loginRequest(String initiator, String target) {
        byte[] text = ("InitiatorName=" + initiator + "\0TargetName=" + target + "\0SessionType=Normal\0"
                        + "HeaderDigest=None\0DataDigest=None\0")
                .getBytes(US_ASCII);
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES + Bhs.padded(text.length));
        new LoginRequestBhs()
                .wrap(pdu, 0)
                .init()
                .transitBit(true)
                .currentStage(1)
                .nextStage(3)
                .isid(0x4000_0000_0001L)
                .initiatorTaskTag(1)
                .cmdSn(1)
                .dataSegmentLengthBytes(text.length);
        return pdu.put(Bhs.LENGTH_BYTES, text);
    }

    /** Logs in; the status class and detail of the answer. */
    public int login(String initiator, String target) throws IOException {
        send(loginRequest(initiator, target).array());
        LoginResponseBhs response = new LoginResponseBhs().wrap(receive(), 0);
        return (response.statusClass() << 8) | response.statusDetail();
    }

    /** Sends a CDB, given in hexadecimal digits, and returns its status and, if there are any, sense key, ASC and ASCQ. */
    public String command(String cdb) throws IOException {
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES);
        ScsiCommandBhs command = new ScsiCommandBhs()
                .wrap(pdu, 0)
                .init()
                .finalBit(true)
                .initiatorTaskTag(cmdSn)
                .cmdSn(cmdSn++);
        pdu.put(32, HexFormat.of().parseHex(cdb.replace(" ", "")));
        send(command.buffer().array());
        ByteBuffer answer = receive();
        ScsiResponseBhs response = new ScsiResponseBhs().wrap(answer, 0);
        if (response.dataSegmentLengthBytes() < 16) {
            return Integer.toHexString(response.status());
        }
        int sense = response.dataSegmentOffset() + 2;
        return String.format(
                "%x %x %02x/%02x",
                response.status(), answer.get(sense + 2) & 0xf, answer.get(sense + 12), answer.get(sense + 13));
    }

    /** Sends bytes as they are. */
    public void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next PDU that comes, whole. */
    public ByteBuffer receive() throws IOException {
        byte[] bhs = in.readNBytes(Bhs.LENGTH_BYTES);
        if (bhs.length < Bhs.LENGTH_BYTES) {
            throw new EOFException("the peer closed the connection");
        }
        int pduBytes = new AnyBhs().wrap(ByteBuffer.wrap(bhs), 0).pduLengthBytes();
        return ByteBuffer.allocate(pduBytes)
                .put(bhs)
                .put(in.readNBytes(pduBytes - bhs.length))
                .flip();
    }

    /** Whether the peer has closed, or reset, the connection; waits for that or for more to read. */
    public boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
