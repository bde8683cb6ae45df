package io.isere.iscsi.initiator;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.Datamover;
import io.isere.datamover.ReceivedPdu;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.TextRequestBhs;
import io.isere.iscsi.pdu.TextResponseBhs;
import io.isere.iscsi.session.CommandWindow;
import io.isere.iscsi.text.SendTargets;
import io.isere.iscsi.text.TargetRecord;
import io.isere.iscsi.text.TextReader;
import io.isere.iscsi.text.TextWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Asks a target node for its targets: SendTargets=All, answers put together from as many Text Responses as it takes (RFC
 * 7143 appendix C). Thread: the connection's loop. Control path.
 */
final class Discovery {
    private static final int MAX_ANSWER_BYTES = 16 << 20;

    private final Datamover datamover;
    private final CommandWindow window;
    private final int tag;
    private final TextRequestBhs request = new TextRequestBhs();
    private final TextResponseBhs response = new TextResponseBhs();
    private final TextReader reader = new TextReader(MAX_ANSWER_BYTES);
    private final Promise<List<TargetRecord>> answer = Promise.promise();
    private final IntSupplier expStatSn;

    Discovery(Datamover datamover, CommandWindow window, int tag, IntSupplier expStatSnNow) {
        this.datamover = datamover;
        this.window = window;
        this.tag = tag;
        expStatSn = expStatSnNow;
    }

    /** Sends the question. */
    Future<List<TargetRecord>> ask() {
        TextWriter text = new TextWriter();
        SendTargets.encodeRequest(SendTargets.ALL, text);
        send(text, Bhs.RESERVED_TAG);
        return answer.future();
    }

    private void send(TextWriter text, int transferTag) {
        ControlPdu pdu = datamover.acquireControlPdu(datamover.maxControlDataBytes());
        if (pdu == null) {
            answer.tryFail("no PDU is free for a text request");
            return;
        }
        request.wrap(pdu.buffer(), pdu.bhsOffset()).init();
        int offset = request.dataSegmentOffset();
        int bytes = text.isEmpty() ? 0 : text.drainTo(pdu.buffer(), offset, datamover.maxControlDataBytes());
        for (int i = bytes; i < Bhs.padded(bytes); i++) {
            pdu.buffer().put(offset + i, (byte) 0);
        }
        request.finalBit(true)
                .immediateBit(true)
                .initiatorTaskTag(tag)
                .targetTransferTag(transferTag)
                .cmdSn(window.next(true))
                .expStatSn(expStatSn.getAsInt())
                .dataSegmentLengthBytes(bytes);
        datamover.sendControl(pdu);
    }

    void onResponse(ReceivedPdu pdu) {
        response.wrap(pdu.buffer(), pdu.bhsOffset());
        if (response.initiatorTaskTag() != tag) {
            return;
        }
        if (!reader.append(pdu.buffer(), response.dataSegmentOffset(), response.dataSegmentLengthBytes())) {
            answer.tryFail("the target's answer is longer than " + MAX_ANSWER_BYTES + " bytes");
        } else if (response.finalBit()) {
            answer.tryComplete(SendTargets.parse(reader.parse().pairs()));
        } else {
            send(new TextWriter(), response.targetTransferTag());
        }
    }

    void onConnectionEnd(String reason) {
        answer.tryFail("the connection ended during discovery: " + reason);
    }
}
