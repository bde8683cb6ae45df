package io.isere.rdma.verbs;

import io.isere.rdma.memory.Access;
import java.util.List;

/**
 * What a loop sets up for its connections.
 *
 * @param completionQueueEntries most completions that may wait: the sum of the work queues of the loop's connections
 * @param bufferClasses the registered buffers, smallest first
 * @param bufferAccess what they are registered for
 */
public record LoopResourceOptions(int completionQueueEntries, List<SizeClass> bufferClasses, int bufferAccess) {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /**
     * 16384 completions are 64 connections of 128 sends and 128 receives. The buffers, 6.25 MiB at the start and 100 MiB at
     * most:
     *
     * <pre>
     *    4 KiB x   64 .. 1024    0.25 ..   4 MiB
     *   64 KiB x   32 ..  512    2    ..  32 MiB
     *    1 MiB x    4 ..   64    4    ..  64 MiB
     * </pre>
     */
    public static final LoopResourceOptions DEFAULT = new LoopResourceOptions(
            16384,
            List.of(
                    new SizeClass(4 * KIB, 64, 64, 1024),
                    new SizeClass(64 * KIB, 16, 32, 512),
                    new SizeClass(MIB, 4, 4, 64)),
            Access.LOCAL_WRITE);

    /** Keeps a copy of the list. */
    public LoopResourceOptions {
        bufferClasses = List.copyOf(bufferClasses);
    }
}
