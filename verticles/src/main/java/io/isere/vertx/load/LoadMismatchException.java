package io.isere.vertx.load;

/** Data that was read is not the data that was written. */
public final class LoadMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoadMismatchException(long positionBytes, int generation, long seed) {
        super("wrong data at byte " + positionBytes + " of the disk: it is not that of write " + generation
                + " to that place, seed " + seed);
    }
}
