package io.isere.rdma.iwarp;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.rdma.iwarp.ddp.TaggedHeader;
import io.isere.rdma.iwarp.ddp.UntaggedHeader;
import io.isere.rdma.iwarp.mpa.Fpdu;
import io.isere.rdma.iwarp.mpa.FpduCrc;
import io.isere.rdma.iwarp.mpa.MpaSetup;
import io.isere.rdma.iwarp.rdmap.RdmapOpcode;
import io.isere.rdma.iwarp.rdmap.ReadRequestHeader;
import io.isere.rdma.memory.Slab;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Frames worked out by hand from the RFCs' figures. */
class WorkedBytesTest {
    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Test
    void mpaRequestWithIserPrivateData() {
        byte[] expected =
                hex("4d 50 41 20 49 44 20 52 65 71 20 46 72 61 6d 65" + "50 02 00 08 00 08 00 01 80 00 00 00");
        MpaSetup setup = new MpaSetup(true, 2, false, true, false, new MpaSetup.Enhanced(0, 8, 1), hex("80 00 00 00"));
        assertFrame(setup, expected);
    }

    @Test
    void mpaReplyWithIserPrivateData() {
        byte[] expected =
                hex("4d 50 41 20 49 44 20 52 65 70 20 46 72 61 6d 65" + "50 02 00 08 00 01 00 08 c0 00 00 00");
        MpaSetup setup = new MpaSetup(false, 2, false, true, false, new MpaSetup.Enhanced(0, 1, 8), hex("c0 00 00 00"));
        assertFrame(setup, expected);
    }

    private static void assertFrame(MpaSetup setup, byte[] expected) {
        ByteBuffer bytes = ByteBuffer.allocate(expected.length);
        assertThat(setup.encode(bytes, 0)).isEqualTo(expected.length);
        assertThat(bytes.array()).isEqualTo(expected);
        MpaSetup decoded = MpaSetup.decode(bytes, 0);
        assertThat(decoded).usingRecursiveComparison().isEqualTo(setup);
    }

    @Test
    void fpduOfASend() {
        int ulpduBytes = 18 + 28 + 48;
        assertThat(Fpdu.padBytes(ulpduBytes)).isZero();
        assertThat(Fpdu.wireBytes(ulpduBytes)).isEqualTo(100);
        ByteBuffer bytes = ByteBuffer.allocate(22);
        bytes.putShort(0, (short) ulpduBytes);
        new UntaggedHeader(bytes, 2)
                .control(RdmapOpcode.SEND.ddpControl(true))
                .rdmapControl(RdmapOpcode.SEND.rdmapControl())
                .messageSequenceNumber(1);
        bytes.put(20, (byte) 0x10);
        assertThat(bytes.array()).isEqualTo(hex("00 5e 41 43 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 10 00"));
    }

    @Test
    void readRequest() {
        ByteBuffer bytes = ByteBuffer.allocate(46);
        new UntaggedHeader(bytes, 0)
                .control(RdmapOpcode.READ_REQUEST.ddpControl(true))
                .rdmapControl(RdmapOpcode.READ_REQUEST.rdmapControl())
                .queueNumber(RdmapOpcode.READ_REQUEST.queueNumber())
                .messageSequenceNumber(1);
        new ReadRequestHeader(bytes, 18)
                .sinkStag(0x1111_1111)
                .sinkTaggedOffset(0x1000)
                .sizeBytes(0x1_0000)
                .sourceStag(0x2222_2222)
                .sourceTaggedOffset(0x7f00_0000_1000L);
        assertThat(bytes.array())
                .isEqualTo(hex("41 41 00 00 00 00 00 00 00 01 00 00 00 01 00 00 00 00"
                        + "11 11 11 11 00 00 00 00 00 00 10 00 00 01 00 00 22 22 22 22 00 00 7f 00 00 00 10 00"));
    }

    @Test
    void taggedHeaders() {
        assertThat(tagged(RdmapOpcode.RDMA_WRITE, true)).isEqualTo(hex("c1 40 22 22 22 22 00 00 7f 00 00 00 10 00"));
        assertThat(tagged(RdmapOpcode.RDMA_WRITE, false)).isEqualTo(hex("81 40 22 22 22 22 00 00 7f 00 00 00 10 00"));
        assertThat(tagged(RdmapOpcode.READ_RESPONSE, true)).isEqualTo(hex("c1 42 22 22 22 22 00 00 7f 00 00 00 10 00"));
    }

    private static byte[] tagged(RdmapOpcode opcode, boolean last) {
        ByteBuffer bytes = ByteBuffer.allocate(14);
        new TaggedHeader(bytes, 0)
                .control(opcode.ddpControl(last))
                .rdmapControl(opcode.rdmapControl())
                .stag(0x2222_2222)
                .taggedOffset(0x7f00_0000_1000L);
        return bytes.array();
    }

    /** RFC 7143 section 13.x examples, which RFC 5044 section 4.4 refers to: the bytes as they stand on the wire. */
    @Test
    void crcIsThatOfIscsiDigests() {
        assertThat(crcOf(new byte[32])).isEqualTo(0xaa36_918a);
        byte[] ones = new byte[32];
        java.util.Arrays.fill(ones, (byte) 0xff);
        assertThat(crcOf(ones)).isEqualTo(0x43ab_a862);
        byte[] rising = new byte[32];
        for (int i = 0; i < rising.length; i++) {
            rising[i] = (byte) i;
        }
        assertThat(crcOf(rising)).isEqualTo(0x4e79_dd46);
    }

    private static int crcOf(byte[] bytes) {
        Slab slab = new Slab(ByteBuffer.allocateDirect(bytes.length));
        slab.bytes().put(0, bytes);
        FpduCrc crc = new FpduCrc();
        crc.reset();
        crc.update(slab, 0, 10);
        crc.update(slab, 10, bytes.length - 10);
        return crc.wireValue();
    }

    @Test
    void mulpduLeavesNoPadAndFits() {
        for (int segment = 136; segment < 70_000; segment += 7) {
            int mulpdu = Fpdu.mulpduBytes(segment);
            assertThat(Fpdu.padBytes(mulpdu)).isZero();
            assertThat(Fpdu.wireBytes(mulpdu)).isLessThanOrEqualTo(segment);
        }
        assertThat(Fpdu.mulpduBytes(1448)).isEqualTo(1442);
        assertThat(Fpdu.wireBytes(Fpdu.mulpduBytes(1 << 20))).isEqualTo(65536);
        assertThat(Fpdu.mulpduBytes(64)).isGreaterThanOrEqualTo(128);
    }
}
