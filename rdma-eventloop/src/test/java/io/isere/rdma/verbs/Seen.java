package io.isere.rdma.verbs;

/** A completion, as a test keeps it. */
record Seen(long id, WorkStatus status, WorkOpcode opcode, int byteCount, boolean invalidated, int invalidatedStag) {
    static Seen of(WorkCompletion completion) {
        return new Seen(
                completion.id(),
                completion.status(),
                completion.opcode(),
                completion.byteCount(),
                completion.isInvalidated(),
                completion.invalidatedStag());
    }
}
