package io.isere.rdma.disni;

import io.isere.rdma.loop.RdmaLoop;

/** Who hears of a CM id, on a loop of its own: a connection, a request that waits, or a listener. */
interface CmOwner {
    /** The loop to be called on; any thread. */
    RdmaLoop loop();

    /** Something happened, on that loop. */
    void onCmEvent(CmEvent event);

    /** The channel closes with its loop: nothing more will be heard, on that loop. */
    void onChannelClosed();
}
