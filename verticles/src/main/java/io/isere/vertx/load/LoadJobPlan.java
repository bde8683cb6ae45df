package io.isere.vertx.load;

import io.isere.scsi.initiator.BlockGeometry;

/**
 * A job's part of a load, in the terms of its disk.
 *
 * @param blocks of a command
 * @param commandBytes of a command
 * @param depth most commands under way
 * @param readPercent of a mixed load
 * @param intervalNs between two commands of an open loop
 * @param startDelayNs of an open loop's first command, so that jobs do not send at the same time
 * @param poisson whether the intervals are random, with that mean
 * @param verify whether data is checked
 * @param seed of the data
 */
record LoadJobPlan(
        int blocks,
        int commandBytes,
        int depth,
        int readPercent,
        double intervalNs,
        double startDelayNs,
        boolean poisson,
        boolean verify,
        long seed) {
    /** More than a disk of RAM; the generations of so many places fit into memory. */
    private static final long MAX_VERIFIED_PLACES = 1 << 28;

    static LoadJobPlan of(LoadOptions options, BlockGeometry disk, int job, int jobs) {
        double intervalNs = options.isOpenLoop() ? 1e9 / options.commandsPerSecond() : 0;
        return new LoadJobPlan(
                options.commandBytes() / disk.blockBytes(),
                options.commandBytes(),
                options.depth(),
                options.readPercent(),
                intervalNs,
                intervalNs * job / jobs,
                options.poisson(),
                options.verify(),
                options.seed());
    }

    /**
     * The places of a job: of the whole span, begun at different ones, or a part of it when data is checked.
     *
     * @throws IllegalArgumentException when load and disk do not fit, with what to do about it
     */
    static Places places(LoadOptions options, BlockGeometry disk, int job, int jobs) {
        int bytes = options.commandBytes();
        long maxBytes = (long) disk.maxTransferBlocks() * disk.blockBytes();
        require(
                bytes % disk.blockBytes() == 0 && bytes <= maxBytes,
                "bs must be a multiple of the disk's blocks of " + disk.blockBytes() + " bytes, and at most " + maxBytes
                        + ", not " + bytes);
        require((long) options.depth() * bytes <= Integer.MAX_VALUE, "bs times iodepth must be less than 2 GiB");
        long offset = options.offsetBytes();
        require(offset % bytes == 0, "offset must be a multiple of bs, not " + offset);
        long roomBytes = disk.capacityBytes() - offset;
        long spanBytes = options.spanBytes() == 0 ? roomBytes : Math.min(options.spanBytes(), roomBytes);
        long count = Math.max(0, spanBytes / bytes);
        require(count >= jobs, "the disk from offset on, or size, holds fewer commands of bs than there are jobs");
        long first = offset / bytes;
        long jobSeed = LoadPattern.mix(options.seed() + job);
        long partBegin = count / jobs * job;
        long part = count / jobs;
        if (!options.verify()) {
            return new Places(first, count, partBegin, false, jobSeed);
        }
        require(
                part > options.depth() && part <= MAX_VERIFIED_PLACES,
                "to verify, each job's part of the disk must hold more commands than iodepth and at most "
                        + MAX_VERIFIED_PLACES + ", and it holds " + part + ": change size, bs, iodepth or numjobs");
        return new Places(first + partBegin, part, 0, true, jobSeed);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
