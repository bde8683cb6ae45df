package io.isere.rdma.verbs;

/** Memory a peer may name: an STag and the tagged offset of its first byte. */
record Exposed(int stag, long offset) {
    Exposed plus(long bytes) {
        return new Exposed(stag, offset + bytes);
    }
}
