package io.isere.engine;

import io.isere.datamover.Datamover;
import io.isere.datamover.DatamoverListener;
import io.isere.datamover.DatamoverTask;
import io.isere.datamover.ReceivedPdu;
import io.isere.datamover.TransportHandler;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A target's end of a connection that takes everything and answers nothing. */
final class SilentTarget implements DatamoverListener, TransportHandler {
    private @Nullable Datamover datamover;
    int pdus;
    boolean ended;

    @Override
    public void onConnected(Datamover accepted, InetSocketAddress local, InetSocketAddress remote) {
        datamover = accepted;
    }

    @Override
    public void onConnectFailed(String message) {
        ended = true;
    }

    @Override
    public void controlNotify(ReceivedPdu pdu) {
        pdus++;
    }

    @Override
    public void connectionTerminateNotify(String reason, boolean orderly) {
        ended = true;
        if (datamover != null) {
            datamover.close();
        }
    }

    @Override
    public void dataCompletionNotify(DatamoverTask task) {
        throw new IllegalStateException("no data was asked for");
    }

    @Override
    public void taskReleasedNotify(DatamoverTask task) {
        throw new IllegalStateException("no response was sent");
    }
}
