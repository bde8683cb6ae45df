package io.isere.rdma.net;

import io.isere.rdma.memory.Slab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of a connection under test: keeps what it read, and sends what it is told to as the socket takes it. Written by
 * its loop; the volatile fields are read by the test.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
final class SocketProbe implements SocketListener, StreamSockets.ConnectHandler {
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    final List<Long> writes = new ArrayList<>();
    volatile StreamSocket socket;
    volatile IOException connectFailure;
    volatile boolean reading = true;
    volatile int readBytes;
    volatile int readableHints;
    volatile int writableHints;
    volatile int end;
    volatile boolean allSent;

    private final Slab in;
    private final IoVector out = new IoVector(256);

    SocketProbe(int readChunkBytes) {
        in = new Slab(ByteBuffer.allocateDirect(readChunkBytes));
    }

    void attach(StreamSocket given) {
        socket = given;
        given.listener(this);
    }

    @Override
    public void onConnected(StreamSocket connected) {
        attach(connected);
    }

    @Override
    public void onFailed(IOException cause) {
        connectFailure = cause;
    }

    @Override
    public void onReadable() {
        readableHints++;
        if (reading) {
            readAll();
        }
    }

    void readAll() {
        byte[] copy = new byte[in.lengthBytes()];
        int count = socket.read(in, 0, in.lengthBytes());
        while (count > 0) {
            in.bytes().get(0, copy, 0, count);
            received.write(copy, 0, count);
            readBytes += count;
            count = socket.read(in, 0, in.lengthBytes());
        }
        end = count;
    }

    /** Appends to what is to be sent; call {@link #send} then. */
    void add(byte[] bytes) {
        Slab slab = new Slab(ByteBuffer.allocateDirect(bytes.length));
        slab.bytes().put(0, bytes);
        add(slab, 0, bytes.length);
    }

    void add(Slab slab, int offsetBytes, int lengthBytes) {
        if (!out.add(slab, offsetBytes, lengthBytes)) {
            throw new IllegalStateException("test vector too small");
        }
    }

    void send() {
        long asked = out.totalBytes();
        long written = socket.write(out);
        writes.add(written);
        if (written < 0) {
            end = (int) written;
        } else if (written < asked) {
            socket.wantWritable();
        } else {
            allSent = true;
        }
    }

    @Override
    public void onWritable() {
        writableHints++;
        send();
    }
}
