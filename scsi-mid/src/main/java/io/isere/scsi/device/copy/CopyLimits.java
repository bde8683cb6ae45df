package io.isere.scsi.device.copy;

import java.nio.ByteBuffer;

/** What the copy manager can do, for OPERATING PARAMETERS and VPD page 8Fh; what is not here is not supported. */
final class CopyLimits {
    static final int TARGET_DESCRIPTORS_MAX = 8;
    static final int SEGMENT_DESCRIPTORS_MAX = 64;
    /** MAXIMUM DESCRIPTOR LIST LENGTH: room for as many descriptors of both kinds. */
    static final int DESCRIPTOR_LIST_BYTES_MAX =
            TARGET_DESCRIPTORS_MAX * TargetDescriptor.BYTES + SEGMENT_DESCRIPTORS_MAX * BlockSegment.BYTES;
    /** MAXIMUM SEGMENT LENGTH: no limit but the field's own. */
    static final int SEGMENT_BYTES_UNLIMITED = 0;
    /** Copies under way of one nexus at one unit. */
    static final int CONCURRENT_COPIES_MAX = 16;
    /** DATA SEGMENT GRANULARITY: 512 bytes, as a power of two. */
    static final int SEGMENT_GRANULARITY = 9;

    private static final byte[] DESCRIPTOR_TYPES = {(byte) BlockSegment.TYPE, (byte) TargetDescriptor.TYPE};

    private CopyLimits() {}

    /** A list of the descriptor types known, ascending, after its length of one byte. */
    static void putDescriptorTypes(ByteBuffer buffer) {
        buffer.put((byte) DESCRIPTOR_TYPES.length).put(DESCRIPTOR_TYPES);
    }
}
