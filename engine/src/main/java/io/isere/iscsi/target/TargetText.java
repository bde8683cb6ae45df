package io.isere.iscsi.target;

import io.isere.datamover.Datamover;
import io.isere.datamover.DatamoverParameters;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.TextRequestBhs;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.NegotiationPhase;
import io.isere.iscsi.text.Negotiator;
import io.isere.iscsi.text.OperationalParameters;
import io.isere.iscsi.text.ParsedText;
import io.isere.iscsi.text.SendTargets;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TargetRecord;
import io.isere.iscsi.text.TextReader;
import io.isere.iscsi.text.TextWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text requests of full feature phase: SendTargets (RFC 7143 appendix C), and the keys that may be declared anew then;
 * questions and answers in pieces where they are long (sections 11.10 and 11.11).
 *
 * <p>Thread: the connection's loop. Control path: allocates.
 */
final class TargetText {
    private static final Logger LOG = LoggerFactory.getLogger(TargetText.class);
    private static final int MAX_REQUEST_BYTES = 8192;

    private final TargetServer server;
    private final TargetLoginPhase.Result login;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final int portalGroupTag;
    private final Datamover datamover;
    private final TargetResponses responses;
    private final TextRequestBhs request = new TextRequestBhs();
    private final TextReader reader = new TextReader(MAX_REQUEST_BYTES);
    private final TextWriter answer = new TextWriter();
    private int transferTag;
    private int taskTag;
    private boolean isOpen;
    private boolean ends;
    private int maxSendDataBytes;

    TargetText(
            TargetServer server,
            TargetLoginPhase.Result login,
            InetSocketAddress local,
            InetSocketAddress remote,
            int portalGroupTag,
            Datamover datamover,
            TargetResponses responses) {
        this.server = server;
        this.login = login;
        this.local = local;
        this.remote = remote;
        this.portalGroupTag = portalGroupTag;
        this.datamover = datamover;
        this.responses = responses;
        maxSendDataBytes = login.parameters().maxSendDataSegmentLengthBytes();
    }

    /**
     * A Text Request: the first of a negotiation has the reserved Target Transfer Tag, each further one that of the answer
     * before (RFC 7143 sections 6.2 and 11.10).
     */
    void onRequest(ReceivedPdu pdu) {
        request.wrap(pdu.buffer(), pdu.bhsOffset());
        boolean first = request.targetTransferTag() == Bhs.RESERVED_TAG;
        if (first) {
            reset();
            taskTag = request.initiatorTaskTag();
            login.negotiator().enter(NegotiationPhase.FULL_FEATURE);
        } else if (!isOpen || request.targetTransferTag() != transferTag || request.initiatorTaskTag() != taskTag) {
            refuse(pdu, "belongs to no text negotiation under way");
            return;
        }
        if (!answer.isEmpty()) {
            sendAnswer();
            return;
        }
        if (!reader.append(pdu.buffer(), request.dataSegmentOffset(), request.dataSegmentLengthBytes())) {
            refuse(pdu, "is longer than " + MAX_REQUEST_BYTES + " bytes");
            return;
        }
        ends = request.finalBit() && !request.continueBit();
        String wrong = request.continueBit() ? "" : answerTo(reader.parse());
        if (wrong.isEmpty()) {
            sendAnswer();
        } else {
            refuse(pdu, wrong);
        }
    }

    private void sendAnswer() {
        transferTag = (transferTag + 1) & 0x7fff_ffff;
        isOpen = !responses.text(taskTag, answer, transferTag, ends);
    }

    /** Rejects the PDU; what was negotiated with it is forgotten (RFC 7143 section 7.9). */
    private void refuse(ReceivedPdu pdu, String why) {
        LOG.warn("{}: text of {} rejected: it {}", remote, initiator(), why);
        reset();
        responses.reject(pdu, RejectReason.PROTOCOL_ERROR);
    }

    private void reset() {
        reader.parse();
        answer.clear();
        isOpen = false;
    }

    /** Writes the answer; returns what is wrong, empty if nothing is. */
    private String answerTo(ParsedText text) {
        if (!text.isWellFormed()) {
            return text.error();
        }
        String which = SendTargets.parseRequest(text.pairs());
        if (which != null && login.target() != null && which.equals(SendTargets.ALL)) {
            return "asks for all targets in a normal session (RFC 7143 appendix C): that is for a discovery session";
        }
        if (which != null) {
            SendTargets.encode(records(which), answer);
            return "";
        }
        if (text.pairs().stream().anyMatch(pair -> pair.key().equals(NegotiationKey.SEND_TARGETS.text()))) {
            return "has other keys beside SendTargets";
        }
        Negotiator negotiator = login.negotiator();
        if (!negotiator.onPairs(text.pairs(), answer)) {
            return negotiator.failure();
        }
        applyLimits(OperationalParameters.of(negotiator.values()));
        return "";
    }

    /** The initiator may have declared that it takes longer or shorter data segments from now on. */
    private void applyLimits(OperationalParameters values) {
        if (values.maxSendDataSegmentLengthBytes() != maxSendDataBytes) {
            maxSendDataBytes = values.maxSendDataSegmentLengthBytes();
            datamover.noticeKeyValues(
                    new DatamoverParameters(values, login.datamoverParameters().solicitedDataOnly()));
        }
    }

    /**
     * What SendTargets asks for (RFC 7143 appendix C): in a discovery session all or one; in a normal session nothing but
     * its own target, which an empty value means.
     */
    private List<TargetRecord> records(String which) {
        Target own = login.target();
        if (own == null) {
            return server.sendTargets(which.equals(SendTargets.ALL) ? null : which, initiator(), from(), reachedAt());
        }
        boolean isOwn = which.isEmpty() || which.equals(own.name());
        return isOwn ? server.sendTargets(own.name(), initiator(), from(), reachedAt()) : List.of();
    }

    private String initiator() {
        return login.identity().initiatorName();
    }

    private InetAddress from() {
        return remote.getAddress();
    }

    private TargetAddress reachedAt() {
        return new TargetAddress(TargetAddress.hostOf(local.getAddress()), local.getPort(), portalGroupTag);
    }
}
