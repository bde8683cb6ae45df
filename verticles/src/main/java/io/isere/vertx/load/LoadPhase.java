package io.isere.vertx.load;

/**
 * A part of a load, the same for all jobs.
 *
 * @param kind which commands
 * @param once whether it ends when every place was visited once
 * @param openLoop whether commands are due at times of their own
 * @param measureFromNs when measuring begins, by {@link System#nanoTime}
 * @param endNs when no more commands begin
 */
record LoadPhase(LoadKind kind, boolean once, boolean openLoop, long measureFromNs, long endNs) {
    /** Each place once: to fill it, or to read it back; not measured. */
    static LoadPhase once(LoadKind kind) {
        long never = System.nanoTime() + Long.MAX_VALUE / 2;
        return new LoadPhase(kind, true, false, never, never);
    }
}
