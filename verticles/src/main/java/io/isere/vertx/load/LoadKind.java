package io.isere.vertx.load;

import java.util.Locale;

/** Kinds of load, by the names fio gives them. */
public enum LoadKind {
    /** Sequential reads. */
    READ(false, 100),
    /** Sequential writes. */
    WRITE(false, 0),
    /** Sequential, reads and writes. */
    RW(false, 50),
    /** Reads at random places. */
    RANDREAD(true, 100),
    /** Writes at random places. */
    RANDWRITE(true, 0),
    /** Reads and writes at random places. */
    RANDRW(true, 50);

    private final boolean random;
    private final int readPercent;

    LoadKind(boolean random, int readPercent) {
        this.random = random;
        this.readPercent = readPercent;
    }

    /** Whether places are random; else they follow each other. */
    boolean isRandom() {
        return random;
    }

    /** Whether it is of reads and writes, so that there is a ratio to choose. */
    public boolean isMixed() {
        return readPercent != 0 && readPercent != 100;
    }

    /** Reads of a hundred commands, unless a mixed load is told another number. */
    int readPercent() {
        return readPercent;
    }

    /** As fio writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
