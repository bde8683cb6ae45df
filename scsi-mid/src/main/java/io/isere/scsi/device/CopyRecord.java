package io.isere.scsi.device;

/**
 * One copy, under way or ended, as RECEIVE COPY RESULTS tells of it (SPC-4 6.24). Used on the loop of its nexus only.
 */
public final class CopyRecord {
    private static final byte[] NO_SENSE_DATA = {};

    /** COPY MANAGER STATUS. */
    public enum State {
        IN_PROGRESS(0),
        COMPLETED(1),
        COMPLETED_WITH_ERRORS(2);

        private final int code;

        State(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private State state = State.IN_PROGRESS;
    private int segmentsProcessed;
    private long transferredBytes;
    private int status;
    private byte[] sense = NO_SENSE_DATA;

    public State state() {
        return state;
    }

    boolean isRunning() {
        return state == State.IN_PROGRESS;
    }

    /** SEGMENTS PROCESSED, wholly or, if one failed, in part. */
    public int segmentsProcessed() {
        return segmentsProcessed;
    }

    public void onSegment() {
        segmentsProcessed++;
    }

    /** TRANSFER COUNT: bytes written to destinations. */
    public long transferredBytes() {
        return transferredBytes;
    }

    public void onWritten(int bytes) {
        transferredBytes += bytes;
    }

    public void onCompleted() {
        state = State.COMPLETED;
    }

    /** The copy ended with {@code newStatus} and a copy of sense data. */
    public void onFailed(int newStatus, byte[] senseData) {
        state = State.COMPLETED_WITH_ERRORS;
        status = newStatus;
        sense = senseData;
    }

    /** COPY COMMAND STATUS of a copy that failed. */
    public int status() {
        return status;
    }

    /** Sense data of a copy that failed, until the details are forgotten; then none. */
    public byte[] sense() {
        return sense;
    }

    public void forgetDetails() {
        sense = NO_SENSE_DATA;
    }
}
