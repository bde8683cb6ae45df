package io.isere.rdma.disni;

/** What the connection manager tells ({@code enum rdma_cm_event_type}, in its order). Of each DiSNI gives the kind only. */
enum CmEvent {
    ADDR_RESOLVED("the address is resolved"),
    ADDR_ERROR("the address cannot be resolved to an RDMA device with a way to the peer"),
    ROUTE_RESOLVED("the route is resolved"),
    ROUTE_ERROR("there is no route to the peer"),
    CONNECT_REQUEST("a peer wants to connect"),
    CONNECT_RESPONSE("the peer answered"),
    CONNECT_ERROR("the connection could not be established"),
    UNREACHABLE("the peer cannot be reached or does not answer"),
    REJECTED("refused: nobody listens there, or the peer rejects the connection"),
    ESTABLISHED("established"),
    DISCONNECTED("disconnected"),
    DEVICE_REMOVAL("the RDMA device was removed"),
    MULTICAST_JOIN("joined a multicast group"),
    MULTICAST_ERROR("multicast error"),
    ADDR_CHANGE("the address moved to another port"),
    TIMEWAIT_EXIT("the old connection has faded");

    private static final CmEvent[] ALL = values();

    private final String words;

    CmEvent(String words) {
        this.words = words;
    }

    static CmEvent of(int number) {
        return number < ALL.length ? ALL[number] : ADDR_CHANGE;
    }

    String words() {
        return words;
    }
}
