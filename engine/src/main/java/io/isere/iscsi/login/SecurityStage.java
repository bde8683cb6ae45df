package io.isere.iscsi.login;

import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.TextWriter;
import java.util.List;
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

    /**
     * Takes the pairs of such keys of one logical text data segment and writes their answers; returns what is wrong, null if
     * nothing is.
     */
    @Nullable
    LoginFailure onPairs(List<KeyValue> pairs, TextWriter out);

    /** Whether this side has said all it has to say, so that it may propose to leave the stage. */
    boolean mayLeave();

    /** Why the stage can never be left from here, when the peer wants to leave it or has done so; null if it can. */
    @Nullable
    LoginFailure onLeave();
}
