package io.isere.iscsi.login;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.text.NegotiatedValues;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.Negotiator;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.iscsi.text.Role;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The target's side of a login, without I/O: turns each Login Request into a Login Response (RFC 7143, section 6.3).
 *
 * <p>Call {@link #onRequest} for each PDU received. Every outcome has a response written to the caller's buffer, ready to
 * be sent; at {@link Outcome#SEND_FINAL} the caller first allocates and posts what the full feature phase needs, or turns
 * the response into a refusal with {@link #refuse}. A PDU from the initiator never makes it throw. One object a login;
 * belongs to the connection's thread; control path, allocates.
 */
public final class TargetLogin {

    /** What to do after a request. */
    public enum Outcome {
        /** Send the response, the login goes on. */
        SEND,
        /** The response is the final one: take {@link #result()}, make ready for full feature, then send it. */
        SEND_FINAL,
        /** The response is a refusal: send it and close the connection; ask {@link #failure()}. */
        SEND_AND_CLOSE
    }

    private static final int MAX_EXCHANGES = 256;

    private final TargetLoginOptions options;
    private final TargetDirectory directory;
    private final LoginRequestBhs request = new LoginRequestBhs();
    private final LoginResponseWriter responseWriter;
    private @Nullable LoginStart start;
    private LoginStage stage = LoginStage.SECURITY;
    private @Nullable LoginIdentity identity;
    private boolean hasDeclared;
    private boolean hasProposed;
    private int exchanges;
    private String redirectTo = "";
    private @Nullable LoginFailure failure;
    private @Nullable TargetLoginResult result;

    /** A login that has not started. */
    public TargetLogin(TargetLoginOptions options, TargetDirectory directory) {
        this.options = options;
        this.directory = directory;
        this.responseWriter = new LoginResponseWriter(options);
    }

    /**
     * Takes a PDU from the initiator and writes the response.
     *
     * @param in holds the PDU, header and data segment contiguous, from {@code offset}
     * @param lengthBytes how many bytes were received; what they hold is checked
     * @param out room for a PDU of 48 + 8192 bytes (less if the options limit the text) from {@code outOffset}; not
     *     overlapping the request
     */
    public Outcome onRequest(ByteBuffer in, int offset, int lengthBytes, ByteBuffer out, int outOffset) {
        responseWriter.wrap(out, outOffset);
        if (failure == null) {
            failure = check(in, offset, lengthBytes);
        }
        LoginStart login = start;
        if (failure != null || login == null) {
            return writeRefusal();
        }
        failure = take(login);
        if (failure != null) {
            return writeRefusal();
        }
        return respond(login, out, outOffset);
    }

    private @Nullable LoginFailure check(ByteBuffer in, int offset, int lengthBytes) {
        if (lengthBytes < Bhs.LENGTH_BYTES) {
            return atFault("a PDU of " + lengthBytes + " bytes is shorter than its header");
        }
        Opcode opcode = new AnyBhs().wrap(in, offset).opcode();
        request.wrap(in, offset);
        if (opcode != Opcode.LOGIN_REQUEST || result != null) {
            return LoginFailure.found(
                    LoginStatus.INVALID_DURING_LOGIN,
                    "received " + opcode.rfcName() + " where only a Login Request is allowed");
        }
        LoginFailure wrong = LoginText.checkLengths(request, lengthBytes);
        return wrong == null ? checkFields() : wrong;
    }

    private @Nullable LoginFailure checkFields() {
        if (request.versionMin() > 0) {
            return LoginFailure.found(
                    LoginStatus.UNSUPPORTED_VERSION,
                    "the initiator wants version " + request.versionMin()
                            + " or more, this target speaks 0 (RFC 7143)");
        }
        LoginStage current = LoginStage.of(request.currentStage());
        LoginStart login = start;
        if (login == null) {
            if (current != LoginStage.SECURITY && current != LoginStage.OPERATIONAL) {
                return atFault("a login cannot start with CSG " + request.currentStage());
            }
            stage = current;
            start = new LoginStart(request, options);
            start.text().begin(stage);
        } else if (!login.isContinuedBy(request)) {
            return atFault("ISID, TSIH, CID or Initiator Task Tag differ from those of the first Login Request");
        } else if (current != stage) {
            return atFault("Login Request has CSG " + request.currentStage() + " in stage " + stage);
        }
        return checkTransit();
    }

    private @Nullable LoginFailure checkTransit() {
        if (++exchanges > MAX_EXCHANGES) {
            return atFault("no end of the negotiation after " + MAX_EXCHANGES + " exchanges");
        }
        if (!request.transitBit()) {
            return null;
        }
        if (request.continueBit()) {
            return atFault("Login Request has both T and C bit set");
        }
        boolean legal = stage.mayGoTo(LoginStage.of(request.nextStage()));
        return legal ? null : atFault("no way from stage " + stage + " to NSG " + request.nextStage());
    }

    private @Nullable LoginFailure take(LoginStart login) {
        boolean complete = !request.continueBit();
        LoginFailure wrong = login.text().receive(request, complete);
        if (wrong != null || !complete) {
            return wrong;
        }
        wrong = login.text().negotiate();
        if (wrong == null && identity == null) {
            wrong = admit(login);
        }
        if (wrong == null) {
            wrong = login.text().authenticate();
        }
        return wrong == null && request.transitBit() ? login.text().onLeave() : wrong;
    }

    private @Nullable LoginFailure admit(LoginStart login) {
        LoginIdentity wanted = login.identity(options.transport());
        if (wanted.initiatorName().isEmpty()) {
            return LoginFailure.found(LoginStatus.MISSING_PARAMETER, "the first Login Request has no InitiatorName");
        }
        if (wanted.targetName().isEmpty() && !wanted.discovery()) {
            return LoginFailure.found(
                    LoginStatus.MISSING_PARAMETER, "the first Login Request of a Normal session has no TargetName");
        }
        Admission admission = directory.admit(wanted);
        if (admission.status() != LoginStatus.SUCCESS) {
            redirectTo = admission.redirectTo();
            return LoginFailure.found(admission.status(), admission.message());
        }
        login.security().require(admission.authentication());
        LoginFailure unproven =
                stage == LoginStage.SECURITY ? null : login.security().onLeave();
        if (unproven != null) {
            return unproven;
        }
        identity = wanted;
        if (!wanted.discovery()) {
            login.text().declare(NegotiationKey.TARGET_ALIAS, admission.targetAlias());
        }
        if (admission.portalGroupTag() >= 0) {
            login.text().declare(NegotiationKey.TARGET_PORTAL_GROUP_TAG, Integer.toString(admission.portalGroupTag()));
        }
        return null;
    }

    private Outcome respond(LoginStart login, ByteBuffer out, int outOffset) {
        if (request.continueBit()) {
            responseWriter.writeEmpty(login, stage);
            return Outcome.SEND;
        }
        Negotiator negotiator = login.negotiator();
        boolean transit = request.transitBit() && login.text().mayLeave();
        if (stage == LoginStage.OPERATIONAL) {
            transit &= completeOffers(negotiator, login, transit);
        }
        transit &= login.text().fits(out, outOffset);
        LoginStage next = transit ? chooseNext(negotiator) : stage;
        if (next == LoginStage.FULL_FEATURE) {
            failure = finish(login);
            if (failure != null) {
                return writeRefusal();
            }
        }
        responseWriter.write(login, stage, transit, next, result == null ? login.tsih() : result.tsih());
        if (transit) {
            stage = next;
            login.text().begin(next);
        }
        return next == LoginStage.FULL_FEATURE ? Outcome.SEND_FINAL : Outcome.SEND;
    }

    /** Adds what this side has to say itself in the operational stage; false if an answer to it is needed first. */
    private boolean completeOffers(Negotiator negotiator, LoginStart login, boolean wantsToLeave) {
        if (!hasDeclared) {
            hasDeclared = true;
            negotiator.declareOwn(login.text().out());
        }
        if (!wantsToLeave || hasProposed) {
            return true;
        }
        hasProposed = true;
        negotiator.proposeMissing(login.text().out());
        return !negotiator.awaitsNeededAnswer();
    }

    /** The stage asked for, or the operational one if the login cannot do without it. */
    private LoginStage chooseNext(Negotiator negotiator) {
        NegotiatedValues values = negotiator.values();
        boolean needsRdmaExtensions =
                options.transport() == TransportKind.ISER && !values.isDiscovery() && !values.isIserAssisted();
        boolean detour = stage == LoginStage.SECURITY && (needsRdmaExtensions || negotiator.needsOperationalPhase());
        return detour ? LoginStage.OPERATIONAL : LoginStage.of(request.nextStage());
    }

    private @Nullable LoginFailure finish(LoginStart login) {
        LoginIdentity admitted = identity;
        if (admitted == null) {
            return atFault("Login Request asks for full feature before its names are complete");
        }
        NegotiatedValues values = login.negotiator().values();
        login.negotiator().settleUnanswered();
        if (options.transport() == TransportKind.ISER && !values.isDiscovery() && !values.isIserAssisted()) {
            return LoginFailure.found(
                    LoginStatus.MISSING_PARAMETER,
                    "a Normal session over iSER must offer RDMAExtensions=Yes in its first operational Login Request"
                            + " (RFC 7145, 6.3): use an iSER initiator, or a TCP portal");
        }
        int tsih = admitted.isLeading() ? directory.openSession(admitted) : admitted.tsih();
        if (tsih == 0) {
            return LoginFailure.found(
                    LoginStatus.OUT_OF_RESOURCES, "no room for another session: close some, or raise the limit");
        }
        result = new TargetLoginResult(
                OperationalParameters.of(values),
                admitted,
                tsih,
                values.declared(NegotiationKey.INITIATOR_ALIAS, Role.INITIATOR),
                login.cmdSn(),
                responseWriter.statSn() + 1);
        return null;
    }

    /**
     * Turns the response that {@link #onRequest} wrote, final or not, into a refusal: when resources, the session or the
     * portal are not there after all.
     */
    public void refuse(LoginStatus status, String message) {
        result = null;
        failure = LoginFailure.found(status, message);
        writeRefusal();
    }

    private Outcome writeRefusal() {
        LoginFailure why = failure == null ? atFault("no Login Request") : failure;
        responseWriter.writeRefusal(why.status(), start, request, redirectTo);
        return Outcome.SEND_AND_CLOSE;
    }

    private static LoginFailure atFault(String message) {
        return LoginFailure.found(LoginStatus.INITIATOR_ERROR, message);
    }

    /** Length of the response last written, padding included. */
    public int responseLengthBytes() {
        return responseWriter.lengthBytes();
    }

    /** Why the login was refused; null if it was not. */
    public @Nullable LoginFailure failure() {
        return failure;
    }

    /** Who wants to log in to what, for a message: as far as it is known, admitted or not. */
    public String who() {
        LoginIdentity wanted = start == null ? null : start.identity(options.transport());
        if (wanted == null || wanted.initiatorName().isEmpty()) {
            return "an unnamed initiator";
        }
        return wanted.initiatorName() + " to " + (wanted.discovery() ? "discovery" : wanted.targetName());
    }

    /** Who logs in to what; null before the names are known and admitted. */
    public @Nullable LoginIdentity identity() {
        return identity;
    }

    /** CHAP_N of the initiator; empty if it was not authenticated, or not yet. */
    public String authenticatedName() {
        return start == null ? "" : start.security().authenticatedName();
    }

    /** How the initiator was authenticated, in words for a log; empty if it was not, or not yet. */
    public String authentication() {
        return start == null ? "" : start.security().description();
    }

    /** What the login brought; null before {@link Outcome#SEND_FINAL}. */
    public @Nullable TargetLoginResult result() {
        return result;
    }

    /** What was negotiated; null before {@link Outcome#SEND_FINAL}. */
    public @Nullable OperationalParameters parameters() {
        return result == null ? null : result.parameters();
    }

    /** Everything the initiator declared; null before the first request. */
    public @Nullable NegotiatedValues values() {
        return start == null ? null : start.negotiator().values();
    }

    /** The negotiation, which goes on in full feature phase; null before the first request. */
    public @Nullable Negotiator negotiator() {
        return start == null ? null : start.negotiator();
    }

    /** Handle of the session; 0 before {@link Outcome#SEND_FINAL}. */
    public int tsih() {
        return result == null ? 0 : result.tsih();
    }

    /** CmdSN of the login: ExpCmdSN of a new session; 0 before the first request. */
    public int cmdSn() {
        return start == null ? 0 : start.cmdSn();
    }

    /** StatSN of the next response on this connection. */
    public int nextStatSn() {
        return responseWriter.statSn();
    }
}
