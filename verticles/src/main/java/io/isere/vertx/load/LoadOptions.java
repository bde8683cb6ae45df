package io.isere.vertx.load;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A load, in fio's words. Every setter returns this object. Read once when a load begins; not thread-safe.
 *
 * <p>A job is one session; every job does the same at places of its own choice. Without a rate it is a closed loop: a command
 * begins when another one ends. With a rate it is an open loop: commands are due at times that do not depend on the disk,
 * and a latency counts from when its command was due, however late it could be sent.
 */
public final class LoadOptions {
    /** Most commands of a job under way. */
    public static final int MAX_DEPTH = 4096;

    private LoadKind kind = LoadKind.RANDREAD;
    private int readPercent = 50;
    private int commandBytes = 4096;
    private int depth = 32;
    private double commandsPerSecond;
    private boolean poisson;
    private long offsetBytes;
    private long spanBytes;
    private double rampSeconds = 2;
    private double runSeconds = 10;
    private boolean verify;
    private long seed = ThreadLocalRandom.current().nextLong(1, 1L << 32);

    /** fio's {@code rw}. */
    public LoadKind kind() {
        return kind;
    }

    /** Sets the kind of load. */
    public LoadOptions setKind(LoadKind value) {
        kind = value;
        return this;
    }

    /** fio's {@code rwmixread}: reads of a hundred commands. */
    public int readPercent() {
        return kind.isMixed() ? readPercent : kind.readPercent();
    }

    /** Sets reads of a hundred commands, 0 to 100, for mixed loads. */
    public LoadOptions setReadPercent(int value) {
        require(value >= 0 && value <= 100, "rwmixread is 0 to 100, not " + value);
        readPercent = value;
        return this;
    }

    /** fio's {@code bs}: bytes of a command. */
    public int commandBytes() {
        return commandBytes;
    }

    /** Sets bytes of a command, a multiple of the disk's blocks. */
    public LoadOptions setCommandBytes(int value) {
        require(value > 0, "bs must be positive, not " + value);
        commandBytes = value;
        return this;
    }

    /** fio's {@code iodepth}: most commands of a job under way. */
    public int depth() {
        return depth;
    }

    /** Sets most commands of a job under way. */
    public LoadOptions setDepth(int value) {
        require(value >= 1 && value <= MAX_DEPTH, "iodepth is 1 to " + MAX_DEPTH + ", not " + value);
        depth = value;
        return this;
    }

    /** fio's {@code rate_iops}: commands of a job that are due in a second; 0: closed loop. */
    public double commandsPerSecond() {
        return commandsPerSecond;
    }

    /** Whether commands are due at times of their own. */
    public boolean isOpenLoop() {
        return commandsPerSecond > 0;
    }

    /** Sets commands of a job that are due in a second; 0: closed loop. */
    public LoadOptions setCommandsPerSecond(double value) {
        require(value >= 0 && value <= 1e9, "the rate is 0 to 1e9 commands a second, not " + value);
        commandsPerSecond = value;
        return this;
    }

    /** fio's {@code rate_process}: times between commands are random, as of many independent clients; else all equal. */
    public boolean poisson() {
        return poisson;
    }

    /** Sets whether times between commands are random. */
    public LoadOptions setPoisson(boolean value) {
        poisson = value;
        return this;
    }

    /** fio's {@code offset}: where the part of the disk that is used begins, in bytes. */
    public long offsetBytes() {
        return offsetBytes;
    }

    /** Sets where the part of the disk that is used begins. */
    public LoadOptions setOffsetBytes(long value) {
        require(value >= 0, "offset must not be negative: " + value);
        offsetBytes = value;
        return this;
    }

    /** fio's {@code size}, of all jobs together: bytes of the disk that are used; 0: up to its end. */
    public long spanBytes() {
        return spanBytes;
    }

    /** Sets bytes of the disk that are used. */
    public LoadOptions setSpanBytes(long value) {
        require(value >= 0, "size must not be negative: " + value);
        spanBytes = value;
        return this;
    }

    /** fio's {@code ramp_time}: seconds before measuring begins. */
    public double rampSeconds() {
        return rampSeconds;
    }

    /** Sets seconds before measuring begins. */
    public LoadOptions setRampSeconds(double value) {
        require(value >= 0, "ramp must not be negative: " + value);
        rampSeconds = value;
        return this;
    }

    /** fio's {@code runtime}: seconds measured. */
    public double runSeconds() {
        return runSeconds;
    }

    /** Sets seconds measured. */
    public LoadOptions setRunSeconds(double value) {
        require(value > 0, "runtime must be positive: " + value);
        runSeconds = value;
        return this;
    }

    /**
     * fio's {@code verify}: every block tells where it belongs and how often it was written, and every read is checked.
     * Each job then has a part of the disk for itself.
     */
    public boolean verify() {
        return verify;
    }

    /** Sets whether data is checked. */
    public LoadOptions setVerify(boolean value) {
        verify = value;
        return this;
    }

    /** fio's {@code randseed}: of places, ratios, times and data. */
    public long seed() {
        return seed;
    }

    /** Sets the seed; a random one unless set. */
    public LoadOptions setSeed(long value) {
        seed = value;
        return this;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
