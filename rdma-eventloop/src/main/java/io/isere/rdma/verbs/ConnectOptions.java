package io.isere.rdma.verbs;

/**
 * What one side brings to a connection.
 *
 * @param privateData the consumer's private data, at most {@link DeviceCaps#maxPrivateDataBytes}
 * @param ird inbound RDMA Reads we are ready to serve at a time (the CM's {@code responder_resources})
 * @param ord outbound RDMA Reads we would like to have outstanding (the CM's {@code initiator_depth})
 * @param timeoutNs how long the other side may take, for connect: to the answer; for accept: to full establishment
 */
@SuppressWarnings("ArrayRecordComponent") // Private data is handed over once; nobody compares these records.
public record ConnectOptions(byte[] privateData, int ird, int ord, long timeoutNs) {}
