package io.isere.rdma.iwarp;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.iwarp.Loopback.Acceptor;
import io.isere.rdma.iwarp.Loopback.End;
import io.isere.rdma.memory.Access;
import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.MemoryWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One end on a {@link ScriptedSocket}, with receives posted and a window open; all other memory is full of canaries. And a
 * script of what an honest peer sends it.
 */
final class ScriptedScene implements AutoCloseable {
    static final int MEMORY_BYTES = 1 << 17;
    static final byte CANARY = 0x5a;
    static final int RECEIVE_BYTES = 8192;
    static final int RECEIVE_COUNT = 4;
    static final int WINDOW_OFFSET = 65536;
    static final int WINDOW_BYTES = 32768;

    final boolean crc;
    final Loopback loopback;
    final ScriptedSocket socket = new ScriptedSocket();
    final End end;
    final MemoryWindow window;

    ScriptedScene(boolean crc) {
        this.crc = crc;
        ScriptedSockets sockets = new ScriptedSockets();
        loopback = new Loopback(new IwarpOptions(), sockets);
        Acceptor acceptor = loopback.listen(new ConnectOptions(new byte[0], 4, 4, 0), MEMORY_BYTES, null);
        sockets.dialIn(socket);
        socket.arrive(Bytes.mpaRequest(crc ? 0x50 : 0x10, 2, Bytes.hex("0004 0004")));
        loopback.until("accepted", () -> acceptor.last != null && acceptor.last.info != null);
        loopback.step();
        end = acceptor.last;
        assertThat(socket.takeOutgoing()).hasSize(24);
        byte[] canaries = new byte[MEMORY_BYTES];
        Arrays.fill(canaries, CANARY);
        end.bytes.put(0, canaries);
        for (int i = 0; i < RECEIVE_COUNT; i++) {
            end.receive(receiveOffset(i), RECEIVE_BYTES);
        }
        window = loopback.device.protectionDomain().createWindow();
        int access = Access.REMOTE_READ | Access.REMOTE_WRITE;
        end.queuePair.bindWindow(window, end.memory, WINDOW_OFFSET, WINDOW_BYTES, access);
    }

    /** Receives lie with a gap between them. */
    static int receiveOffset(int index) {
        return index * 2 * RECEIVE_BYTES;
    }

    /** What an honest peer sends: Sends in one and in three segments, Writes small and large, a Read, a Send-Inv. */
    List<byte[]> honestFpdus() {
        byte[] sent = Bytes.payload(7001);
        List<byte[]> ulpdus = new ArrayList<>();
        ulpdus.add(Bytes.untagged(Bytes.UNTAGGED_LAST, Bytes.SEND, 0, 0, 1, 0, Bytes.payload(77)));
        ulpdus.add(Bytes.tagged(
                Bytes.TAGGED_LAST, Bytes.WRITE, window.stag(), window.remoteOffset(), Bytes.payload(20_002)));
        ulpdus.add(Bytes.tagged(
                Bytes.TAGGED_LAST, Bytes.WRITE, window.stag(), window.remoteOffset() + 20_002, Bytes.payload(9)));
        ulpdus.add(Bytes.untagged(Bytes.UNTAGGED_MORE, Bytes.SEND, 0, 0, 2, 0, Arrays.copyOf(sent, 3000)));
        ulpdus.add(
                Bytes.untagged(Bytes.UNTAGGED_MORE, Bytes.SEND, 0, 0, 2, 3000, Arrays.copyOfRange(sent, 3000, 3001)));
        ulpdus.add(
                Bytes.untagged(Bytes.UNTAGGED_LAST, Bytes.SEND, 0, 0, 2, 3001, Arrays.copyOfRange(sent, 3001, 7001)));
        ulpdus.add(Bytes.untagged(
                Bytes.UNTAGGED_LAST,
                Bytes.READ_REQUEST,
                0,
                1,
                1,
                0,
                Bytes.readRequest(7, 8, 20_002, window.stag(), window.remoteOffset())));
        ulpdus.add(Bytes.untagged(Bytes.UNTAGGED_LAST, Bytes.SEND_SOLICITED, 0, 0, 3, 0, new byte[0]));
        List<byte[]> fpdus = new ArrayList<>();
        ulpdus.forEach(ulpdu -> fpdus.add(Bytes.fpdu(ulpdu, crc)));
        return fpdus;
    }

    /** That everything {@link #honestFpdus} says has come, and the Read was answered. */
    void assertHonestStreamArrived() {
        for (int i = 0; i < 3; i++) {
            loopback.step();
        }
        assertThat(end.disconnect).isNull();
        assertThat(end.received).isEqualTo(3);
        assertThat(at(receiveOffset(0), 77)).isEqualTo(Bytes.payload(77));
        assertThat(at(receiveOffset(1), 7001)).isEqualTo(Bytes.payload(7001));
        assertThat(at(WINDOW_OFFSET, 20_002)).isEqualTo(Bytes.payload(20_002));
        assertThat(at(WINDOW_OFFSET + 20_002, 9)).isEqualTo(Bytes.payload(9));
        byte[] response = Bytes.tagged(Bytes.TAGGED_LAST, Bytes.READ_RESPONSE, 7, 8, Bytes.payload(20_002));
        assertThat(socket.takeOutgoing()).isEqualTo(Bytes.fpdu(response, crc));
    }

    byte[] at(int offset, int length) {
        byte[] bytes = new byte[length];
        end.bytes.get(offset, bytes);
        return bytes;
    }

    /** That nothing was written but receives and window. */
    void assertCanaries() {
        for (int i = 0; i < RECEIVE_COUNT; i++) {
            assertThat(at(receiveOffset(i) + RECEIVE_BYTES, RECEIVE_BYTES)).containsOnly(CANARY);
        }
        int behind = WINDOW_OFFSET + WINDOW_BYTES;
        assertThat(at(behind, MEMORY_BYTES - behind)).containsOnly(CANARY);
    }

    @Override
    public void close() {
        loopback.close();
    }
}
