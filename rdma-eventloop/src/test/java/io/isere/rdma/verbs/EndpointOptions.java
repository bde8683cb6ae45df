package io.isere.rdma.verbs;

/** What an {@link Endpoint} of a test is made of. */
final class EndpointOptions {
    int memoryBytes = 64 * 1024;
    int maxSendRequests = 64;
    int maxReceiveRequests = 64;
    int maxSge = 4;
    int ird = 16;
    int ord = 16;
    byte[] privateData = new byte[0];
    long timeoutNs = 20_000_000_000L;

    EndpointOptions memoryBytes(int value) {
        memoryBytes = value;
        return this;
    }

    EndpointOptions queues(int sends, int receives) {
        maxSendRequests = sends;
        maxReceiveRequests = receives;
        return this;
    }

    EndpointOptions reads(int inbound, int outbound) {
        ird = inbound;
        ord = outbound;
        return this;
    }

    EndpointOptions privateData(byte[] value) {
        privateData = value;
        return this;
    }

    EndpointOptions timeoutNs(long value) {
        timeoutNs = value;
        return this;
    }

    ConnectOptions toConnectOptions() {
        return new ConnectOptions(privateData, ird, ord, timeoutNs);
    }
}
