package io.isere.iscsi.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;

/** An initiator's and a target's negotiator that talk to each other in the operational phase. */
final class Exchange {

    private final Negotiator initiator;
    private final Negotiator target;

    Exchange(boolean iser, LocalValues initiatorWants, LocalValues targetWants) {
        this.initiator = new Negotiator(Role.INITIATOR, iser, true, initiatorWants);
        this.target = new Negotiator(Role.TARGET, iser, true, targetWants);
        initiator.enter(NegotiationPhase.OPERATIONAL);
        target.enter(NegotiationPhase.OPERATIONAL);
    }

    /** The initiator offers, the target answers and proposes what is missing, the initiator answers that. */
    void run() {
        TextWriter request = new TextWriter();
        TextWriter response = new TextWriter();
        initiator.offerAll(request);
        assertThat(target.onPairs(pairsOf(request), response))
                .as(target.failure())
                .isTrue();
        target.proposeMissing(response);
        assertThat(initiator.onPairs(pairsOf(response), request))
                .as(initiator.failure())
                .isTrue();
        assertThat(target.onPairs(pairsOf(request), response))
                .as(target.failure())
                .isTrue();
        initiator.settleUnanswered();
        target.settleUnanswered();
    }

    Negotiator initiator() {
        return initiator;
    }

    Negotiator target() {
        return target;
    }

    /** Empties the writer. */
    static List<KeyValue> pairsOf(TextWriter writer) {
        int length = writer.pendingBytes();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        writer.drainTo(bytes, 0, Math.max(length, 1));
        TextReader reader = new TextReader(TextConstants.MAX_TEXT_LENGTH_BYTES);
        reader.append(bytes, 0, length);
        ParsedText text = reader.parse();
        assertThat(text.error()).isEmpty();
        return text.pairs();
    }
}
