package io.isere.iscsi.login;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.text.NegotiatedValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.Negotiator;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.iscsi.text.Role;
import io.isere.iscsi.text.TargetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The initiator's side of a login, without I/O: turns each Login Response into the next Login Request (RFC 7143, section
 * 6.3).
 *
 * <p>Call {@link #start}, send what it wrote, then {@link #onResponse} for each PDU received until it returns something
 * else than {@link Outcome#SEND}. A PDU from the target never makes it throw. Over iSER post the full-feature receives
 * before a request for which {@link #asksForFullFeature()} is true is sent. One object a login; belongs to the
 * connection's thread; control path, allocates.
 */
public final class InitiatorLogin {

    /** What to do after a response. */
    public enum Outcome {
        /** Send the request just written. */
        SEND,
        /** The connection is in full feature phase; ask {@link #result()}. */
        DONE,
        /** Close the connection; ask {@link #failure()}. */
        FAILED
    }

    private static final int MAX_EXCHANGES = 256;

    private final InitiatorLoginOptions options;
    private final Negotiator negotiator;
    private final LoginText text;
    private final LoginRequestBhs request = new LoginRequestBhs();
    private final LoginResponseBhs response = new LoginResponseBhs();
    private LoginStage stage;
    private int exchanges;
    private int requestLengthBytes;
    private boolean askedToTransit;
    private LoginStage askedFor = LoginStage.RESERVED;
    private boolean isContinuing;
    private int expStatSn;
    private @Nullable LoginFailure failure;
    private @Nullable InitiatorLoginResult result;
    private List<TargetAddress> redirections = List.of();

    /** A login that has not started. */
    public InitiatorLogin(InitiatorLoginOptions options) {
        this.options = options;
        boolean overIser = options.transport() == TransportKind.ISER;
        this.negotiator = new Negotiator(Role.INITIATOR, overIser, options.tsih() == 0, options.values());
        SecurityStage security = new InitiatorSecurity(options.authentication(), options.challenges());
        this.text = new LoginText(negotiator, security, options.textLimitBytes());
        this.stage = options.authentication() == null ? options.firstStage() : LoginStage.SECURITY;
    }

    /**
     * Writes the first request.
     *
     * @param out room for a PDU of 48 + 8192 bytes (less if the options limit the text) from {@code outOffset}
     * @return length of the PDU written, padding included
     */
    public int start(ByteBuffer out, int outOffset) {
        text.declare(NegotiationKey.INITIATOR_NAME, options.initiatorName());
        text.declare(NegotiationKey.INITIATOR_ALIAS, options.initiatorAlias());
        text.declare(NegotiationKey.TARGET_NAME, options.targetName());
        text.declare(NegotiationKey.SESSION_TYPE, options.discovery() ? "Discovery" : "Normal");
        beginStage();
        writeRequest(out, outOffset);
        return requestLengthBytes;
    }

    private void beginStage() {
        text.begin(stage);
        negotiator.offerAll(text.out());
    }

    /**
     * Takes a PDU from the target and writes the next request if there is one.
     *
     * @param in holds the PDU, header and data segment contiguous, from {@code offset}
     * @param lengthBytes how many bytes were received; what they hold is checked
     * @param out room for the request as in {@link #start}; may be the buffer of the one before
     */
    public Outcome onResponse(ByteBuffer in, int offset, int lengthBytes, ByteBuffer out, int outOffset) {
        if (failure == null) {
            failure = check(in, offset, lengthBytes);
        }
        if (failure == null) {
            failure = take();
        }
        if (failure == null && response.transitBit()) {
            failure = transit();
        }
        if (failure != null) {
            return Outcome.FAILED;
        }
        if (stage == LoginStage.FULL_FEATURE) {
            return Outcome.DONE;
        }
        writeRequest(out, outOffset);
        return Outcome.SEND;
    }

    private @Nullable LoginFailure take() {
        boolean complete = !response.continueBit();
        LoginFailure wrong = text.receive(response, complete);
        if (wrong == null && complete) {
            wrong = text.negotiate();
        }
        return wrong == null && complete ? text.authenticate() : wrong;
    }

    private @Nullable LoginFailure check(ByteBuffer in, int offset, int lengthBytes) {
        if (lengthBytes < Bhs.LENGTH_BYTES) {
            return atFault("a PDU of " + lengthBytes + " bytes is shorter than its header");
        }
        Opcode opcode = new AnyBhs().wrap(in, offset).opcode();
        if (opcode != Opcode.LOGIN_RESPONSE) {
            return atFault("received " + opcode.rfcName() + " where only a Login Response is allowed");
        }
        response.wrap(in, offset);
        LoginFailure wrong = LoginText.checkLengths(response, lengthBytes);
        if (wrong == null && response.statusClass() != 0) {
            redirections = Redirections.of(response);
            return LoginFailure.reported(response.statusClass(), response.statusDetail());
        }
        return wrong == null ? checkFields() : wrong;
    }

    private @Nullable LoginFailure checkFields() {
        if (++exchanges > MAX_EXCHANGES) {
            return atFault("no end of the negotiation after " + MAX_EXCHANGES + " exchanges");
        }
        if (response.initiatorTaskTag() != options.initiatorTaskTag()) {
            return atFault(String.format(
                    Locale.ROOT,
                    "Login Response has Initiator Task Tag 0x%08x, the request 0x%08x",
                    response.initiatorTaskTag(),
                    options.initiatorTaskTag()));
        }
        if (response.versionActive() != 0) {
            return LoginFailure.found(
                    LoginStatus.UNSUPPORTED_VERSION,
                    "the target speaks version " + response.versionActive() + ", want 0 (RFC 7143)");
        }
        if (LoginStage.of(response.currentStage()) != stage) {
            return atFault("Login Response has CSG " + response.currentStage() + " in stage " + stage);
        }
        if (response.transitBit() && (response.continueBit() || isContinuing || !askedToTransit)) {
            return atFault("Login Response has the T bit set together with C, or though the request had it clear");
        }
        expStatSn = response.statSn() + 1;
        return null;
    }

    private @Nullable LoginFailure transit() {
        LoginStage next = LoginStage.of(response.nextStage());
        if (!stage.mayGoTo(next) || next.code() > askedFor.code()) {
            return atFault("the target selected NSG " + response.nextStage() + " from stage " + stage
                    + ", asked for was " + askedFor);
        }
        if (negotiator.owesAnswer()) {
            return atFault("Login Response with the T bit set proposes a value that still needs an answer");
        }
        LoginFailure missing = text.onLeave();
        if (missing != null) {
            return missing;
        }
        text.out().clear();
        negotiator.answersSent();
        stage = next;
        if (next == LoginStage.FULL_FEATURE) {
            return finish();
        }
        beginStage();
        return null;
    }

    private @Nullable LoginFailure finish() {
        NegotiatedValues values = negotiator.values();
        negotiator.settleUnanswered();
        boolean wantsIser = options.transport() == TransportKind.ISER && !options.discovery();
        if (wantsIser && !values.isIserAssisted()) {
            return atFault("the target did not agree to RDMAExtensions=Yes: its portal does not serve iSER; enable iSER"
                    + " there, or connect over TCP");
        }
        int tag = (int) values.declaredNumber(NegotiationKey.TARGET_PORTAL_GROUP_TAG, Role.TARGET);
        int expected = options.expectedPortalGroupTag();
        if (expected >= 0 && tag >= 0 && tag != expected) {
            return atFault("portal group " + tag + " answered, expected was " + expected
                    + ": the target's portals were changed, discover it again");
        }
        if (response.tsih() == 0) {
            return atFault("the final Login Response has the reserved TSIH 0");
        }
        result = new InitiatorLoginResult(
                OperationalParameters.of(values),
                response.tsih(),
                tag,
                values.declared(NegotiationKey.TARGET_ALIAS, Role.TARGET),
                expStatSn,
                response.expCmdSn(),
                response.maxCmdSn());
        return null;
    }

    private void writeRequest(ByteBuffer out, int outOffset) {
        request.wrap(out, outOffset).init();
        isContinuing = !text.fits(out, outOffset);
        askedToTransit = !isContinuing && text.mayLeave();
        askedFor = wantedStage();
        request.transitBit(askedToTransit)
                .continueBit(isContinuing)
                .currentStage(stage.code())
                .nextStage(askedToTransit ? askedFor.code() : 0)
                .isid(options.isid())
                .tsih(options.tsih())
                .cid(options.cid())
                .initiatorTaskTag(options.initiatorTaskTag())
                .cmdSn(options.cmdSn())
                .expStatSn(expStatSn);
        requestLengthBytes = text.writeSegment(request);
    }

    private LoginStage wantedStage() {
        boolean toOperational = stage == LoginStage.SECURITY && !options.skipOperational();
        return toOperational ? LoginStage.OPERATIONAL : LoginStage.FULL_FEATURE;
    }

    private static LoginFailure atFault(String message) {
        return LoginFailure.found(LoginStatus.INITIATOR_ERROR, message);
    }

    /** Length of the request last written, padding included. */
    public int requestLengthBytes() {
        return requestLengthBytes;
    }

    /** Whether the request last written may be answered by the final response: T is set and NSG is full feature. */
    public boolean asksForFullFeature() {
        return askedToTransit && askedFor == LoginStage.FULL_FEATURE;
    }

    /** Why the login failed; null if it did not. */
    public @Nullable LoginFailure failure() {
        return failure;
    }

    /** Where to log in instead, after a failure that is a redirection; portal group tags are absent. */
    public List<TargetAddress> redirections() {
        return redirections;
    }

    /** What the login brought; null before {@link Outcome#DONE}. */
    public @Nullable InitiatorLoginResult result() {
        return result;
    }

    /** What was negotiated; null before {@link Outcome#DONE}. */
    public @Nullable OperationalParameters parameters() {
        return result == null ? null : result.parameters();
    }

    /** ExpStatSN after the last response. */
    public int expStatSn() {
        return expStatSn;
    }
}
