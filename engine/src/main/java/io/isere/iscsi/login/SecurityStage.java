package io.isere.iscsi.login;

import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.TextWriter;
import org.jspecify.annotations.Nullable;

/**
 * One side's part of the SecurityNegotiation stage: AuthMethod and the keys of the method chosen (RFC 7143, section 12).
 *
 * <p>One object a login; belongs to the connection's thread.
 */
interface SecurityStage {

    /** Writes what this side sends unasked when the stage begins. */
    void begin(TextWriter out);

    /** Whether {@code key} is one of the keys of this stage, rather than one that any stage allows. */
    boolean handles(String key);

    /** Takes one pair of such a key and writes its answer; returns what is wrong, null if nothing is. */
    @Nullable
    LoginFailure onPair(KeyValue pair, TextWriter out);

    /** Whether this side is ready to leave the stage. */
    boolean isComplete();
}
