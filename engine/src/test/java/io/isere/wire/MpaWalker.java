package io.isere.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the RDMAP messages out of one direction of an iWARP connection: a second, simple-minded reading of MPA, DDP and
 * RDMAP (RFC 5044, 5041, 5040) to check captures with. No markers, no CRC check.
 */
final class MpaWalker {

    static final int RDMA_WRITE = 0;
    static final int READ_REQUEST = 1;
    static final int READ_RESPONSE = 2;
    static final int SEND = 3;
    static final int SEND_WITH_INVALIDATE = 4;

    private static final int MPA_FRAME_BYTES = 20;
    private static final int CRC_BYTES = 4;

    /**
     * One RDMAP message, put together from its DDP segments.
     *
     * @param opcode RDMAP opcode
     * @param stag STag of a tagged message, invalidated STag of an untagged one
     * @param taggedOffset TO of the first segment of a tagged message
     */
    record Message(int opcode, int stag, long taggedOffset, ByteBuffer payload) {

        boolean isSend() {
            return opcode == SEND || opcode == SEND_WITH_INVALIDATE;
        }
    }

    private MpaWalker() {}

    static List<Message> messages(byte[] stream) {
        ByteBuffer in = ByteBuffer.wrap(stream);
        in.position(MPA_FRAME_BYTES + in.getShort(MPA_FRAME_BYTES - 2));
        List<Message> messages = new ArrayList<>();
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        long firstOffset = -1;
        while (in.hasRemaining()) {
            int ulpduBytes = Short.toUnsignedInt(in.getShort(in.position()));
            ByteBuffer segment = in.slice(in.position() + 2, ulpduBytes);
            in.position(in.position() + (2 + ulpduBytes + 3 & ~3) + CRC_BYTES);
            boolean tagged = (segment.get(0) & 0x80) != 0;
            boolean last = (segment.get(0) & 0x40) != 0;
            int headerBytes = tagged ? 14 : 18;
            firstOffset = firstOffset < 0 && tagged ? segment.getLong(6) : firstOffset;
            payload.write(segment.array(), segment.arrayOffset() + headerBytes, ulpduBytes - headerBytes);
            if (last) {
                int opcode = segment.get(1) & 0x0f;
                messages.add(
                        new Message(opcode, segment.getInt(2), firstOffset, ByteBuffer.wrap(payload.toByteArray())));
                payload.reset();
                firstOffset = -1;
            }
        }
        return messages;
    }
}
