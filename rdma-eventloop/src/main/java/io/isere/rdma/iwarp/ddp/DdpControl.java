package io.isere.rdma.iwarp.ddp;

/**
 * The first byte of every DDP segment (RFC 5041 section 4.1), and the queues of the untagged model. Pure functions.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |T|L| Rsvd  |DV |
 * +-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class DdpControl {
    /** T: the tagged buffer model. */
    public static final int TAGGED = 0x80;

    /** L: the last segment of its message. */
    public static final int LAST = 0x40;

    /** DV: the version this implements. */
    public static final int VERSION = 1;

    /** Queue number of all kinds of Send. */
    public static final int QN_SEND = 0;

    /** Queue number of RDMA Read Requests. */
    public static final int QN_READ_REQUEST = 1;

    /** Queue number of Terminate. */
    public static final int QN_TERMINATE = 2;

    /** Number of queues RDMAP uses. */
    public static final int QUEUE_COUNT = 3;

    private static final int VERSION_MASK = 0x03;

    private DdpControl() {}

    /** Whether T is set. */
    public static boolean isTagged(int control) {
        return (control & TAGGED) != 0;
    }

    /** Whether L is set. */
    public static boolean isLast(int control) {
        return (control & LAST) != 0;
    }

    /** DV. */
    public static int version(int control) {
        return control & VERSION_MASK;
    }

    /** Bytes of the header that this control byte starts. */
    public static int headerBytes(int control) {
        return isTagged(control) ? TaggedHeader.LENGTH : UntaggedHeader.LENGTH;
    }
}
