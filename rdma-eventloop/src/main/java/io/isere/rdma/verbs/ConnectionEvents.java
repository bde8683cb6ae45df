package io.isere.rdma.verbs;

/** Hears of one queue pair's connection, on its loop. */
public interface ConnectionEvents {
    /** Both sides may send. On the accepting side called when {@link ConnectionRequest#accept} has done its work. */
    void onEstablished(ConnectionInfo info);

    /** An attempt to connect or to accept failed; the queue pair can only be destroyed. Posted receives were flushed. */
    void onConnectFailed(ConnectFailure failure);

    /** An established connection ended, and all posted work has been reported. Called once. */
    void onDisconnected(Disconnect disconnect);
}
