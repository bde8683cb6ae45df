package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.ddp.DdpControl;
import io.isere.rdma.iwarp.ddp.UntaggedHeader;
import io.isere.rdma.iwarp.mpa.Fpdu;
import io.isere.rdma.iwarp.mpa.FpduCrc;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.ReadRequestHeader;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.iwarp.rdmap.TerminateHeader;
import io.isere.rdma.memory.Slab;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the FPDU of a Terminate message (RFC 5040 sections 4.8 and 7.1). Pure functions; control path.
 */
final class TerminateMessage {
    /** Most bytes of the FPDU. */
    static final int MAX_FPDU_BYTES = Fpdu.wireBytes(UntaggedHeader.LENGTH + TerminateHeader.MAX_LENGTH);

    /** A stream has one Terminate message. */
    private static final int MESSAGE_NUMBER = 1;

    private TerminateMessage() {}

    /**
     * Writes the FPDU; returns its length.
     *
     * @param segment the segment in error, whose headers are copied where the cause wants it; null when there is none
     */
    static int write(Slab slab, int offset, TerminateCause cause, @Nullable DdpSegment segment, boolean crcOn) {
        ByteBuffer bytes = slab.bytes();
        int at = offset + Fpdu.LENGTH_FIELD_BYTES;
        new UntaggedHeader(bytes, at)
                .control(RdmapOpcode.TERMINATE.ddpControl(true))
                .rdmapControl(RdmapOpcode.TERMINATE.rdmapControl())
                .invalidateStag(0)
                .queueNumber(DdpControl.QN_TERMINATE)
                .messageSequenceNumber(MESSAGE_NUMBER)
                .messageOffset(0);
        int ulpduBytes = UntaggedHeader.LENGTH + writeHeader(bytes, at + UntaggedHeader.LENGTH, cause, segment);
        bytes.putShort(offset, (short) ulpduBytes);
        return finish(slab, offset, ulpduBytes, crcOn);
    }

    private static int writeHeader(ByteBuffer bytes, int at, TerminateCause cause, @Nullable DdpSegment segment) {
        TerminateHeader header = new TerminateHeader(bytes, at);
        header.error(cause.code().layer(), cause.code().type(), cause.code().code());
        if (segment == null || !cause.copiesDdpHeader()) {
            header.headerControl(0);
            return TerminateHeader.LENGTH;
        }
        int length = header.copiedHeadersOffset();
        header.segmentLengthBytes(segment.ulpduBytes());
        bytes.put(at + length, segment.header(), 0, segment.headerBytes());
        length += segment.headerBytes();
        int flags = TerminateHeader.FLAG_SEGMENT_LENGTH | TerminateHeader.FLAG_DDP_HEADER;
        if (cause.copiesReadHeader() && isReadRequest(segment)) {
            bytes.put(at + length, segment.controlPayload().bytes(), 0, ReadRequestHeader.LENGTH);
            length += ReadRequestHeader.LENGTH;
            flags |= TerminateHeader.FLAG_RDMA_HEADER;
        }
        header.headerControl(flags);
        return length;
    }

    private static boolean isReadRequest(DdpSegment segment) {
        return !segment.isTagged() && segment.opcode() == RdmapOpcode.READ_REQUEST;
    }

    private static int finish(Slab slab, int offset, int ulpduBytes, boolean crcOn) {
        int covered = Fpdu.wireBytes(ulpduBytes) - Fpdu.CRC_BYTES;
        for (int i = Fpdu.LENGTH_FIELD_BYTES + ulpduBytes; i < covered; i++) {
            slab.bytes().put(offset + i, (byte) 0);
        }
        FpduCrc crc = new FpduCrc();
        crc.update(slab, offset, covered);
        slab.bytes().putInt(offset + covered, crcOn ? crc.wireValue() : 0);
        return covered + Fpdu.CRC_BYTES;
    }
}
