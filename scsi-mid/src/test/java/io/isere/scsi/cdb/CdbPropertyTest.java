package io.isere.scsi.cdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What is built is what is parsed, whatever lay in the buffer before. */
class CdbPropertyTest {
    private static final int OPCODE = 0xA5;
    private static final long U32_MAX = 0xFFFF_FFFFL;

    private final ByteBuffer cdb = ByteBuffer.allocate(32);

    private void soil() {
        for (int index = 0; index < cdb.capacity(); index++) {
            cdb.put(index, (byte) 0xFF);
        }
    }

    private static long within(long value, long unsignedMax) {
        return unsignedMax == -1 ? value : Math.floorMod(value, unsignedMax + 1);
    }

    @Property
    void blockCdbs(
            @ForAll BlockCdb layout,
            @ForAll long anyLba,
            @ForAll @LongRange(max = U32_MAX) long anyBlocks,
            @ForAll @IntRange(max = 7) int protect,
            @ForAll @IntRange(max = 31) int group,
            @ForAll boolean dpo,
            @ForAll boolean fua,
            @ForAll boolean immed) {
        soil();
        long lba = within(anyLba, layout.lbaMax());
        long blocks = layout == BlockCdb.BLOCK_6 ? 1 + anyBlocks % 256 : within(anyBlocks, layout.blocksMax());
        assertThat(layout.build(cdb, layout == BlockCdb.BLOCK_6 ? 0x08 : OPCODE, lba, blocks))
                .isEqualTo(layout.lengthBytes());
        boolean flags = layout != BlockCdb.BLOCK_6;
        if (flags) {
            layout.setGroup(cdb, group);
            layout.setProtect(cdb, protect);
            layout.setDpo(cdb, dpo);
            layout.setFua(cdb, fua);
            layout.setImmed(cdb, immed);
        }
        assertThat(Cdb.opcode(cdb)).isEqualTo(flags ? OPCODE : 0x08);
        assertThat(layout.lba(cdb)).isEqualTo(lba);
        assertThat(layout.blocks(cdb)).isEqualTo(blocks);
        assertThat(layout.protect(cdb)).isEqualTo(flags ? protect : 0);
        assertThat(layout.group(cdb)).isEqualTo(flags ? group : 0);
        assertThat(layout.dpo(cdb)).isEqualTo(flags && dpo);
        assertThat(layout.fua(cdb)).isEqualTo(flags && fua);
        assertThat(layout.immed(cdb)).isEqualTo(flags && immed);
        assertThat(Cdb.naca(cdb, layout.lengthBytes())).isFalse();
    }

    @Property
    void inquiry(@ForAll @IntRange(max = 255) int page, @ForAll @IntRange(max = 65535) int length) {
        soil();
        assertThat(InquiryCdb.build(cdb, length)).isEqualTo(6);
        assertThat(InquiryCdb.evpd(cdb)).isFalse();
        assertThat(InquiryCdb.pageCode(cdb)).isZero();
        assertThat(InquiryCdb.allocationLengthBytes(cdb)).isEqualTo(length);
        InquiryCdb.buildVpd(cdb, page, length);
        assertThat(InquiryCdb.evpd(cdb)).isTrue();
        assertThat(InquiryCdb.pageCode(cdb)).isEqualTo(page);
        assertThat(InquiryCdb.allocationLengthBytes(cdb)).isEqualTo(length);
    }

    @Property
    void requestSense(@ForAll boolean descriptor, @ForAll @IntRange(max = 255) int length) {
        soil();
        assertThat(RequestSenseCdb.build(cdb, descriptor, length)).isEqualTo(6);
        assertThat(RequestSenseCdb.descriptorFormat(cdb)).isEqualTo(descriptor);
        assertThat(RequestSenseCdb.allocationLengthBytes(cdb)).isEqualTo(length);
    }

    @Property
    void modeSense(
            @ForAll ModeSenseCdb layout,
            @ForAll @IntRange(max = 63) int page,
            @ForAll @IntRange(max = 255) int subpage,
            @ForAll @IntRange(max = 3) int pageControl,
            @ForAll boolean dbd,
            @ForAll @IntRange(max = 65535) int anyLength) {
        soil();
        int length = layout == ModeSenseCdb.MODE_SENSE_6 ? anyLength & 0xFF : anyLength;
        assertThat(layout.build(cdb, page, subpage, length)).isEqualTo(layout.lengthBytes());
        layout.setPageControl(cdb, pageControl);
        layout.setDbd(cdb, dbd);
        layout.setLlbaa(cdb, !dbd);
        assertThat(layout.pageCode(cdb)).isEqualTo(page);
        assertThat(layout.subpageCode(cdb)).isEqualTo(subpage);
        assertThat(layout.pageControl(cdb)).isEqualTo(pageControl);
        assertThat(layout.dbd(cdb)).isEqualTo(dbd);
        assertThat(layout.llbaa(cdb)).isEqualTo(!dbd && layout == ModeSenseCdb.MODE_SENSE_10);
        assertThat(layout.allocationLengthBytes(cdb)).isEqualTo(length);
    }

    @Property
    void reportLuns(@ForAll @IntRange(max = 255) int select, @ForAll @LongRange(max = U32_MAX) long length) {
        soil();
        assertThat(ReportLunsCdb.build(cdb, select, length)).isEqualTo(12);
        assertThat(ReportLunsCdb.selectReport(cdb)).isEqualTo(select);
        assertThat(ReportLunsCdb.allocationLengthBytes(cdb)).isEqualTo(length);
    }

    @Property
    void readCapacity10(@ForAll @LongRange(max = U32_MAX) long lba, @ForAll boolean pmi) {
        soil();
        assertThat(ReadCapacity10Cdb.build(cdb)).isEqualTo(10);
        assertThat(ReadCapacity10Cdb.lba(cdb)).isZero();
        ReadCapacity10Cdb.setLba(cdb, lba);
        ReadCapacity10Cdb.setPmi(cdb, pmi);
        assertThat(ReadCapacity10Cdb.lba(cdb)).isEqualTo(lba);
        assertThat(ReadCapacity10Cdb.pmi(cdb)).isEqualTo(pmi);
    }

    @Property
    void serviceActionIn16(
            @ForAll @IntRange(max = 31) int action, @ForAll long lba, @ForAll @LongRange(max = U32_MAX) long length) {
        soil();
        assertThat(ServiceActionIn16Cdb.build(cdb, action, length)).isEqualTo(16);
        ServiceActionIn16Cdb.setLba(cdb, lba);
        assertThat(ServiceActionIn16Cdb.serviceAction(cdb)).isEqualTo(action);
        assertThat(ServiceActionIn16Cdb.lba(cdb)).isEqualTo(lba);
        assertThat(ServiceActionIn16Cdb.allocationLengthBytes(cdb)).isEqualTo(length);
    }
}
