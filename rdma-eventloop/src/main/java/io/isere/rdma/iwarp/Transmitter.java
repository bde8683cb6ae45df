package io.isere.rdma.iwarp;

import io.isere.rdma.iwarp.mpa.ReadyToReceive;
import io.isere.rdma.iwarp.rdmap.TerminateCause;
import io.isere.rdma.net.StreamSocket;
import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.WorkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Decides what leaves next: a message that was begun, else requests and read responses in turn, so that neither starves
 * the other. A message's segments are not mixed with another's.
 *
 * <p>Thread: its connection's loop. Allocates nothing after construction.
 */
final class Transmitter {
    /** What a call of {@link #transmit} came to. */
    enum Outcome {
        /** Nothing is left to be sent now. */
        DRAINED,
        /** There may be more, but it is somebody else's turn. */
        MORE,
        /** The socket takes no more. */
        BLOCKED,
        /** The socket broke. */
        BROKEN,
        /** A read response cannot go on, {@link #error}. */
        ERROR
    }

    private final IwarpQueuePair queuePair;
    private final FpduWriter writer;
    private final InboundReads inbound;
    private final SentQueue sent;
    private final RequestSender requests;
    private final ResponseSender responses;
    private boolean held;
    private boolean responseNext = true;
    private @Nullable TerminateCause error;

    Transmitter(
            IwarpQueuePair queuePair,
            FpduWriter writer,
            InboundReads inbound,
            SentQueue sent,
            RequestSender requests,
            ResponseSender responses) {
        this.queuePair = queuePair;
        this.writer = writer;
        this.inbound = inbound;
        this.sent = sent;
        this.requests = requests;
        this.responses = responses;
    }

    /** Holds everything back until {@link #release}: a responder waits for the initiator's first FPDU. */
    void hold() {
        held = true;
    }

    boolean isHeld() {
        return held;
    }

    void release() {
        held = false;
    }

    /** Queues an RTR indication: the one that was agreed, before anything else, or a Write, between two messages. */
    void sendReadyToReceive(ReadyToReceive indication) {
        switch (indication) {
            case WRITE -> requests.writeReadyToReceiveWrite();
            case READ -> requests.writeReadyToReceiveRead();
            case SEND -> requests.writeReadyToReceiveSend();
            default -> {}
        }
    }

    /** Sends what is there, in at most {@code batches} gather writes. */
    Outcome transmit(StreamSocket socket, int batches) {
        for (int batch = 0; batch < batches; batch++) {
            fill();
            if (error != null) {
                return Outcome.ERROR;
            }
            if (writer.isEmpty()) {
                return Outcome.DRAINED;
            }
            if (writer.write(socket) < 0) {
                return Outcome.BROKEN;
            }
            completeSent();
            if (!writer.isEmpty()) {
                return Outcome.BLOCKED;
            }
        }
        return Outcome.MORE;
    }

    private void fill() {
        while (!held && error == null && writer.hasRoom()) {
            if (requests.isActive()) {
                requests.writeNext();
            } else if (responses.isActive()) {
                error = responses.writeNext();
            } else if (!beginMessage()) {
                return;
            }
        }
    }

    /** Begins the next message, if there is one. */
    private boolean beginMessage() {
        boolean response = inbound.isWaiting();
        WorkEntry request = response && responseNext ? null : queuePair.nextRequest();
        if (request != null) {
            queuePair.requestIssued(request);
            requests.start(request);
            responseNext = true;
            return true;
        }
        if (response) {
            error = responses.writeNext();
            responseNext = false;
            return true;
        }
        return false;
    }

    private void completeSent() {
        inbound.release(writer.sentBytes());
        WorkEntry entry = sent.poll(writer.sentBytes());
        while (entry != null) {
            queuePair.requestDone(entry, WorkStatus.SUCCESS);
            entry = sent.poll(writer.sentBytes());
        }
    }

    /** Whether everything that was posted, and every response that was asked for, has been handed to the system. */
    boolean isIdle() {
        return writer.isEmpty() && !requests.isActive() && !inbound.isWaiting() && queuePair.isEverythingIssued();
    }

    /** Why a read response cannot go on. */
    @Nullable
    TerminateCause error() {
        return error;
    }
}
