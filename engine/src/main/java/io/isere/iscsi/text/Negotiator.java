package io.isere.iscsi.text;

import static io.isere.iscsi.text.NegotiationKey.FIRST_BURST_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.IMMEDIATE_DATA;
import static io.isere.iscsi.text.NegotiationKey.INITIAL_R2T;
import static io.isere.iscsi.text.NegotiationKey.MAX_BURST_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.RDMA_EXTENSIONS;
import static io.isere.iscsi.text.NegotiationKey.SESSION_TYPE;
import static io.isere.iscsi.text.TextConstants.IRRELEVANT;
import static io.isere.iscsi.text.TextConstants.NO;
import static io.isere.iscsi.text.TextConstants.NONE;
import static io.isere.iscsi.text.TextConstants.NOT_UNDERSTOOD;
import static io.isere.iscsi.text.TextConstants.REJECT;
import static io.isere.iscsi.text.TextConstants.YES;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Runs the table of {@link NegotiationKey}s for one side of one connection (RFC 7143, section 6.2).
 *
 * <p>Feed it what the peer sent, send what it writes. Bad input never throws: {@link #onPairs} returns false and {@link
 * #failure()} says why. Belongs to the thread of its connection, lives as long as it; control path only, allocates.
 */
public final class Negotiator {

    private static final int LAST_TURN = 3;

    private final Role role;
    private final boolean overIser;
    private final boolean leadingConnection;
    private final LocalValues own;
    private final NegotiatedValues values;
    private NegotiationPhase phase = NegotiationPhase.SECURITY;
    private boolean owesAnswer;
    private String failure = "";

    /**
     * A negotiator in the security phase.
     *
     * @param role which side this is
     * @param overIser whether the transport is iSER
     * @param leadingConnection whether this is the first connection of its session
     * @param own what this side wants
     */
    public Negotiator(Role role, boolean overIser, boolean leadingConnection, LocalValues own) {
        this.role = role;
        this.overIser = overIser;
        this.leadingConnection = leadingConnection;
        this.own = own;
        this.values = new NegotiatedValues(role, overIser, leadingConnection);
    }

    /**
     * Goes to another phase. In the full feature phase every call starts a negotiation of its own, whatever became of the
     * one before.
     */
    public void enter(NegotiationPhase next) {
        phase = next;
        if (next == NegotiationPhase.FULL_FEATURE) {
            failure = "";
            owesAnswer = false;
            values.states().values().forEach(KeyState::beginNegotiation);
        }
    }

    /** Declares {@code key}, or proposes it if it is negotiated. */
    public void send(NegotiationKey key, String value, TextWriter out) {
        KeyState state = state(key);
        state.sent = value;
        state.isSent = true;
        state.awaitsAnswer = !key.isDeclarative();
        out.add(key, value);
    }

    /** Proposes and declares all own values that this phase allows and that mean something: the initiator's opening. */
    public void offerAll(TextWriter out) {
        for (NegotiationKey key : own.keys()) {
            if (maySend(key)) {
                send(key, operand(key), out);
            }
        }
    }

    /** Declares what a target declares by itself: keys every initiator knows, and others that this one sent too. */
    public void declareOwn(TextWriter out) {
        for (NegotiationKey key : own.keys()) {
            boolean understood = !key.mayBeNotUnderstood() || state(key).isReceived;
            if (key.isDeclarative() && understood && maySend(key)) {
                send(key, operand(key), out);
            }
        }
    }

    /** Proposes the keys the peer said nothing of, if their default is not acceptable here. */
    public void proposeMissing(TextWriter out) {
        for (NegotiationKey key : own.keys()) {
            if (maySend(key) && isMissing(key)) {
                send(key, operand(key), out);
            }
        }
    }

    /** Whether {@link #proposeMissing} has something to propose once the operational phase is entered. */
    public boolean needsOperationalPhase() {
        return own.keys().stream()
                .anyMatch(key -> key.allowedIn(NegotiationPhase.OPERATIONAL, leadingConnection)
                        && !values.isIrrelevant(key)
                        && isMissing(key));
    }

    private boolean isMissing(NegotiationKey key) {
        boolean open = !key.isDeclarative() && key.use() != KeyUse.SECURITY && !state(key).isReceived;
        return open
                && key != RDMA_EXTENSIONS
                && !key.rule().select(key.defaultValue(), operand(key)).equals(key.defaultValue());
    }

    private boolean maySend(NegotiationKey key) {
        return key.senders().include(role)
                && key.allowedIn(phase, leadingConnection)
                && !state(key).isSent
                && !values.isIrrelevant(key);
    }

    /**
     * Takes the pairs of one logical text data segment and writes the answers they need, in their order.
     *
     * @return false if the negotiation has failed; see {@link #failure()}
     */
    public boolean onPairs(List<KeyValue> pairs, TextWriter answers) {
        String[] answerOf = new String[pairs.size()];
        for (int turn = 0; turn <= LAST_TURN; turn++) {
            for (int index = 0; index < answerOf.length && failure.isEmpty(); index++) {
                NegotiationKey key = NegotiationKey.of(pairs.get(index).key());
                if (turnOf(key) == turn) {
                    answerOf[index] = onPair(key, pairs.get(index).value());
                }
            }
        }
        for (int index = 0; index < answerOf.length && failure.isEmpty(); index++) {
            if (!answerOf[index].isEmpty()) {
                answers.add(pairs.get(index).key(), answerOf[index]);
            }
        }
        return failure.isEmpty();
    }

    /** Keys that others depend on have their turn first, wherever in the text they stand. */
    private static int turnOf(@Nullable NegotiationKey key) {
        if (key == SESSION_TYPE) {
            return 0;
        }
        if (key == RDMA_EXTENSIONS) {
            return 1;
        }
        return key == INITIAL_R2T || key == IMMEDIATE_DATA || key == MAX_BURST_LENGTH ? 2 : LAST_TURN;
    }

    /** Returns the answer, empty if none is due. */
    private String onPair(@Nullable NegotiationKey key, String value) {
        if (key == null) {
            return TextConstants.isSpecialAnswer(value) ? "" : NOT_UNDERSTOOD;
        }
        KeyState state = state(key);
        if (state.awaitsAnswer) {
            return onAnswer(key, state, value);
        }
        if (TextConstants.isSpecialAnswer(value)) {
            return onAnswerToDeclaration(key, state, value);
        }
        if (!key.senders().include(role.peer())) {
            return fail(key, "is not for the " + lowerCase(role.peer()) + " to send");
        }
        if (!key.allowedIn(phase, leadingConnection)) {
            return fail(key, "is not allowed in the " + lowerCase(phase) + " phase of this connection");
        }
        if (state.isReceived && !key.has(KeyTrait.REPEATABLE)) {
            return fail(key, "was sent a second time: renegotiation or redeclaration is not allowed");
        }
        state.isReceived = true;
        return key.isDeclarative() ? onDeclaration(key, state, value) : onProposal(key, state, value);
    }

    private String onDeclaration(NegotiationKey key, KeyState state, String value) {
        if (!key.syntax().accepts(value)) {
            return fail(key, "=" + TextReader.quote(value) + " is not a legal value: want " + key.syntax());
        }
        state.declaredByPeer = value;
        return "";
    }

    private String onProposal(NegotiationKey key, KeyState state, String value) {
        if (values.isIrrelevant(key)) {
            boolean offersNone =
                    key.rule() == KeyRule.LIST && ValueSyntax.elements(value).contains(NONE);
            return offersNone ? NONE : IRRELEVANT;
        }
        String answer = key.syntax().accepts(value) ? key.rule().select(value, operand(key)) : REJECT;
        owesAnswer |= !answer.equals(value);
        if (!answer.equals(REJECT)) {
            state.result = answer;
        }
        return answer;
    }

    private String onAnswer(NegotiationKey key, KeyState state, String value) {
        state.awaitsAnswer = false;
        state.isReceived = true;
        if (value.equals(NOT_UNDERSTOOD) && !key.mayBeNotUnderstood()) {
            return fail(key, "=NotUnderstood is a protocol error: every implementation must know this key");
        }
        if (TextConstants.isSpecialAnswer(value)) {
            settleWithoutAnswer(key, state);
            return "";
        }
        if (!key.syntax().accepts(value) || !key.rule().admits(state.sent, value)) {
            return fail(
                    key,
                    "=" + TextReader.quote(value) + " is not a possible answer to " + key.text() + "=" + state.sent);
        }
        state.result = value;
        return "";
    }

    private String onAnswerToDeclaration(NegotiationKey key, KeyState state, String value) {
        if (key.isDeclarative() && state.isSent) {
            state.isDeclaredInVain = true;
            return "";
        }
        return fail(key, "=" + value + " answers nothing that was offered, and is reserved for answers");
    }

    /** Settles proposals that got no answer: as if the peer had answered with the best its default allows. */
    public void settleUnanswered() {
        values.states().forEach((key, state) -> {
            if (state.awaitsAnswer) {
                state.awaitsAnswer = false;
                settleWithoutAnswer(key, state);
            }
        });
    }

    private static void settleWithoutAnswer(NegotiationKey key, KeyState state) {
        String result = key.rule().select(key.defaultValue(), state.sent);
        state.result = result.equals(REJECT) ? key.defaultValue() : result;
    }

    /** Whether a proposal of ours waits for an answer that is not optional (RFC 7143, section 6.2.2). */
    public boolean awaitsNeededAnswer() {
        return values.states().entrySet().stream()
                .anyMatch(e -> e.getValue().awaitsAnswer && e.getKey().rule().needsAnswer(e.getValue().sent));
    }

    /** Whether any answer written so far says something else than the peer's proposal, so that it must be sent. */
    public boolean owesAnswer() {
        return owesAnswer;
    }

    /** To be called when the answers written have been sent. */
    public void answersSent() {
        owesAnswer = false;
    }

    /** What this side wants: its value, or the key's default. */
    private String operand(NegotiationKey key) {
        if (key == RDMA_EXTENSIONS) {
            return overIser ? YES : NO;
        }
        String wanted = own.get(key);
        String operand = wanted == null ? key.defaultValue() : wanted;
        return key == FIRST_BURST_LENGTH ? KeyRule.MIN.select(operand, values.value(MAX_BURST_LENGTH)) : operand;
    }

    /** Where every key stands. */
    public NegotiatedValues values() {
        return values;
    }

    /** Why the negotiation failed, in the RFC's words; empty if it did not. The first error of a login, or of a text negotiation, wins. */
    public String failure() {
        return failure;
    }

    private String fail(NegotiationKey key, String what) {
        if (failure.isEmpty()) {
            String space = what.startsWith("=") ? "" : " ";
            failure = key.text() + space + what + " (RFC " + key.rfcSection() + ")";
        }
        return "";
    }

    private static String lowerCase(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private KeyState state(NegotiationKey key) {
        return values.state(key);
    }
}
