package io.isere.engine;

import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One end of a TCP connection that sends whatever bytes a test wants, in the test's thread. */
abstract class RawTcpPeer {
    final EngineRig rig;
    private final int otherSide;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 20);
    private @Nullable SocketChannel channel;
    boolean digests;

    /** PDUs received, without digests. */
    final List<ByteBuffer> received = new ArrayList<>();

    boolean ended;

    /** @param otherSide which of the rig's loops the other end is on */
    RawTcpPeer(EngineRig rig, int otherSide) {
        this.rig = rig;
        this.otherSide = otherSide;
    }

    /** Takes its connection. */
    final void use(SocketChannel connected) throws IOException {
        channel = connected;
        connected.configureBlocking(false);
    }

    private SocketChannel channel() {
        return Objects.requireNonNull(channel, "not connected yet");
    }

    /** Sends bytes as they are. */
    void sendRaw(byte[] bytes) {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        try {
            while (out.hasRemaining() && !ended) {
                channel().write(out);
                poll();
            }
        } catch (IOException e) {
            ended = true;
        }
    }

    /** Sends a header with data behind it, padded, with digests when they are on. */
    void send(ByteBuffer header, byte[] data) {
        int paddedBytes = Bhs.padded(data.length);
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES + paddedBytes + 8);
        pdu.put(header.duplicate().clear().limit(Bhs.LENGTH_BYTES));
        if (digests) {
            pdu.putInt(crc(pdu.array(), 0, Bhs.LENGTH_BYTES));
        }
        int dataOffset = pdu.position();
        pdu.put(data).position(dataOffset + paddedBytes);
        if (digests && data.length > 0) {
            pdu.putInt(crc(pdu.array(), dataOffset, paddedBytes));
        }
        byte[] bytes = new byte[pdu.position()];
        pdu.get(0, bytes);
        sendRaw(bytes);
    }

    /** The same with a wrong data digest. */
    void sendDamaged(ByteBuffer header, byte[] data) {
        int paddedBytes = Bhs.padded(data.length);
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES + 4 + paddedBytes + 4);
        pdu.put(header.duplicate().clear().limit(Bhs.LENGTH_BYTES));
        pdu.putInt(crc(pdu.array(), 0, Bhs.LENGTH_BYTES));
        pdu.put(data);
        pdu.putInt(pdu.capacity() - 4, ~crc(pdu.array(), Bhs.LENGTH_BYTES + 4, paddedBytes));
        sendRaw(pdu.array());
    }

    static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return Integer.reverseBytes((int) crc.getValue());
    }

    /** Takes what has come. */
    void poll() {
        rig.loop(otherSide).step();
        try {
            int read = ended ? 0 : channel().read(in);
            ended |= read < 0;
        } catch (IOException e) {
            ended = true;
        }
        while (takePdu()) {}
    }

    private boolean takePdu() {
        if (in.position() < Bhs.LENGTH_BYTES) {
            return false;
        }
        AnyBhs bhs = new AnyBhs().wrap(in, 0);
        int dataBytes = bhs.paddedDataSegmentLengthBytes();
        int digestBytes = digests ? 4 : 0;
        int wireBytes = Bhs.LENGTH_BYTES + digestBytes + dataBytes + (dataBytes > 0 ? digestBytes : 0);
        if (in.position() < wireBytes) {
            return false;
        }
        ByteBuffer pdu = ByteBuffer.allocate(Bhs.LENGTH_BYTES + dataBytes);
        pdu.put(0, in, 0, Bhs.LENGTH_BYTES);
        pdu.put(Bhs.LENGTH_BYTES, in, Bhs.LENGTH_BYTES + digestBytes, dataBytes);
        in.flip().position(wireBytes);
        in.compact();
        received.add(pdu);
        return true;
    }

    void until(String what, java.util.function.BooleanSupplier condition) {
        rig.until(what, () -> {
            poll();
            return condition.getAsBoolean();
        });
    }

    void close() {
        try {
            channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
