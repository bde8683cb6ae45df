package io.isere.iscsi.text;

import static io.isere.iscsi.text.NegotiationKey.DATA_DIGEST;
import static io.isere.iscsi.text.NegotiationKey.DATA_PDU_IN_ORDER;
import static io.isere.iscsi.text.NegotiationKey.DATA_SEQUENCE_IN_ORDER;
import static io.isere.iscsi.text.NegotiationKey.DEFAULT_TIME2RETAIN;
import static io.isere.iscsi.text.NegotiationKey.DEFAULT_TIME2WAIT;
import static io.isere.iscsi.text.NegotiationKey.ERROR_RECOVERY_LEVEL;
import static io.isere.iscsi.text.NegotiationKey.FIRST_BURST_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.HEADER_DIGEST;
import static io.isere.iscsi.text.NegotiationKey.IMMEDIATE_DATA;
import static io.isere.iscsi.text.NegotiationKey.INITIAL_R2T;
import static io.isere.iscsi.text.NegotiationKey.INITIATOR_RECV_DATA_SEGMENT_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.ISCSI_PROTOCOL_LEVEL;
import static io.isere.iscsi.text.NegotiationKey.ISER_HELLO_REQUIRED;
import static io.isere.iscsi.text.NegotiationKey.MAX_AHS_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.MAX_BURST_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.MAX_CONNECTIONS;
import static io.isere.iscsi.text.NegotiationKey.MAX_OUTSTANDING_R2T;
import static io.isere.iscsi.text.NegotiationKey.MAX_OUTSTANDING_UNEXPECTED_PDUS;
import static io.isere.iscsi.text.NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY;
import static io.isere.iscsi.text.NegotiationKey.TARGET_RECV_DATA_SEGMENT_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.TASK_REPORTING;

/**
 * What a login settled: the values a session and a connection work with. Immutable; any thread.
 *
 * @param discovery whether this is a discovery session
 * @param iserAssisted whether RDMAExtensions=Yes holds
 * @param headerDigest digest of headers; none over iSER
 * @param dataDigest digest of data segments; none over iSER
 * @param maxConnections most connections of the session
 * @param initialR2t whether unsolicited Data-Out is forbidden
 * @param immediateData whether commands may carry data
 * @param maxSendDataSegmentLengthBytes longest data segment of a control PDU the peer takes
 * @param maxReceiveDataSegmentLengthBytes longest data segment of a control PDU the peer may send
 * @param maxBurstLengthBytes longest Data-In or solicited Data-Out sequence
 * @param firstBurstLengthBytes most unsolicited data of a command, never more than {@code maxBurstLengthBytes}
 * @param time2WaitSeconds least time before a reconnection
 * @param time2RetainSeconds how long after that tasks are kept
 * @param maxOutstandingR2t most R2Ts outstanding per task
 * @param dataPduInOrder whether data PDUs of a sequence come in order
 * @param dataSequenceInOrder whether sequences come in order
 * @param errorRecoveryLevel 0..2
 * @param taskReporting "RFC3720", "ResponseFence" or "FastAbort"
 * @param protocolLevel iSCSIProtocolLevel; 2 enables the features of RFC 7144
 * @param peerMaxUnexpectedPdus most unexpected PDUs the peer takes outstanding, 0 for no limit (RFC 7145, 6.7)
 * @param ownMaxUnexpectedPdus the same as declared by this side
 * @param peerMaxAhsLengthBytes longest AHS the peer takes, 0 for no limit (RFC 7145, 6.8)
 * @param taggedBufferForSolicitedDataOnly what the initiator declared of the Write Base Offset (RFC 7145, 6.9)
 * @param iserHelloRequired whether the initiator wants the Hello exchange (RFC 7145, 6.10)
 */
public record OperationalParameters(
        boolean discovery,
        boolean iserAssisted,
        Digest headerDigest,
        Digest dataDigest,
        int maxConnections,
        boolean initialR2t,
        boolean immediateData,
        int maxSendDataSegmentLengthBytes,
        int maxReceiveDataSegmentLengthBytes,
        int maxBurstLengthBytes,
        int firstBurstLengthBytes,
        int time2WaitSeconds,
        int time2RetainSeconds,
        int maxOutstandingR2t,
        boolean dataPduInOrder,
        boolean dataSequenceInOrder,
        int errorRecoveryLevel,
        String taskReporting,
        int protocolLevel,
        long peerMaxUnexpectedPdus,
        long ownMaxUnexpectedPdus,
        long peerMaxAhsLengthBytes,
        boolean taggedBufferForSolicitedDataOnly,
        boolean iserHelloRequired) {

    /** The values that hold once a negotiator has settled all it proposed. */
    public static OperationalParameters of(NegotiatedValues negotiated) {
        boolean discovery = negotiated.isDiscovery();
        boolean iser = negotiated.isIserAssisted();
        Role own = negotiated.role();
        int maxBurst = (int) negotiated.number(MAX_BURST_LENGTH);
        return new OperationalParameters(
                discovery,
                iser,
                iser ? Digest.NONE : Digest.of(negotiated.value(HEADER_DIGEST)),
                iser ? Digest.NONE : Digest.of(negotiated.value(DATA_DIGEST)),
                discovery ? 1 : (int) negotiated.number(MAX_CONNECTIONS),
                negotiated.isYes(INITIAL_R2T),
                negotiated.isYes(IMMEDIATE_DATA),
                segmentLengthTakenBy(own.peer(), negotiated),
                segmentLengthTakenBy(own, negotiated),
                maxBurst,
                Math.min(maxBurst, (int) negotiated.number(FIRST_BURST_LENGTH)),
                (int) negotiated.number(DEFAULT_TIME2WAIT),
                (int) negotiated.number(DEFAULT_TIME2RETAIN),
                (int) negotiated.number(MAX_OUTSTANDING_R2T),
                negotiated.isYes(DATA_PDU_IN_ORDER),
                negotiated.isYes(DATA_SEQUENCE_IN_ORDER),
                discovery ? 0 : (int) negotiated.number(ERROR_RECOVERY_LEVEL),
                negotiated.value(TASK_REPORTING),
                (int) negotiated.number(ISCSI_PROTOCOL_LEVEL),
                negotiated.declaredNumber(MAX_OUTSTANDING_UNEXPECTED_PDUS, own.peer()),
                negotiated.declaredNumber(MAX_OUTSTANDING_UNEXPECTED_PDUS, own),
                negotiated.declaredNumber(MAX_AHS_LENGTH, own.peer()),
                isDeclaredYes(TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY, negotiated),
                isDeclaredYes(ISER_HELLO_REQUIRED, negotiated) && !negotiated.isDeclaredInVain(ISER_HELLO_REQUIRED));
    }

    /** RFC 7145, section 6.2: over iSER the two negotiated lengths stand for MaxRecvDataSegmentLength. */
    private static int segmentLengthTakenBy(Role receiver, NegotiatedValues negotiated) {
        if (!negotiated.isIserAssisted()) {
            return (int) negotiated.declaredNumber(MAX_RECV_DATA_SEGMENT_LENGTH, receiver);
        }
        return (int) negotiated.number(
                receiver == Role.INITIATOR ? INITIATOR_RECV_DATA_SEGMENT_LENGTH : TARGET_RECV_DATA_SEGMENT_LENGTH);
    }

    /**
     * What holds for a further connection of a session: what this connection's login settled for it, and what the first
     * connection's did for all (the scopes CO and SW of RFC 7143 section 13).
     */
    public OperationalParameters forConnectionOf(OperationalParameters session) {
        return new OperationalParameters(
                session.discovery,
                session.iserAssisted,
                headerDigest,
                dataDigest,
                session.maxConnections,
                session.initialR2t,
                session.immediateData,
                maxSendDataSegmentLengthBytes,
                maxReceiveDataSegmentLengthBytes,
                session.maxBurstLengthBytes,
                session.firstBurstLengthBytes,
                session.time2WaitSeconds,
                session.time2RetainSeconds,
                session.maxOutstandingR2t,
                session.dataPduInOrder,
                session.dataSequenceInOrder,
                session.errorRecoveryLevel,
                session.taskReporting,
                session.protocolLevel,
                session.peerMaxUnexpectedPdus,
                session.ownMaxUnexpectedPdus,
                session.peerMaxAhsLengthBytes,
                session.taggedBufferForSolicitedDataOnly,
                session.iserHelloRequired);
    }

    private static boolean isDeclaredYes(NegotiationKey key, NegotiatedValues negotiated) {
        return negotiated.declared(key, Role.INITIATOR).equals(TextConstants.YES);
    }
}
