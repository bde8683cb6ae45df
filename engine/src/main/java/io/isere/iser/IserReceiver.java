package io.isere.iser;

import io.isere.iscsi.pdu.AnyBhs;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.PostResult;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.WorkCompletion;
import io.isere.rdma.verbs.WorkId;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The receive side of a connection: posts the buffers, and tells a well-formed control-type PDU from anything else.
 *
 * <p>There is no flow control below: a Send that meets no posted buffer ends the connection, so every buffer goes back
 * to the wire as soon as its PDU is done with. Thread: the connection's loop; allocates when buffers are added only.
 */
final class IserReceiver {
    /** What a received message is. */
    enum Kind {
        /** A control-type PDU whose lengths agree. */
        CONTROL,
        /** An iSER Hello. */
        HELLO,
        /** What answers it. */
        HELLO_REPLY,
        /** Nothing this connection can go on with; {@link #problem} says why. */
        BROKEN
    }

    private final WorkRequest request = new WorkRequest(1).opcode(WorkOpcode.RECEIVE);
    private final IserControlHeader header = new IserControlHeader();
    private final AnyBhs bhs = new AnyBhs();
    private IserReceivedPdu[] pdus = new IserReceivedPdu[0];
    private @Nullable QueuePair queuePair;
    private String problem = "";

    /** Adds receive buffers that lie one behind the other in a region. */
    void add(IserDatamover datamover, MemoryRegion region, int offsetBytes, int count) {
        int first = pdus.length;
        pdus = Arrays.copyOf(pdus, first + count);
        for (int i = 0; i < count; i++) {
            int offset = offsetBytes + i * IserReceivedPdu.LENGTH_BYTES;
            pdus[first + i] = new IserReceivedPdu(datamover, first + i, region, offset);
        }
        if (queuePair != null) {
            postFrom(first);
        }
    }

    /** Posts what there is; buffers added later are posted at once. */
    void start(QueuePair pair) {
        queuePair = pair;
        postFrom(0);
    }

    private void postFrom(int first) {
        for (int i = first; i < pdus.length; i++) {
            post(pdus[i]);
        }
    }

    /** Posts a buffer; false when the queue pair refuses it although it is connected. */
    boolean post(IserReceivedPdu pdu) {
        QueuePair pair = queuePair;
        if (pair == null) {
            return false;
        }
        request.id(WorkId.pack(0, IserWork.RECEIVE, pdu.index()))
                .setSge(pdu.region(), pdu.offsetBytes(), IserReceivedPdu.LENGTH_BYTES);
        PostResult result = pair.postReceive(request);
        return result == PostResult.POSTED || result == PostResult.NOT_CONNECTED;
    }

    IserReceivedPdu pdu(int index) {
        return pdus[index];
    }

    int count() {
        return pdus.length;
    }

    /** Looks at a received message before anybody uses it (RFC 7145 section 9). */
    Kind classify(IserReceivedPdu pdu, WorkCompletion completion) {
        int bytes = completion.byteCount();
        if (bytes < IserHeader.LENGTH_BYTES) {
            return broken("a message of " + bytes + " bytes is shorter than an iSER header");
        }
        header.wrap(pdu.buffer(), pdu.offsetBytes());
        if (header.opcode() == IserOpcode.HELLO) {
            return Kind.HELLO;
        }
        if (header.opcode() == IserOpcode.HELLO_REPLY) {
            return Kind.HELLO_REPLY;
        }
        if (header.opcode() != IserOpcode.CONTROL) {
            return broken("a message has iSER opcode " + header.opcode() + ", which is not assigned or not expected");
        }
        if (bytes < IserSendPool.HEADERS_BYTES) {
            return broken("a control-type PDU of " + bytes + " bytes has no room for its BHS");
        }
        bhs.wrap(pdu.buffer(), pdu.bhsOffset());
        int saidBytes = IserSendPool.HEADERS_BYTES + bhs.totalAhsLengthBytes() + bhs.dataSegmentLengthBytes();
        if (saidBytes > bytes) {
            return broken("a PDU of " + bytes + " bytes claims to be " + saidBytes + " bytes long");
        }
        return Kind.CONTROL;
    }

    private Kind broken(String why) {
        problem = why;
        return Kind.BROKEN;
    }

    /** What was wrong with the last message that was {@link Kind#BROKEN}. */
    String problem() {
        return problem;
    }
}
