package io.isere.scsi.cdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** The bytes of every CDB, written out from the layouts in SPC-4 and SBC-3. */
class WireLayoutTest {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    @Test
    void read6() {
        assertBytes("08 12 34 56 78 00", cdb -> BlockCdb.BLOCK_6.build(cdb, Opcode.READ_6, 0x123456, 0x78));
        assertBytes("0a 1f ff ff 00 00", cdb -> BlockCdb.BLOCK_6.build(cdb, Opcode.WRITE_6, 0x1FFFFF, 256));
    }

    @Test
    void read10() {
        assertBytes("28 78 89 ab cd ef 15 fe dc 00", cdb -> {
            int length = BlockCdb.BLOCK_10.build(cdb, Opcode.READ_10, 0x89ABCDEFL, 0xFEDC);
            BlockCdb.BLOCK_10.setProtect(cdb, 3);
            BlockCdb.BLOCK_10.setDpo(cdb, true);
            BlockCdb.BLOCK_10.setFua(cdb, true);
            BlockCdb.BLOCK_10.setGroup(cdb, 0x15);
            return length;
        });
    }

    @Test
    void write12() {
        assertBytes("aa 08 89 ab cd ef fe dc ba 98 1f 00", cdb -> {
            int length = BlockCdb.BLOCK_12.build(cdb, Opcode.WRITE_12, 0x89ABCDEFL, 0xFEDCBA98L);
            BlockCdb.BLOCK_12.setFua(cdb, true);
            BlockCdb.BLOCK_12.setGroup(cdb, 0x1F);
            return length;
        });
    }

    @Test
    void write16() {
        assertBytes("8a f0 01 23 45 67 89 ab cd ef fe dc ba 98 0a 00", cdb -> {
            int length = BlockCdb.BLOCK_16.build(cdb, Opcode.WRITE_16, 0x0123456789ABCDEFL, 0xFEDCBA98L);
            BlockCdb.BLOCK_16.setProtect(cdb, 7);
            BlockCdb.BLOCK_16.setDpo(cdb, true);
            BlockCdb.BLOCK_16.setGroup(cdb, 0x0A);
            return length;
        });
    }

    @Test
    void synchronizeCache() {
        assertBytes("35 02 00 00 00 01 00 00 02 00", cdb -> {
            int length = BlockCdb.BLOCK_10.build(cdb, Opcode.SYNCHRONIZE_CACHE_10, 1, 2);
            BlockCdb.BLOCK_10.setImmed(cdb, true);
            return length;
        });
        assertBytes(
                "91 00 00 00 00 00 00 00 00 01 00 00 00 02 00 00",
                cdb -> BlockCdb.BLOCK_16.build(cdb, Opcode.SYNCHRONIZE_CACHE_16, 1, 2));
    }

    @Test
    void primaryCommands() {
        assertBytes("00 00 00 00 00 00", TestUnitReadyCdb::build);
        assertBytes("03 01 00 00 fc 00", cdb -> RequestSenseCdb.build(cdb, true, 252));
        assertBytes("12 00 00 01 02 00", cdb -> InquiryCdb.build(cdb, 0x102));
        assertBytes("12 01 83 00 ff 00", cdb -> InquiryCdb.buildVpd(cdb, 0x83, 255));
        assertBytes("a0 00 02 00 00 00 00 00 10 00 00 00", cdb -> ReportLunsCdb.build(cdb, 2, 0x1000));
    }

    @Test
    void modeSense() {
        assertBytes("1a 08 48 05 ff 00", cdb -> {
            int length = ModeSenseCdb.MODE_SENSE_6.build(cdb, 8, 5, 255);
            ModeSenseCdb.MODE_SENSE_6.setDbd(cdb, true);
            ModeSenseCdb.MODE_SENSE_6.setPageControl(cdb, 1);
            return length;
        });
        assertBytes("5a 10 ff ff 00 00 00 01 00 00", cdb -> {
            int length = ModeSenseCdb.MODE_SENSE_10.build(cdb, 0x3F, 0xFF, 256);
            ModeSenseCdb.MODE_SENSE_10.setLlbaa(cdb, true);
            ModeSenseCdb.MODE_SENSE_10.setPageControl(cdb, 3);
            return length;
        });
    }

    @Test
    void capacity() {
        assertBytes("25 00 00 00 00 00 00 00 00 00", ReadCapacity10Cdb::build);
        assertBytes(
                "9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00",
                cdb -> ServiceActionIn16Cdb.build(cdb, Opcode.SAI_READ_CAPACITY_16, 32));
    }

    private static void assertBytes(String expected, ToIntFunction<ByteBuffer> build) {
        ByteBuffer cdb = ByteBuffer.allocate(260);
        for (int index = 0; index < cdb.capacity(); index++) {
            cdb.put(index, (byte) 0xFF);
        }
        byte[] built = new byte[build.applyAsInt(cdb)];
        cdb.get(0, built);
        assertThat(HEX.formatHex(built)).isEqualTo(expected);
        assertThat(cdb.get(built.length)).as("the byte after the CDB").isEqualTo((byte) 0xFF);
    }
}
