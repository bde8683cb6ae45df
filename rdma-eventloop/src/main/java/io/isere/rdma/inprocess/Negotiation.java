package io.isere.rdma.inprocess;

import io.isere.rdma.verbs.ConnectOptions;
import io.isere.rdma.verbs.DeviceCaps;

/** IRD and ORD as MPA rev 2 agrees on them (RFC 6581 section 5): an ORD is at most the other side's IRD. Pure functions. */
final class Negotiation {
    private Negotiation() {}

    /** What this side may offer at most. */
    static ConnectOptions checked(ConnectOptions options, DeviceCaps caps) {
        byte[] privateData = options.privateData();
        if (privateData.length > caps.maxPrivateDataBytes()) {
            throw new IllegalArgumentException("private data of " + privateData.length + " bytes; at most "
                    + caps.maxPrivateDataBytes() + " go along");
        }
        return new ConnectOptions(
                privateData.clone(),
                Math.min(options.ird(), caps.maxIrd()),
                Math.min(options.ord(), caps.maxOrd()),
                options.timeoutNs());
    }

    /** What the responder answers: its ORD is one that the initiator serves. */
    static ConnectOptions answer(ConnectOptions options, ConnectOptions offer, DeviceCaps caps) {
        ConnectOptions own = checked(options, caps);
        return new ConnectOptions(own.privateData(), own.ird(), Math.min(own.ord(), offer.ird()), own.timeoutNs());
    }
}
