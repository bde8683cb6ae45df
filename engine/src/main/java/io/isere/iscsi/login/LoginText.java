package io.isere.iscsi.login;

import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.NegotiationPhase;
import io.isere.iscsi.text.Negotiator;
import io.isere.iscsi.text.ParsedText;
import io.isere.iscsi.text.TextConstants;
import io.isere.iscsi.text.TextReader;
import io.isere.iscsi.text.TextWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a login, both ways: what both state machines do alike. Puts data segments together, hands each pair to the
 * security stage or to the negotiator, and cuts what is to be sent into data segments.
 *
 * <p>One object a login; belongs to the connection's thread; control path, allocates.
 */
final class LoginText {

    private final Negotiator negotiator;
    private final SecurityStage security;
    private final int limitBytes;
    private final TextReader in = new TextReader(TextConstants.MAX_TEXT_LENGTH_BYTES);
    private final TextWriter out = new TextWriter();

    LoginText(Negotiator negotiator, SecurityStage security, int limitBytes) {
        this.negotiator = negotiator;
        this.security = security;
        this.limitBytes = limitBytes;
    }

    /** Where answers and offers are written. */
    TextWriter out() {
        return out;
    }

    /** What is wrong with the lengths of a PDU of which {@code lengthBytes} have been received. */
    static @Nullable LoginFailure checkLengths(Bhs<?> bhs, int lengthBytes) {
        int claimed = Bhs.LENGTH_BYTES + bhs.totalAhsLengthBytes() + bhs.dataSegmentLengthBytes();
        if (claimed <= lengthBytes) {
            return null;
        }
        return LoginFailure.found(
                LoginStatus.INITIATOR_ERROR,
                "the PDU's TotalAHSLength and DataSegmentLength claim " + claimed + " bytes, received were "
                        + lengthBytes);
    }

    /** Appends the text of a PDU; with {@code complete}, takes all text since the last complete one. */
    @Nullable
    LoginFailure take(Bhs<?> bhs, LoginStage stage, boolean complete) {
        if (!in.append(bhs.buffer(), bhs.dataSegmentOffset(), bhs.dataSegmentLengthBytes())) {
            return LoginFailure.found(
                    LoginStatus.INITIATOR_ERROR,
                    "more than " + TextConstants.MAX_TEXT_LENGTH_BYTES + " bytes of key=value data in one sequence");
        }
        if (!complete) {
            return null;
        }
        ParsedText text = in.parse();
        if (!text.isWellFormed()) {
            return LoginFailure.found(LoginStatus.INITIATOR_ERROR, "malformed login text: " + text.error());
        }
        return takePairs(text.pairs(), stage);
    }

    private @Nullable LoginFailure takePairs(List<KeyValue> pairs, LoginStage stage) {
        List<KeyValue> operational = new ArrayList<>();
        for (KeyValue pair : pairs) {
            if (stage == LoginStage.SECURITY && security.handles(pair.key())) {
                LoginFailure failure = security.onPair(pair, out);
                if (failure != null) {
                    return failure;
                }
            } else {
                operational.add(pair);
            }
        }
        if (negotiator.onPairs(operational, out)) {
            return null;
        }
        return LoginFailure.found(LoginStatus.INITIATOR_ERROR, negotiator.failure());
    }

    /** Tells security stage or negotiator that {@code stage} begins. */
    void begin(LoginStage stage) {
        if (stage == LoginStage.SECURITY) {
            negotiator.enter(NegotiationPhase.SECURITY);
            security.begin(out);
        } else if (stage == LoginStage.OPERATIONAL) {
            negotiator.enter(NegotiationPhase.OPERATIONAL);
        }
    }

    /** Whether this side may leave {@code stage}. */
    boolean mayLeave(LoginStage stage) {
        return stage != LoginStage.SECURITY || security.isComplete();
    }

    /** Declares a key that any stage allows, unless its value is empty. */
    void declare(NegotiationKey key, String value) {
        if (!value.isEmpty()) {
            negotiator.send(key, value, out);
        }
    }

    /** Whether everything waiting fits into one data segment of a PDU at {@code offset}. */
    boolean fits(ByteBuffer target, int offset) {
        return out.pendingBytes() <= segmentLimitBytes(target, offset);
    }

    /** Writes the next data segment behind {@code bhs}, with its length and padding; returns the PDU's length. */
    int writeSegment(Bhs<?> bhs) {
        ByteBuffer target = bhs.buffer();
        int start = bhs.offset() + Bhs.LENGTH_BYTES;
        int length = out.drainTo(target, start, segmentLimitBytes(target, bhs.offset()));
        for (int index = length; index < Bhs.padded(length); index++) {
            target.put(start + index, (byte) 0);
        }
        bhs.dataSegmentLengthBytes(length);
        if (out.isEmpty()) {
            negotiator.answersSent();
        }
        return bhs.pduLengthBytes();
    }

    private int segmentLimitBytes(ByteBuffer target, int offset) {
        int room = target.limit() - offset - Bhs.LENGTH_BYTES & ~3;
        return Math.min(limitBytes, room);
    }
}
