package io.isere.rdma.iwarp;

import io.isere.rdma.memory.Slab;
import io.isere.rdma.net.DetachedSocket;
import io.isere.rdma.net.IoVector;
import io.isere.rdma.net.SocketListener;
import io.isere.rdma.net.StreamSocket;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.IntSupplier;

/** A socket made of two arrays: the test says what arrives, and how many bytes one read or write moves. */
final class ScriptedSocket implements StreamSocket, DetachedSocket {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private byte[] incoming = new byte[0];
    private int readFrom;
    private int readLimit;
    private boolean ended;
    private boolean broken;
    private boolean wantsWritable;
    private SocketListener listener;
    private IntSupplier readSizes = () -> Integer.MAX_VALUE;
    private IntSupplier writeSizes = () -> Integer.MAX_VALUE;
    final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
    boolean outputEnded;
    boolean closed;
    boolean wasReset;

    /** How many bytes each read gives at most. */
    ScriptedSocket readSizes(IntSupplier sizes) {
        readSizes = sizes;
        return this;
    }

    /** How many bytes each write takes at most; 0: it would block. */
    ScriptedSocket writeSizes(IntSupplier sizes) {
        writeSizes = sizes;
        return this;
    }

    /** Bytes arrive. */
    void arrive(byte[] bytes) {
        incoming = Bytes.concat(java.util.Arrays.copyOfRange(incoming, readFrom, incoming.length), bytes);
        readLimit = incoming.length;
        readFrom = 0;
        tellReadable();
    }

    /** The peer ends its half. */
    void end() {
        ended = true;
        tellReadable();
    }

    /** The connection breaks. */
    void breakDown() {
        broken = true;
        tellReadable();
    }

    /** There is room again, when somebody waits for it. */
    void tellWritable() {
        if (wantsWritable && !closed) {
            wantsWritable = false;
            listener.onWritable();
        }
    }

    private void tellReadable() {
        if (listener != null && !closed) {
            listener.onReadable();
        }
    }

    /** What was written since the last call. */
    byte[] takeOutgoing() {
        byte[] bytes = outgoing.toByteArray();
        outgoing.reset();
        return bytes;
    }

    @Override
    public int read(Slab slab, int offsetBytes, int lengthBytes) {
        if (closed || broken) {
            return FAILED;
        }
        if (readFrom == readLimit) {
            return ended ? END_OF_STREAM : WOULD_BLOCK;
        }
        int count = Math.min(Math.min(lengthBytes, readLimit - readFrom), Math.max(1, readSizes.getAsInt()));
        slab.bytes().put(offsetBytes, incoming, readFrom, count);
        readFrom += count;
        return count;
    }

    @Override
    public long read(IoVector into) {
        long total = 0;
        long budget = Math.max(1, readSizes.getAsInt());
        while (into.count() > 0 && total < budget) {
            int wanted = (int) Math.min(into.lengthBytes(0), budget - total);
            IntSupplier sizes = readSizes;
            readSizes = () -> wanted;
            int count = read(into.slab(0), into.offsetBytes(0), wanted);
            readSizes = sizes;
            if (count <= 0) {
                return total > 0 ? total : count;
            }
            into.consume(count);
            total += count;
        }
        return total;
    }

    @Override
    public long write(IoVector from) {
        if (closed || broken || outputEnded) {
            return FAILED;
        }
        long left = writeSizes.getAsInt();
        long total = 0;
        while (from.count() > 0 && left > 0) {
            int count = (int) Math.min(left, from.lengthBytes(0));
            byte[] bytes = new byte[count];
            from.slab(0).bytes().get(from.offsetBytes(0), bytes);
            outgoing.writeBytes(bytes);
            from.consume(count);
            left -= count;
            total += count;
        }
        return total;
    }

    @Override
    public void listener(SocketListener next) {
        listener = next;
    }

    @Override
    public void wantWritable() {
        wantsWritable = true;
    }

    @Override
    public String failure() {
        return broken ? "scripted failure" : "";
    }

    @Override
    public InetSocketAddress localAddress() {
        return ADDRESS;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return ADDRESS;
    }

    @Override
    public int maxSegmentBytes() {
        return 0;
    }

    @Override
    public DetachedSocket detach() {
        listener = null;
        return this;
    }

    @Override
    public void shutdownOutput() {
        outputEnded = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void reset() {
        closed = true;
        wasReset = true;
    }
}
