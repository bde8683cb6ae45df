package io.isere.rdma.iwarp.mpa;

import io.isere.rdma.iwarp.mpa.MpaSetup.Enhanced;

/**
 * The rules of connection set-up (RFC 5044 section 7.1, RFC 6581 section 9). Pure functions; control path.
 *
 * <p>Markers are never asked for, and a peer that needs them is refused: no software peer sends them.
 */
public final class MpaNegotiation {
    /** The revision of RFC 5044. */
    public static final int REVISION_1 = 1;

    /** The revision of RFC 6581. */
    public static final int REVISION_2 = 2;

    /** Deepest IRD or ORD the enhanced data can express. */
    public static final int MAX_DEPTH = EnhancedData.NOT_NEGOTIATED - 1;

    /**
     * RDMA Reads under way towards a peer that did not say how many it takes, as in revision 1: siw ends the connection on
     * one too many ("IRQ exceeded"), and libiscsi's initiator takes four of them, others fewer.
     */
    static final int UNTOLD_ORD = 1;

    private MpaNegotiation() {}

    /** What one end brings to the exchange. */
    @SuppressWarnings("ArrayRecordComponent") // Private data is handed over once; nobody compares these records.
    public record Offer(int revision, boolean crc, boolean peerToPeer, int ird, int ord, byte[] privateData) {}

    /** The initiator's Request Frame. */
    public static MpaSetup request(Offer offer) {
        Enhanced enhanced = null;
        if (offer.revision >= REVISION_2) {
            int flags = offer.peerToPeer ? EnhancedData.FLAG_PEER_TO_PEER | ReadyToReceive.ALL_FLAGS : 0;
            enhanced = new Enhanced(flags, offer.ird, offer.ord);
        }
        return new MpaSetup(true, offer.revision, false, offer.crc, false, enhanced, offer.privateData);
    }

    /** Whether a frame is of a revision that can be answered. */
    public static boolean isRevisionKnown(MpaSetup setup) {
        return setup.revision() >= REVISION_1 && setup.revision() <= REVISION_2;
    }

    /** Why an end cannot work with what this frame says; "" when it can. */
    public static String refusal(MpaSetup setup) {
        if (!isRevisionKnown(setup)) {
            return "MPA revision " + setup.revision() + " is not supported";
        }
        return setup.markers() ? "the peer needs MPA markers, which are not supported" : "";
    }

    /** What the responder does once it has accepted the request with this offer. */
    public static MpaAgreement accept(MpaSetup request, Offer offer) {
        boolean crc = request.crc() || offer.crc;
        Enhanced peer = request.enhanced();
        if (peer == null) {
            return untold(request, crc, offer);
        }
        ReadyToReceive rtr = peer.peerToPeer() ? chooseAsResponder(peer.flags()) : ReadyToReceive.NONE;
        int ird = rtr == ReadyToReceive.READ ? Math.max(1, offer.ird) : offer.ird;
        int ord = peer.ird() == EnhancedData.NOT_NEGOTIATED ? offer.ord : Math.min(offer.ord, peer.ird());
        return new MpaAgreement(request.revision(), crc, ird, ord, rtr);
    }

    /** With a peer that tells no depths. */
    private static MpaAgreement untold(MpaSetup peer, boolean crc, Offer offer) {
        return new MpaAgreement(peer.revision(), crc, offer.ird, Math.min(offer.ord, UNTOLD_ORD), ReadyToReceive.NONE);
    }

    /** The responder's Reply Frame for an agreement; rejecting, when {@code rejected}. */
    public static MpaSetup reply(MpaSetup request, MpaAgreement agreed, boolean rejected, byte[] privateData) {
        Enhanced peer = request.enhanced();
        Enhanced enhanced = null;
        if (peer != null) {
            int flags = peer.peerToPeer()
                    ? EnhancedData.FLAG_PEER_TO_PEER | agreed.readyToReceive().flag()
                    : 0;
            int ird = peer.ord() == EnhancedData.NOT_NEGOTIATED ? EnhancedData.NOT_NEGOTIATED : agreed.ird();
            int ord = peer.ird() == EnhancedData.NOT_NEGOTIATED ? EnhancedData.NOT_NEGOTIATED : agreed.ord();
            enhanced = new Enhanced(flags, ird, ord);
        }
        return new MpaSetup(false, request.revision(), false, agreed.crc(), rejected, enhanced, privateData);
    }

    /** What the initiator does after an accepting reply; {@link #conflict} says whether it can. */
    public static MpaAgreement conclude(Offer offer, MpaSetup reply) {
        boolean crc = offer.crc || reply.crc();
        Enhanced peer = reply.enhanced();
        if (peer == null) {
            return untold(reply, crc, offer);
        }
        int ird = peer.ord() == EnhancedData.NOT_NEGOTIATED ? offer.ird : Math.max(offer.ird, peer.ord());
        int ord = peer.ird() == EnhancedData.NOT_NEGOTIATED ? offer.ord : Math.min(offer.ord, peer.ird());
        ReadyToReceive rtr =
                offer.peerToPeer && peer.peerToPeer() ? ReadyToReceive.choose(peer.flags()) : ReadyToReceive.NONE;
        return new MpaAgreement(reply.revision(), crc, ird, ord, rtr);
    }

    /** The error with which an initiator ends a connection whose reply it cannot live with. */
    public enum Conflict {
        /** None. */
        NONE,
        /** The responder wants to read more at a time than can be served. */
        INSUFFICIENT_IRD,
        /** The responder named no RTR indication that can be sent. */
        NO_MATCHING_RTR
    }

    /** Whether the initiator can do what it would have to do after this reply. */
    public static Conflict conflict(Offer offer, MpaSetup reply, int maxIrd) {
        Enhanced peer = reply.enhanced();
        if (peer == null) {
            return Conflict.NONE;
        }
        if (peer.ord() != EnhancedData.NOT_NEGOTIATED && peer.ord() > maxIrd) {
            return Conflict.INSUFFICIENT_IRD;
        }
        boolean rtrWanted = offer.peerToPeer && peer.peerToPeer();
        return rtrWanted && ReadyToReceive.choose(peer.flags()) == ReadyToReceive.NONE
                ? Conflict.NO_MATCHING_RTR
                : Conflict.NONE;
    }

    /** An initiator that offers nothing we know is told of the option we like best, as section 9.2 wants. */
    private static ReadyToReceive chooseAsResponder(int offeredFlags) {
        ReadyToReceive chosen = ReadyToReceive.choose(offeredFlags);
        return chosen == ReadyToReceive.NONE ? ReadyToReceive.WRITE : chosen;
    }
}
