package io.isere.rdma.disni;

import com.ibm.disni.verbs.impl.NativeDispatcher;
import io.isere.rdma.verbs.RdmaException;
import io.netty.channel.unix.Buffer;
import io.netty.util.internal.PlatformDependent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Where the fields of the C structures lie (libibverbs and librdmacm, 64-bit platforms), and native memory to lay them out
 * in. Constants and pure functions; any thread.
 */
final class NativeLayout {
    // struct ibv_send_wr
    static final int SEND_BYTES = 128;
    static final int SEND_SGES = 16;
    static final int SEND_SGE_COUNT = 24;
    static final int SEND_OPCODE = 28;
    static final int SEND_FLAGS = 32;
    static final int SEND_INVALIDATE = 36;
    static final int SEND_REMOTE_ADDRESS = 40;
    static final int SEND_REMOTE_KEY = 48;

    // struct ibv_recv_wr
    static final int RECEIVE_BYTES = 32;
    static final int RECEIVE_SGES = 16;
    static final int RECEIVE_SGE_COUNT = 24;

    // struct ibv_sge
    static final int SGE_BYTES = 16;
    static final int SGE_LENGTH = 8;
    static final int SGE_KEY = 12;

    // struct ibv_wc; of a failed one only the id and the status mean something.
    static final int COMPLETION_BYTES = 48;
    static final int COMPLETION_STATUS = 8;
    static final int COMPLETION_LENGTH = 20;

    // enum ibv_wr_opcode and ibv_send_flags
    static final int OPCODE_WRITE = 0;
    static final int OPCODE_SEND = 2;
    static final int OPCODE_READ = 4;
    static final int OPCODE_SEND_INVALIDATE = 9;
    static final int FLAG_SIGNALED = 2;
    static final int FLAG_SOLICITED = 4;

    /** enum ibv_qp_type: reliable connection. */
    static final int RELIABLE_CONNECTION = 2;

    private static final int EVENT_CHANNEL_FD = 0; // struct rdma_event_channel
    private static final int COMPLETION_CHANNEL_FD = 8; // struct ibv_comp_channel
    private static final int CONTEXT_DEVICE = 0; // struct ibv_context
    private static final int DEVICE_TRANSPORT = 20; // struct ibv_device
    private static final int DEVICE_NAME = 24;
    private static final int DEVICE_NAME_BYTES = 64;
    private static final int TRANSPORT_IWARP = 1;

    private NativeLayout() {}

    /** Refuses a library in which the structures look otherwise. */
    static void check(NativeDispatcher library) {
        require("an address", Buffer.addressSize(), Long.BYTES);
        require("struct ibv_send_wr", library._getIbvSendWRSize(), SEND_BYTES);
        require("wr.rdma.remote_addr", library._getRemoteAddressOffset(), SEND_REMOTE_ADDRESS);
        require("wr.rdma.rkey", library._getRKeyOffset(), SEND_REMOTE_KEY);
        require("struct ibv_recv_wr", library._getIbvRecvWRSize(), RECEIVE_BYTES);
        require("struct ibv_sge", library._getIbvSgeSize(), SGE_BYTES);
        require("struct ibv_wc", library._getIbvWCSize(), COMPLETION_BYTES);
    }

    private static void require(String what, int found, int wanted) {
        if (found != wanted) {
            throw new RdmaException("libdisni and this Isere do not go together: " + what + " is " + found
                    + " on this platform, not " + wanted + "; DiSNI 2.1 on a 64-bit Linux is needed");
        }
    }

    /** Zeroed native memory in the platform's byte order. */
    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    static long addressOf(ByteBuffer buffer) {
        return Buffer.memoryAddress(buffer);
    }

    /** The descriptor of an event channel; DiSNI's own getter always says 0. */
    static int eventChannelDescriptor(long channel) {
        return PlatformDependent.getInt(channel + EVENT_CHANNEL_FD);
    }

    /** The descriptor of a completion channel; DiSNI's own getter always says 0. */
    static int completionChannelDescriptor(long channel) {
        return PlatformDependent.getInt(channel + COMPLETION_CHANNEL_FD);
    }

    /** Whether the device of a context speaks iWARP, on which RDMA and TCP share the port numbers. */
    static boolean isIwarp(long context) {
        return PlatformDependent.getInt(deviceOf(context) + DEVICE_TRANSPORT) == TRANSPORT_IWARP;
    }

    /** The name of a context's device, {@code mlx5_0} for example. */
    static String deviceName(long context) {
        long name = deviceOf(context) + DEVICE_NAME;
        byte[] bytes = new byte[DEVICE_NAME_BYTES];
        int length = 0;
        for (byte next = PlatformDependent.getByte(name); next != 0 && length < bytes.length; length++) {
            bytes[length] = next;
            next = PlatformDependent.getByte(name + length + 1);
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private static long deviceOf(long context) {
        return PlatformDependent.getLong(context + CONTEXT_DEVICE);
    }
}
