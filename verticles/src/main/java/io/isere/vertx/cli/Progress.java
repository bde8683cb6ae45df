package io.isere.vertx.cli;

import io.isere.vertx.config.Sizes;
import java.io.PrintWriter;
import java.util.Locale;

/** A line on a terminal that tells how far a copy is: percent, rate, time left. For one thread. */
final class Progress {
    private static final long EVERY_NS = 200_000_000L;
    private static final int WIDTH = 78;

    private final PrintWriter terminal;
    private final boolean shown;
    private final long totalBytes;
    private final long beganNs = System.nanoTime();
    private long lastNs = beganNs;
    private long doneBytes;
    private boolean dirty;

    /**
     * Begins.
     *
     * @param shown false: counts and shows nothing
     * @param totalBytes what there is to do; -1: not known
     */
    Progress(PrintWriter terminal, boolean shown, long totalBytes) {
        this.terminal = terminal;
        this.shown = shown;
        this.totalBytes = totalBytes;
    }

    void add(long bytes) {
        doneBytes += bytes;
        long nowNs = System.nanoTime();
        if (shown && nowNs - lastNs >= EVERY_NS) {
            lastNs = nowNs;
            show(line(nowNs - beganNs));
        }
    }

    /** Takes the line away again. */
    void end() {
        if (dirty) {
            show("");
            terminal.print('\r');
            terminal.flush();
        }
    }

    private void show(String line) {
        dirty = true;
        terminal.print('\r' + line + " ".repeat(Math.max(0, WIDTH - line.length())));
        terminal.flush();
    }

    String line(long elapsedNs) {
        String rate = Sizes.rate(doneBytes, elapsedNs);
        if (totalBytes <= 0) {
            return String.format(Locale.ROOT, "%s  %s", Sizes.format(doneBytes), rate);
        }
        double fraction = (double) doneBytes / totalBytes;
        long leftS = fraction > 0 ? Math.round(elapsedNs / 1e9 * (1 - fraction) / fraction) : 0;
        return String.format(
                Locale.ROOT,
                "%3.0f %%  %s of %s  %s  %s left",
                100 * fraction,
                Sizes.format(doneBytes),
                Sizes.format(totalBytes),
                rate,
                leftS >= 60 ? leftS / 60 + " min " + leftS % 60 + " s" : leftS + " s");
    }
}
