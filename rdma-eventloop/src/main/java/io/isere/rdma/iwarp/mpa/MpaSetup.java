package io.isere.rdma.iwarp.mpa;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The content of an MPA Request or Reply Frame (RFC 5044 section 7.1.1, RFC 6581 section 6). Immutable apart from the
 * private data, which is shared. Control path.
 *
 * @param request a Request Frame, otherwise a Reply Frame
 * @param revision Rev
 * @param markers M: the sender needs markers in what it receives
 * @param crc C: the sender wants CRCs
 * @param rejected R: the connection is rejected
 * @param enhanced the enhanced data, null when S is clear
 * @param privateData the consumer's private data, without the enhanced data
 */
@SuppressWarnings("ArrayRecordComponent") // Private data is handed over once; nobody compares these records.
public record MpaSetup(
        boolean request,
        int revision,
        boolean markers,
        boolean crc,
        boolean rejected,
        @Nullable Enhanced enhanced,
        byte[] privateData) {

    /**
     * Enhanced connection establishment data (RFC 6581 section 9).
     *
     * @param flags A, B, C, D as in {@link EnhancedData}
     * @param ird inbound RDMA Read depth of the sender
     * @param ord outbound RDMA Read depth of the sender
     */
    public record Enhanced(int flags, int ird, int ord) {
        /** A: the peer-to-peer model. */
        public boolean peerToPeer() {
            return (flags & EnhancedData.FLAG_PEER_TO_PEER) != 0;
        }
    }

    /** Reads a frame that is there completely, and whose S bit is believed only when there is room for its data. */
    public static MpaSetup decode(ByteBuffer bytes, int offset) {
        MpaFrame frame = new MpaFrame(bytes, offset);
        int flags = frame.flags();
        int start = offset + MpaFrame.LENGTH;
        int length = frame.privateDataBytes();
        Enhanced enhanced = null;
        if ((flags & MpaFrame.FLAG_ENHANCED) != 0 && frame.revision() >= 2 && length >= EnhancedData.LENGTH) {
            EnhancedData data = new EnhancedData(bytes, start);
            enhanced = new Enhanced(data.flags(), data.ird(), data.ord());
            start += EnhancedData.LENGTH;
            length -= EnhancedData.LENGTH;
        }
        byte[] privateData = new byte[length];
        bytes.get(start, privateData);
        return new MpaSetup(
                frame.isRequest(),
                frame.revision(),
                (flags & MpaFrame.FLAG_MARKERS) != 0,
                (flags & MpaFrame.FLAG_CRC) != 0,
                (flags & MpaFrame.FLAG_REJECTED) != 0,
                enhanced,
                privateData);
    }

    /** Bytes of the frame. */
    public int wireBytes() {
        return MpaFrame.LENGTH + (enhanced == null ? 0 : EnhancedData.LENGTH) + privateData.length;
    }

    /** Writes the frame; returns its length. */
    public int encode(ByteBuffer bytes, int offset) {
        MpaFrame frame = new MpaFrame(bytes, offset);
        if (request) {
            frame.requestKey();
        } else {
            frame.replyKey();
        }
        int start = offset + MpaFrame.LENGTH;
        if (enhanced != null) {
            new EnhancedData(bytes, start)
                    .flags(enhanced.flags)
                    .ird(enhanced.ird)
                    .ord(enhanced.ord);
            start += EnhancedData.LENGTH;
        }
        bytes.put(start, privateData);
        frame.flags(flags()).revision(revision).privateDataBytes(wireBytes() - MpaFrame.LENGTH);
        return wireBytes();
    }

    private int flags() {
        return (markers ? MpaFrame.FLAG_MARKERS : 0)
                | (crc ? MpaFrame.FLAG_CRC : 0)
                | (rejected ? MpaFrame.FLAG_REJECTED : 0)
                | (enhanced != null ? MpaFrame.FLAG_ENHANCED : 0);
    }
}
