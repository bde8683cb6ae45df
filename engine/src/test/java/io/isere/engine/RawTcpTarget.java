package io.isere.engine;

import io.isere.datamover.TransportConnector;
import io.isere.datamover.TransportKind;
import io.isere.iscsi.initiator.InitiatorConnection;
import io.isere.iscsi.initiator.InitiatorSession;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.pdu.ResponseBhs;
import io.isere.iscsi.text.LocalValues;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A target over TCP of one connection that sends whatever bytes a test wants, in the test's thread. */
final class RawTcpTarget extends RawTcpPeer {
    private final ServerSocketChannel listener;
    private int statSn;

    RawTcpTarget(EngineRig rig) {
        super(rig, 1);
        try {
            listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets an initiator log in, who gets what these values settle. */
    InitiatorSession login(
            TransportConnector connector, InitiatorSettings settings, LocalValues values, boolean withDigests) {
        try {
            InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
            Future<InitiatorSession> session =
                    InitiatorConnection.login(rig.context(1), settings, connector, address, EngineRig.TARGET_NAME);
            SocketChannel[] accepted = new SocketChannel[1];
            rig.until("a connection", () -> (accepted[0] = accept()) != null);
            use(accepted[0]);
            statSn = LoginScript.answer(TransportKind.TCP, values, this::request, this::sendRaw);
            digests = withDigests;
            return rig.await(session);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SocketChannel accept() {
        try {
            return listener.accept();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** StatSN of the next response. */
    int nextStatSn() {
        return statSn;
    }

    /** The next request that comes. */
    ByteBuffer request() {
        until("a request", () -> !received.isEmpty() || ended);
        return received.remove(0);
    }

    /** Fills in the numbers that a target has to, as one that serves at its ease, and sends the PDU. */
    void answer(ResponseBhs<?> response, byte... data) {
        response.statSn(statSn++).expCmdSn(1).maxCmdSn(64);
        response.dataSegmentLengthBytes(data.length);
        send(response.buffer(), data);
    }

    @Override
    void close() {
        super.close();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
