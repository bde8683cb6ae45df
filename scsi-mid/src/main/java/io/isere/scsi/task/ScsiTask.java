package io.isere.scsi.task;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One SCSI command under way: request, data, result. One reusable class for both roles (SAM-5 5.1).
 *
 * <p>Owned by one loop, and there by whoever holds it: the application client before {@link ScsiPort#submit} accepts it
 * and from its completion on, the port in between. Allocates its areas at construction and nothing after; {@link
 * #reset} makes it ready for the next command. All lengths are in bytes.
 */
public final class ScsiTask {
    /** Longest CDB: the extended and variable length ones (SPC-4 4.2). */
    public static final int CDB_BYTES_MAX = 260;
    /** Longest sense data (SPC-4 4.5.1). */
    public static final int SENSE_BYTES_MAX = 252;

    // Links of the one list that holds the task, kept by TaskList.
    @Nullable
    TaskList list;

    @Nullable
    ScsiTask next;

    @Nullable
    ScsiTask previous;

    // Bindings: they outlive reset().
    private @Nullable Nexus nexus;
    private @Nullable TaskTransport transport;
    private @Nullable Object deviceServerState;
    private @Nullable Object applicationClientState;

    // Request.
    private long tag;
    private long lun;
    private TaskAttribute attribute = TaskAttribute.SIMPLE;
    private final ByteBuffer cdb = ByteBuffer.allocate(CDB_BYTES_MAX);
    private int cdbLengthBytes;
    private DataDirection direction = DataDirection.NONE;
    private long expectedDataBytes;
    private final DataSegments clientData = new DataSegments();
    private long timeoutNs;
    private @Nullable ScsiCompletion completion;
    private @Nullable Object attachment;

    // Device server.
    private final DataSegments data = new DataSegments();
    private long requestedBytes;
    private boolean abortRequested;

    // Result.
    private TaskOutcome outcome = TaskOutcome.PENDING;
    private int status;
    private final ByteBuffer sense = ByteBuffer.allocate(SENSE_BYTES_MAX);
    private int senseLengthBytes;
    private long transferredBytes;
    private long underflowBytes;
    private long overflowBytes;

    /** Forgets the command and its result; keeps nexus, transport and both sides' state objects. */
    public ScsiTask reset() {
        assert list == null : "task is in a list";
        tag = 0;
        lun = 0;
        attribute = TaskAttribute.SIMPLE;
        cdbLengthBytes = 0;
        direction = DataDirection.NONE;
        expectedDataBytes = 0;
        clientData.clear();
        timeoutNs = 0;
        completion = null;
        attachment = null;
        resetResult();
        return this;
    }

    /** Forgets the result only, so that the same command can be submitted again. */
    public ScsiTask resetResult() {
        data.clear();
        requestedBytes = 0;
        abortRequested = false;
        outcome = TaskOutcome.PENDING;
        status = ScsiStatus.GOOD;
        senseLengthBytes = 0;
        transferredBytes = 0;
        underflowBytes = 0;
        overflowBytes = 0;
        return this;
    }

    /** Command identifier, unique among the tasks of its nexus (SAM-5 4.8.2); set by the port. */
    public long tag() {
        return tag;
    }

    public ScsiTask tag(long tag) {
        this.tag = tag;
        return this;
    }

    /** 64-bit SAM LUN; see {@link Lun}. */
    public long lun() {
        return lun;
    }

    public ScsiTask lun(long lun) {
        this.lun = lun;
        return this;
    }

    public TaskAttribute attribute() {
        return attribute;
    }

    public ScsiTask attribute(TaskAttribute attribute) {
        this.attribute = attribute;
        return this;
    }

    /** The CDB's area, from index 0; bytes after {@link #cdbLengthBytes} mean nothing. Absolute access only. */
    public ByteBuffer cdb() {
        return cdb;
    }

    /** Valid bytes of {@link #cdb}; a transport that cannot tell gives 16 for the standard ones. */
    public int cdbLengthBytes() {
        return cdbLengthBytes;
    }

    public ScsiTask cdbLengthBytes(int cdbLengthBytes) {
        assert cdbLengthBytes >= 0 && cdbLengthBytes <= CDB_BYTES_MAX;
        this.cdbLengthBytes = cdbLengthBytes;
        return this;
    }

    public DataDirection direction() {
        return direction;
    }

    public ScsiTask direction(DataDirection direction) {
        this.direction = direction;
        return this;
    }

    /** What the application client's buffer holds or offers: iSCSI's Expected Data Transfer Length, unsigned 32 bit. */
    public long expectedDataBytes() {
        return expectedDataBytes;
    }

    public ScsiTask expectedDataBytes(long expectedDataBytes) {
        this.expectedDataBytes = expectedDataBytes;
        return this;
    }

    /** The application client's buffer, at least {@link #expectedDataBytes} long. */
    public DataSegments clientData() {
        return clientData;
    }

    /** Where the device server's data comes from or lands: transport's buffer or backstore's memory. */
    public DataSegments data() {
        return data;
    }

    /** Time the port gives the task before it starts recovery; 0: the port's default. */
    public long timeoutNs() {
        return timeoutNs;
    }

    public ScsiTask timeoutNs(long timeoutNs) {
        this.timeoutNs = timeoutNs;
        return this;
    }

    /** Whom to call when the task has ended; set by the application client before submit. */
    public ScsiCompletion completion() {
        return Objects.requireNonNull(completion, "task has no completion");
    }

    public ScsiTask completion(ScsiCompletion completion) {
        this.completion = completion;
        return this;
    }

    /** The application client's own; the port neither reads nor changes it. */
    public @Nullable Object attachment() {
        return attachment;
    }

    public ScsiTask attachment(@Nullable Object attachment) {
        this.attachment = attachment;
        return this;
    }

    /** The nexus the task came by; device server side only, set once when the task is bound to its connection. */
    public Nexus nexus() {
        return Objects.requireNonNull(nexus, "task is bound to no nexus");
    }

    public ScsiTask nexus(Nexus nexus) {
        this.nexus = nexus;
        return this;
    }

    /** The transport the task came by; device server side only, set once when the task is bound. */
    public TaskTransport transport() {
        return Objects.requireNonNull(transport, "task is bound to no transport");
    }

    public ScsiTask transport(TaskTransport transport) {
        this.transport = transport;
        return this;
    }

    /** The device server's own: made at the task's first command, reused for all later ones. */
    public @Nullable Object deviceServerState() {
        return deviceServerState;
    }

    public ScsiTask deviceServerState(Object deviceServerState) {
        this.deviceServerState = deviceServerState;
        return this;
    }

    /** The application client layer's own (retries, queueing), made and reused likewise; not for its users. */
    public @Nullable Object applicationClientState() {
        return applicationClientState;
    }

    public ScsiTask applicationClientState(Object applicationClientState) {
        this.applicationClientState = applicationClientState;
        return this;
    }

    /** Bytes the command would transfer if the client's buffer were large enough; set by the device server. */
    public long requestedBytes() {
        return requestedBytes;
    }

    public ScsiTask requestedBytes(long requestedBytes) {
        this.requestedBytes = requestedBytes;
        return this;
    }

    /** Asks the device server to end the task without status as soon as it can; see {@link TaskTransport}. */
    public void requestAbort() {
        abortRequested = true;
    }

    public boolean abortRequested() {
        return abortRequested;
    }

    public TaskOutcome outcome() {
        return outcome;
    }

    public ScsiTask outcome(TaskOutcome outcome) {
        this.outcome = outcome;
        return this;
    }

    /** SCSI status, of {@link ScsiStatus}; valid with outcome COMPLETE. */
    public int status() {
        return status;
    }

    public ScsiTask status(int status) {
        this.status = status;
        return this;
    }

    /** True when the command was executed with status GOOD. */
    public boolean isGood() {
        return outcome == TaskOutcome.COMPLETE && status == ScsiStatus.GOOD;
    }

    /** The sense data's area, from index 0. Absolute access only. */
    public ByteBuffer sense() {
        return sense;
    }

    /** Valid bytes of {@link #sense}; 0: none came. */
    public int senseLengthBytes() {
        return senseLengthBytes;
    }

    public ScsiTask senseLengthBytes(int senseLengthBytes) {
        assert senseLengthBytes >= 0 && senseLengthBytes <= SENSE_BYTES_MAX;
        this.senseLengthBytes = senseLengthBytes;
        return this;
    }

    /** Bytes that moved between the client's buffer and the device server, as far as this end knows; set by
     * the port that completes the task. */
    public long transferredBytes() {
        return transferredBytes;
    }

    public ScsiTask transferredBytes(long transferredBytes) {
        this.transferredBytes = transferredBytes;
        return this;
    }

    /** Residual, underflow: bytes of the client's buffer the command did not use (RFC 7143 11.4.5.1, bit U). */
    public long underflowBytes() {
        return underflowBytes;
    }

    /** Residual, overflow: bytes the command wanted beyond the client's buffer (RFC 7143 11.4.5.1, bit O). */
    public long overflowBytes() {
        return overflowBytes;
    }

    /** Sets the residual as a transport received it; at most one of both is not zero. */
    public ScsiTask residual(long underflowBytes, long overflowBytes) {
        assert underflowBytes == 0 || overflowBytes == 0;
        this.underflowBytes = underflowBytes;
        this.overflowBytes = overflowBytes;
        return this;
    }

    /** Computes residual and transferred bytes from {@link #requestedBytes} and {@link #expectedDataBytes}. */
    public ScsiTask settleResidual() {
        underflowBytes = Math.max(0, expectedDataBytes - requestedBytes);
        overflowBytes = Math.max(0, requestedBytes - expectedDataBytes);
        transferredBytes = Math.min(requestedBytes, expectedDataBytes);
        return this;
    }

    @Override
    public String toString() {
        return String.format(
                "ScsiTask[tag=%d, lun=%016x, opcode=%02xh, %s, %d bytes, %s, %s]",
                tag, lun, cdb.get(0), direction, expectedDataBytes, outcome, ScsiStatus.name(status));
    }
}
