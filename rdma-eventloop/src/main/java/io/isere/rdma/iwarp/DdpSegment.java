package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.DdpControl;
import io.isere.rdma.iwarp.ddp.TaggedHeader;
import io.isere.rdma.iwarp.ddp.UntaggedHeader;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.ReadRequestHeader;
import io.isere.rdma.iwarp.rdmap.TerminateHeader;
import io.isere.rdma.memory.Slab;
import java.nio.ByteBuffer;

/**
 * The DDP segment that is being received: a copy of its header, which a Terminate message may have to quote, and room for
 * the payload of those messages that end here and not in registered memory.
 *
 * <p>Thread: its connection's loop. Lifetime: the connection's, reused for every segment. Allocates nothing after
 * construction.
 */
final class DdpSegment {
    private static final int CONTROL_PAYLOAD_BYTES = 64;

    private final ByteBuffer header = ByteBuffer.allocate(UntaggedHeader.LENGTH);
    private final TaggedHeader tagged = new TaggedHeader(header, 0);
    private final UntaggedHeader untagged = new UntaggedHeader(header, 0);
    private final Slab controlPayload = new Slab(ByteBuffer.allocateDirect(CONTROL_PAYLOAD_BYTES));
    private final ReadRequestHeader readRequest = new ReadRequestHeader(controlPayload.bytes(), 0);
    private final TerminateHeader terminate = new TerminateHeader(controlPayload.bytes(), 0);

    private int ulpduBytes;
    private RdmapOpcode opcode = RdmapOpcode.SEND;

    /** Takes over the header that begins at {@code offset}; the opcode is to be set once it is known to be valid. */
    void load(ByteBuffer bytes, int offset, int lengthOfUlpdu) {
        int length = DdpControl.headerBytes(bytes.get(offset));
        header.put(0, bytes, offset, length);
        ulpduBytes = lengthOfUlpdu;
    }

    /** What it carries. */
    RdmapOpcode opcode() {
        return opcode;
    }

    void opcode(RdmapOpcode value) {
        opcode = value;
    }

    /** Length of the ULPDU: DDP header and payload. */
    int ulpduBytes() {
        return ulpduBytes;
    }

    /** The DDP control byte. */
    int ddpControl() {
        return header.get(0) & 0xff;
    }

    /** The RDMAP control field. */
    int rdmapControl() {
        return header.get(1) & 0xff;
    }

    boolean isTagged() {
        return DdpControl.isTagged(ddpControl());
    }

    boolean isLast() {
        return DdpControl.isLast(ddpControl());
    }

    int headerBytes() {
        return DdpControl.headerBytes(ddpControl());
    }

    int payloadBytes() {
        return ulpduBytes - headerBytes();
    }

    /** The DDP header's bytes, {@link #headerBytes} of them. */
    ByteBuffer header() {
        return header;
    }

    /** The header, when tagged. */
    TaggedHeader tagged() {
        return tagged;
    }

    /** The header, when untagged. */
    UntaggedHeader untagged() {
        return untagged;
    }

    /** Where the payload of an RDMA Read Request or a Terminate goes. */
    Slab controlPayload() {
        return controlPayload;
    }

    /** That payload as an RDMA Read Request's. */
    ReadRequestHeader readRequest() {
        return readRequest;
    }

    /** That payload as a Terminate's. */
    TerminateHeader terminate() {
        return terminate;
    }
}
