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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
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
    private LoginStage stage = LoginStage.RESERVED;
    private List<KeyValue> operationalPairs = List.of();
    private List<KeyValue> securityPairs = List.of();

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

    /** Appends the text of a PDU; with {@code complete}, takes all text since the last complete one apart. */
    @Nullable
    LoginFailure receive(Bhs<?> bhs, boolean complete) {
        operationalPairs = List.of();
        securityPairs = List.of();
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
        Map<Boolean, List<KeyValue>> parts = text.pairs().stream()
                .collect(Collectors.partitioningBy(
                        pair -> stage == LoginStage.SECURITY && security.handles(pair.key())));
        securityPairs = Objects.requireNonNull(parts.get(true));
        operationalPairs = Objects.requireNonNull(parts.get(false));
        return null;
    }

    /** Answers what was received of names and operational keys. */
    @Nullable
    LoginFailure negotiate() {
        boolean legal = negotiator.onPairs(operationalPairs, out);
        return legal ? null : LoginFailure.found(LoginStatus.INITIATOR_ERROR, negotiator.failure());
    }

    /** Answers what was received of security keys; a target first finds out by the names what it wants of them. */
    @Nullable
    LoginFailure authenticate() {
        return securityPairs.isEmpty() ? null : security.onPairs(securityPairs, out);
    }

    /** Tells security stage or negotiator that {@code next} begins. */
    void begin(LoginStage next) {
        stage = next;
        if (next == LoginStage.SECURITY) {
            negotiator.enter(NegotiationPhase.SECURITY);
            security.begin(out);
        } else if (next == LoginStage.OPERATIONAL) {
            negotiator.enter(NegotiationPhase.OPERATIONAL);
        }
    }

    /** Whether this side may propose to leave the stage, or agree to it. */
    boolean mayLeave() {
        return stage != LoginStage.SECURITY || security.mayLeave();
    }

    /** What is wrong with leaving the stage now; null if nothing is. */
    @Nullable
    LoginFailure onLeave() {
        return stage == LoginStage.SECURITY ? security.onLeave() : null;
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
