package io.isere.rdma.iwarp;

/** What a queue pair is connected by at the moment: a handshake or a stream. Thread: the queue pair's loop. */
interface Wire {
    /** Ends in an orderly way. */
    void close();

    /** Ends at once; nothing touches posted memory when it returns. */
    void abort();
}
