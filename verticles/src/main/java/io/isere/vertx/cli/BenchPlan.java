package io.isere.vertx.cli;

/**
 * What a benchmark does.
 *
 * @param rw which commands, in which order
 * @param blocks blocks of a command
 * @param blockBytes block length of the device
 * @param depth commands under way at a time
 * @param spanBlocks part of the device that is used, from its first block on; a whole number of commands
 * @param warmUpNs time before measuring begins
 * @param runNs time measured
 * @param verify whether data is a pattern, checked on every read
 * @param seed of addresses and pattern
 */
record BenchPlan(
        Rw rw,
        int blocks,
        int blockBytes,
        int depth,
        long spanBlocks,
        long warmUpNs,
        long runNs,
        boolean verify,
        long seed) {
    /** Kinds of load, by the names fio gives them. */
    enum Rw {
        READ(false, 100),
        WRITE(false, 0),
        RW(false, 50),
        RANDREAD(true, 100),
        RANDWRITE(true, 0),
        RANDRW(true, 50);

        final boolean random;
        final int readPercent;

        Rw(boolean random, int readPercent) {
            this.random = random;
            this.readPercent = readPercent;
        }
    }

    int commandBytes() {
        return blocks * blockBytes;
    }

    /** Places a command can begin at. */
    long places() {
        return spanBlocks / blocks;
    }

    /** The same load on another kind of command, for a time that ends with the span: to fill it, or to read it back. */
    BenchPlan once(Rw kind) {
        return new BenchPlan(kind, blocks, blockBytes, depth, spanBlocks, 0, Long.MAX_VALUE, verify, seed);
    }
}
