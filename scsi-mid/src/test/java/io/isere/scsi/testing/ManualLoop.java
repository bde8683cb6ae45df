package io.isere.scsi.testing;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/** A loop that runs only when a test says so, on the test's own thread. Any thread may hand it work. */
public class ManualLoop implements Executor {
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable work) {
        queue.add(work);
    }

    /** Runs all work there is, and what that adds; true if there was any. */
    public boolean runAll() {
        boolean any = false;
        for (Runnable work = queue.poll(); work != null; work = queue.poll()) {
            work.run();
            any = true;
        }
        return any;
    }

    /** Runs the oldest piece of work, waiting for one if there is none. */
    public void runOne() {
        try {
            queue.take().run();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for work", e);
        }
    }

    /** Runs work, waiting for more, until {@code done}; the test's own time limit bounds it. */
    public void runUntil(BooleanSupplier done) {
        runAll();
        while (!done.getAsBoolean()) {
            runOne();
        }
    }
}
