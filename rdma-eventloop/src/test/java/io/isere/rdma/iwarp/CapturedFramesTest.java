package io.isere.rdma.iwarp;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.capture.TcpCapture;
import io.isere.rdma.iwarp.ddp.DdpControl;
import io.isere.rdma.iwarp.ddp.TaggedHeader;
import io.isere.rdma.iwarp.ddp.UntaggedHeader;
import io.isere.rdma.iwarp.mpa.Fpdu;
import io.isere.rdma.iwarp.mpa.MpaSetup;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.ReadRequestHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the Linux kernel's siw really sends: every frame is understood, and written again byte for byte. */
class CapturedFramesTest {
    private final Map<RdmapOpcode, Integer> seen = new EnumMap<>(RdmapOpcode.class);

    @Test
    void initiatorsStream() {
        byte[] stream = TcpCapture.resource(TcpCapture.ISER_SIW).sentTo(TcpCapture.ISER_SIW_PORT);
        int at = mpaFrame(stream, true);
        fpdus(stream, at);
        assertThat(seen.keySet()).contains(RdmapOpcode.SEND, RdmapOpcode.READ_RESPONSE);
    }

    @Test
    void targetsStream() {
        byte[] stream = TcpCapture.resource(TcpCapture.ISER_SIW).sentFrom(TcpCapture.ISER_SIW_PORT);
        int at = mpaFrame(stream, false);
        fpdus(stream, at);
        assertThat(seen.keySet())
                .contains(
                        RdmapOpcode.SEND,
                        RdmapOpcode.SEND_INVALIDATE,
                        RdmapOpcode.RDMA_WRITE,
                        RdmapOpcode.READ_REQUEST);
    }

    private static int mpaFrame(byte[] stream, boolean request) {
        MpaSetup setup = MpaSetup.decode(ByteBuffer.wrap(stream), 0);
        assertThat(setup.request()).isEqualTo(request);
        assertThat(setup.revision()).isEqualTo(2);
        assertThat(setup.enhanced()).isNotNull();
        ByteBuffer again = ByteBuffer.allocate(setup.wireBytes());
        setup.encode(again, 0);
        assertThat(again.array()).isEqualTo(Arrays.copyOf(stream, setup.wireBytes()));
        return setup.wireBytes();
    }

    private void fpdus(byte[] stream, int from) {
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        int at = from;
        while (at < stream.length) {
            int ulpduBytes = bytes.getShort(at) & 0xffff;
            int wireBytes = Fpdu.wireBytes(ulpduBytes);
            byte[] fpdu = Arrays.copyOfRange(stream, at, at + wireBytes);
            assertThat(encodeAgain(ByteBuffer.wrap(fpdu), ulpduBytes)).isEqualTo(fpdu);
            at += wireBytes;
        }
        assertThat(at).isEqualTo(stream.length);
    }

    private byte[] encodeAgain(ByteBuffer fpdu, int ulpduBytes) {
        DdpSegment segment = new DdpSegment();
        segment.load(fpdu, Fpdu.LENGTH_FIELD_BYTES, ulpduBytes);
        assertThat(SegmentChecks.check(segment)).isNull();
        RdmapOpcode opcode = segment.opcode();
        seen.merge(opcode, 1, Integer::sum);
        ByteBuffer again = ByteBuffer.allocate(fpdu.capacity());
        again.putShort(0, (short) ulpduBytes);
        int payloadAt = Fpdu.LENGTH_FIELD_BYTES + DdpControl.headerBytes(segment.ddpControl());
        if (segment.isTagged()) {
            new TaggedHeader(again, Fpdu.LENGTH_FIELD_BYTES)
                    .control(opcode.ddpControl(segment.isLast()))
                    .rdmapControl(opcode.rdmapControl())
                    .stag(segment.tagged().stag())
                    .taggedOffset(segment.tagged().taggedOffset());
        } else {
            new UntaggedHeader(again, Fpdu.LENGTH_FIELD_BYTES)
                    .control(opcode.ddpControl(segment.isLast()))
                    .rdmapControl(opcode.rdmapControl())
                    .invalidateStag(opcode.invalidates() ? segment.untagged().invalidateStag() : 0)
                    .queueNumber(opcode.queueNumber())
                    .messageSequenceNumber(segment.untagged().messageSequenceNumber())
                    .messageOffset(segment.untagged().messageOffset());
        }
        putPayload(segment, fpdu, again, payloadAt);
        return again.array();
    }

    private static void putPayload(DdpSegment segment, ByteBuffer fpdu, ByteBuffer again, int at) {
        if (segment.opcode() != RdmapOpcode.READ_REQUEST) {
            again.put(at, fpdu, at, segment.payloadBytes());
            return;
        }
        ReadRequestHeader request = new ReadRequestHeader(fpdu, at);
        new ReadRequestHeader(again, at)
                .sinkStag(request.sinkStag())
                .sinkTaggedOffset(request.sinkTaggedOffset())
                .sizeBytes(request.sizeBytes())
                .sourceStag(request.sourceStag())
                .sourceTaggedOffset(request.sourceTaggedOffset());
    }
}
