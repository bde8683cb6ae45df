package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.mpa.Fpdu;
import io.isere.rdma.iwarp.mpa.MpaNegotiation;

/**
 * How the iWARP provider speaks. Every option has a default that suits the Linux kernel's siw as a peer.
 *
 * <p>Set up by one thread, then only read. The names are those of the RFCs; the unit is in the name.
 */
public final class IwarpOptions {
    private static final long SECOND_NS = 1_000_000_000L;

    private int mpaRevision = MpaNegotiation.REVISION_2;
    private boolean retryWithRevision1 = true;
    private boolean crc;
    private boolean peerToPeer;
    private int maxFpduBytes = Fpdu.MAX_FPDU_BYTES;
    private boolean fitFpdusToSegments;
    private int minReadAheadBytes = FpduReceiver.minStageBytes();
    private int receiveStageBytes = 1 << 16;
    private int transmitStageBytes = 1 << 16;
    private int transmitBatchBytes = 1 << 18;
    private int copyLimitBytes = 1024;
    private int maxPendingHandshakes = 256;
    private long requestTimeoutNs = 10 * SECOND_NS;
    private long replyTimeoutNs = 5 * SECOND_NS;
    private long closeTimeoutNs = 2 * SECOND_NS;
    private long nudgeAfterNs = SECOND_NS / 4;

    /** The MPA revision of our requests, 1 or 2; requests of both are answered. Default 2 (RFC 6581). */
    public int mpaRevision() {
        return mpaRevision;
    }

    /** Sets the MPA revision of our requests. */
    public IwarpOptions mpaRevision(int value) {
        mpaRevision = inRange("mpaRevision", value, MpaNegotiation.REVISION_1, MpaNegotiation.REVISION_2);
        return this;
    }

    /**
     * Whether to connect again with revision 1 when the peer closes on a request of revision 2, as one that does not know
     * RFC 6581 does. Default true.
     */
    public boolean retryWithRevision1() {
        return retryWithRevision1;
    }

    /** Sets whether to retry. */
    public IwarpOptions retryWithRevision1(boolean value) {
        retryWithRevision1 = value;
        return this;
    }

    /**
     * Whether to ask for CRCs; they are used when either side asks (RFC 5044 section 7.1.1). Default false, as siw.
     *
     * <p>With CRCs on, payloads are copied before they are sent, so that memory which changes meanwhile cannot make the
     * CRC wrong; that takes a transmit stage of four FPDUs.
     */
    public boolean crc() {
        return crc;
    }

    /** Sets whether to ask for CRCs. */
    public IwarpOptions crc(boolean value) {
        crc = value;
        return this;
    }

    /**
     * Whether to ask for the peer-to-peer model (RFC 6581 section 9.2) as initiator: a zero-length message tells the
     * responder that it may send first. Without it a responder sends nothing before the initiator's first message
     * arrived (RFC 5044 section 7.1.2, rule 4). Default false; iSER's initiator always sends first.
     */
    public boolean peerToPeer() {
        return peerToPeer;
    }

    /** Sets whether to ask for the peer-to-peer model. */
    public IwarpOptions peerToPeer(boolean value) {
        peerToPeer = value;
        return this;
    }

    /** Largest FPDU sent, header to CRC. Default 64 KiB, what loopback and large segment offload like best. */
    public int maxFpduBytes() {
        return maxFpduBytes;
    }

    /** Sets the largest FPDU sent. */
    public IwarpOptions maxFpduBytes(int value) {
        maxFpduBytes = inRange("maxFpduBytes", value, Fpdu.MIN_MULPDU_BYTES + 6, Fpdu.MAX_FPDU_BYTES);
        return this;
    }

    /**
     * Whether an FPDU fits one TCP segment, where the socket tells how large those are: what hardware peers like, and
     * slower between hosts (RFC 5044 section 5.1). Default false.
     */
    public boolean fitFpdusToSegments() {
        return fitFpdusToSegments;
    }

    /** Sets whether FPDUs fit segments. */
    public IwarpOptions fitFpdusToSegments(boolean value) {
        fitFpdusToSegments = value;
        return this;
    }

    /** Least bytes of read-ahead a connection uses: when its payloads are large. Default 8 KiB. */
    public int minReadAheadBytes() {
        return minReadAheadBytes;
    }

    /** Memory of a connection's read-ahead, and most it reads ahead: when its messages are small. Default 64 KiB. */
    public int receiveStageBytes() {
        return receiveStageBytes;
    }

    /** Sets the range of the read-ahead. */
    public IwarpOptions readAheadBytes(int min, int max) {
        minReadAheadBytes = inRange("minReadAheadBytes", min, FpduReceiver.minStageBytes(), 1 << 20);
        receiveStageBytes = inRange("receiveStageBytes", max, min, 1 << 20);
        return this;
    }

    /** Memory of a connection for headers, trailers and small payloads on their way out. Default 64 KiB. */
    public int transmitStageBytes() {
        return transmitStageBytes;
    }

    /** Sets the memory of the transmit stage. */
    public IwarpOptions transmitStageBytes(int value) {
        transmitStageBytes = inRange("transmitStageBytes", value, 4096, 1 << 20);
        return this;
    }

    /** About how much is put together for one gather write. Default 256 KiB. */
    public int transmitBatchBytes() {
        return transmitBatchBytes;
    }

    /** Sets the size of a gather write. */
    public IwarpOptions transmitBatchBytes(int value) {
        transmitBatchBytes = inRange("transmitBatchBytes", value, 4096, 1 << 24);
        return this;
    }

    /** Payloads up to this size are copied behind their header, which is cheaper than a range of their own. Default 1 KiB. */
    public int copyLimitBytes() {
        return copyLimitBytes;
    }

    /** Sets up to which size payloads are copied; at most half of the transmit stage is used. */
    public IwarpOptions copyLimitBytes(int value) {
        copyLimitBytes = inRange("copyLimitBytes", value, 0, 1 << 16);
        return this;
    }

    /** Connections of a listener whose MPA request has not arrived yet; when one more comes, the oldest is closed. */
    public int maxPendingHandshakes() {
        return maxPendingHandshakes;
    }

    /** Sets how many handshakes may be pending. */
    public IwarpOptions maxPendingHandshakes(int value) {
        maxPendingHandshakes = inRange("maxPendingHandshakes", value, 1, 1 << 20);
        return this;
    }

    /** How long a responder waits for the MPA request. Default 10 s, as siw. */
    public long requestTimeoutNs() {
        return requestTimeoutNs;
    }

    /** Sets how long a responder waits. */
    public IwarpOptions requestTimeoutNs(long value) {
        requestTimeoutNs = value;
        return this;
    }

    /** How long an initiator waits for the MPA reply, within its connect's own time. Default 5 s, as siw. */
    public long replyTimeoutNs() {
        return replyTimeoutNs;
    }

    /** Sets how long an initiator waits. */
    public IwarpOptions replyTimeoutNs(long value) {
        replyTimeoutNs = value;
        return this;
    }

    /** How long an orderly end may take to send what is left, and again to see the peer's end. Default 2 s. */
    public long closeTimeoutNs() {
        return closeTimeoutNs;
    }

    /** Sets how long an orderly end may take. */
    public IwarpOptions closeTimeoutNs(long value) {
        closeTimeoutNs = value;
        return this;
    }

    /**
     * How long an initiator waits for the responder's first message before it sends a zero-length RDMA Write, which makes
     * Linux's siw look at what came too early for it (see {@link Nudge}); then twice as long, five times in all. 0: never.
     * Default 250 ms.
     */
    public long nudgeAfterNs() {
        return nudgeAfterNs;
    }

    /** Sets how long an initiator waits before it nudges. */
    public IwarpOptions nudgeAfterNs(long value) {
        nudgeAfterNs = value;
        return this;
    }

    /** MULPDU for a connection whose segments carry {@code segmentBytes}, 0 when that is not known. */
    int mulpduBytes(int segmentBytes) {
        boolean fit = fitFpdusToSegments && segmentBytes > 0;
        return Fpdu.mulpduBytes(fit ? Math.min(maxFpduBytes, segmentBytes & ~7) : maxFpduBytes);
    }

    private static int inRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + min + " to " + max + ", not " + value);
        }
        return value;
    }
}
