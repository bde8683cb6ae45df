package io.isere.iscsi.login;

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
import static io.isere.iscsi.text.NegotiationKey.MAX_BURST_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.MAX_CONNECTIONS;
import static io.isere.iscsi.text.NegotiationKey.MAX_OUTSTANDING_R2T;
import static io.isere.iscsi.text.NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH;
import static io.isere.iscsi.text.NegotiationKey.RDMA_EXTENSIONS;
import static io.isere.iscsi.text.NegotiationKey.TARGET_RECV_DATA_SEGMENT_LENGTH;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.text.LocalValues;

/**
 * What each side wants if nothing else is configured.
 *
 * <p>Over iSER unsolicited data is off on both sides: peers disagree where the Write Base Offset points otherwise.
 * Immutable; any thread.
 */
public final class DefaultValues {

    private static final int BURST_LENGTH_BYTES = 262_144;
    private static final int FIRST_BURST_LENGTH_BYTES = 65_536;
    private static final int TCP_OUTSTANDING_R2TS = 8;
    private static final int TCP_SEGMENT_LENGTH_BYTES = 262_144;
    private static final int ISER_SEGMENT_LENGTH_BYTES = 8192;

    private DefaultValues() {}

    /** What an initiator offers. */
    public static LocalValues initiator(TransportKind transport) {
        LocalValues common = LocalValues.none()
                .with(MAX_BURST_LENGTH, BURST_LENGTH_BYTES)
                .with(FIRST_BURST_LENGTH, FIRST_BURST_LENGTH_BYTES)
                .with(MAX_CONNECTIONS, 1)
                .with(MAX_OUTSTANDING_R2T, 1)
                .with(DATA_PDU_IN_ORDER, true)
                .with(DATA_SEQUENCE_IN_ORDER, true)
                .with(DEFAULT_TIME2WAIT, 2)
                .with(DEFAULT_TIME2RETAIN, 0)
                .with(ERROR_RECOVERY_LEVEL, 0);
        if (transport == TransportKind.ISER) {
            return iser(common)
                    .with(RDMA_EXTENSIONS, true)
                    .with(MAX_RECV_DATA_SEGMENT_LENGTH, ISER_SEGMENT_LENGTH_BYTES);
        }
        return tcp(common, "None").with(INITIAL_R2T, false);
    }

    /** What a target supports and prefers. */
    public static LocalValues target(TransportKind transport) {
        LocalValues common = LocalValues.none()
                .with(MAX_BURST_LENGTH, BURST_LENGTH_BYTES)
                .with(FIRST_BURST_LENGTH, FIRST_BURST_LENGTH_BYTES)
                .with(MAX_CONNECTIONS, 1)
                .with(MAX_OUTSTANDING_R2T, 1)
                .with(DEFAULT_TIME2WAIT, 2)
                .with(DEFAULT_TIME2RETAIN, 20)
                .with(ERROR_RECOVERY_LEVEL, 0);
        if (transport == TransportKind.ISER) {
            return iser(common).with(MAX_RECV_DATA_SEGMENT_LENGTH, ISER_SEGMENT_LENGTH_BYTES);
        }
        // No: in order only when the initiator wants it so.
        return tcp(common, "CRC32C,None")
                .with(INITIAL_R2T, true)
                .with(DATA_PDU_IN_ORDER, false)
                .with(DATA_SEQUENCE_IN_ORDER, false);
    }

    private static LocalValues iser(LocalValues common) {
        return common.with(INITIAL_R2T, true)
                .with(IMMEDIATE_DATA, false)
                .with(INITIATOR_RECV_DATA_SEGMENT_LENGTH, ISER_SEGMENT_LENGTH_BYTES)
                .with(TARGET_RECV_DATA_SEGMENT_LENGTH, ISER_SEGMENT_LENGTH_BYTES);
    }

    private static LocalValues tcp(LocalValues common, String digests) {
        return common.with(IMMEDIATE_DATA, true)
                .with(MAX_OUTSTANDING_R2T, TCP_OUTSTANDING_R2TS)
                .with(HEADER_DIGEST, digests)
                .with(DATA_DIGEST, digests)
                .with(MAX_RECV_DATA_SEGMENT_LENGTH, TCP_SEGMENT_LENGTH_BYTES);
    }
}
