package io.isere.iscsi.target;

import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.RejectReason;
import io.isere.iscsi.pdu.TextRequestBhs;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.ParsedText;
import io.isere.iscsi.text.SendTargets;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TargetRecord;
import io.isere.iscsi.text.TextConstants;
import io.isere.iscsi.text.TextReader;
import io.isere.iscsi.text.TextWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Text requests of full feature phase: SendTargets, in pieces where it is long (RFC 7143 sections 11.10, 11.11 and
 * appendix C). Any other key is answered NotUnderstood.
 *
 * <p>Thread: the connection's loop. Control path: allocates.
 */
final class TargetText {
    private static final int MAX_REQUEST_BYTES = 8192;

    private final TargetServer server;
    private final TargetLoginPhase.Result login;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final int portalGroupTag;
    private final TargetResponses responses;
    private final TextRequestBhs request = new TextRequestBhs();
    private final TextReader reader = new TextReader(MAX_REQUEST_BYTES);
    private final TextWriter answer = new TextWriter();
    private int transferTag;

    TargetText(
            TargetServer server,
            TargetLoginPhase.Result login,
            InetSocketAddress local,
            InetSocketAddress remote,
            int portalGroupTag,
            TargetResponses responses) {
        this.server = server;
        this.login = login;
        this.local = local;
        this.remote = remote;
        this.portalGroupTag = portalGroupTag;
        this.responses = responses;
    }

    void onRequest(ReceivedPdu pdu) {
        request.wrap(pdu.buffer(), pdu.bhsOffset());
        int tag = request.initiatorTaskTag();
        if (request.targetTransferTag() != Bhs.RESERVED_TAG && request.dataSegmentLengthBytes() == 0) {
            continueAnswer(pdu, tag);
            return;
        }
        if (!reader.append(pdu.buffer(), request.dataSegmentOffset(), request.dataSegmentLengthBytes())) {
            reader.parse();
            responses.reject(pdu, RejectReason.PROTOCOL_ERROR);
            return;
        }
        answer.clear();
        if (!request.continueBit()) {
            answerTo(reader.parse());
        }
        responses.text(tag, answer, nextTransferTag());
    }

    private void continueAnswer(ReceivedPdu pdu, int tag) {
        if (request.targetTransferTag() != transferTag || answer.isEmpty()) {
            responses.reject(pdu, RejectReason.PROTOCOL_ERROR);
            return;
        }
        responses.text(tag, answer, nextTransferTag());
    }

    private int nextTransferTag() {
        transferTag = transferTag + 1 & 0x7fff_ffff;
        return transferTag;
    }

    private void answerTo(ParsedText text) {
        String which = SendTargets.parseRequest(text.pairs());
        if (which != null) {
            SendTargets.encode(records(which), answer);
            return;
        }
        text.pairs().forEach(pair -> {
            if (!pair.key().equals(NegotiationKey.SEND_TARGETS.text())) {
                answer.add(pair.key(), TextConstants.NOT_UNDERSTOOD);
            }
        });
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
        boolean isOwn = which.isEmpty() || which.equals(SendTargets.ALL) || which.equals(own.name());
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
