package io.isere.rdma.disni;

/**
 * How connections of the disni provider behave where DiSNI or the device leaves a choice. Immutable; any thread.
 *
 * @param maxReads RDMA Reads a connection has outstanding at most: DiSNI neither sets nor tells what the peer serves, and
 *     every known peer serves four
 * @param retries how often a device repeats what the peer does not acknowledge, 0 to 7
 * @param notReadyRetries how often it repeats a Send for which the peer has no receive, 0 to 6; 7 is forever
 * @param closeTimeoutNs how long an orderly end may take: to send what is posted, and again for the peer's answer
 */
record DisniOptions(int maxReads, int retries, int notReadyRetries, long closeTimeoutNs) {
    private static final long SECOND_NS = 1_000_000_000L;

    static final DisniOptions DEFAULT = new DisniOptions(4, 7, 6, 5 * SECOND_NS);
}
