package io.isere.iser;

import java.nio.ByteBuffer;

/**
 * The Hello exchange of a connection (RFC 7145 section 5.1.3), both ends of it: an initiator says how many RDMA Reads it
 * serves at a time, a target how many it is going to have outstanding. Nobody in the field sends it unless asked to.
 *
 * <p>Thread: the connection's loop. Allocates at construction, and for what it complains of.
 */
final class IserHello {
    /** What the RFC's figures and the implementations have. */
    private static final int VERSION = 1;
    /** What the RFC's text has. */
    private static final int VERSION_OF_TEXT = 10;

    private final IserHelloHeader hello = new IserHelloHeader();
    private final IserHelloReplyHeader reply = new IserHelloReplyHeader();
    private boolean awaited;

    /** Initiator: writes a Hello; its reply is awaited from now on. */
    void write(ByteBuffer buffer, int offset, int ird) {
        hello.wrap(buffer, offset)
                .init()
                .maxVersion(VERSION)
                .minVersion(VERSION)
                .inboundReadDepth(ird);
        awaited = true;
    }

    /**
     * Initiator: looks at a HelloReply.
     *
     * @return why the connection cannot go on; empty if it can
     */
    String problemOfReply(ByteBuffer buffer, int offset, int ird) {
        reply.wrap(buffer, offset);
        if (!awaited) {
            return "an iSER HelloReply came that nobody asked for";
        }
        awaited = false;
        if (reply.rejectBit()) {
            return "the target rejects the iSER Hello: it speaks versions up to " + reply.maxVersion() + ", this side "
                    + VERSION;
        }
        if (reply.currentVersion() != VERSION) {
            return "the target answers the iSER Hello with version " + reply.currentVersion() + ", offered was "
                    + VERSION;
        }
        boolean neverReads = ird > 0 && reply.outboundReadDepth() == 0;
        return neverReads ? "the target says it can have no RDMA Read outstanding, so it could take no data" : "";
    }

    /**
     * Target: answers a Hello.
     *
     * @param ord RDMA Reads that the RDMA connection lets this side have outstanding
     * @return why the connection cannot go on, which the reply says too; empty if it can
     */
    String answer(ByteBuffer received, int receivedOffset, ByteBuffer buffer, int offset, int ord) {
        hello.wrap(received, receivedOffset);
        int version = hello.minVersion() <= VERSION && VERSION <= hello.maxVersion() ? VERSION : VERSION_OF_TEXT;
        boolean common = hello.minVersion() <= version && version <= hello.maxVersion();
        reply.wrap(buffer, offset)
                .init()
                .rejectBit(!common)
                .maxVersion(VERSION_OF_TEXT)
                .currentVersion(version)
                .outboundReadDepth(Math.min(ord, hello.inboundReadDepth()));
        return common
                ? ""
                : "the initiator's iSER Hello offers versions " + hello.minVersion() + " to " + hello.maxVersion()
                        + ", this side speaks " + VERSION + " and " + VERSION_OF_TEXT;
    }
}
