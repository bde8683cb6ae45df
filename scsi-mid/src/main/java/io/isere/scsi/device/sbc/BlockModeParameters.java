package io.isere.scsi.device.sbc;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.spc.ModePage;
import io.isere.scsi.device.spc.ModeParameters;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Mode parameters of direct access block devices (SBC-3 6.5). */
final class BlockModeParameters implements ModeParameters {
    static final int CACHING = 0x08;
    static final int CONTROL = 0x0A;

    /** WP: the medium is write protected. */
    private static final int WP = 0x80;
    /** DPOFUA: READ and WRITE take the DPO and FUA bits. */
    private static final int DPOFUA = 0x10;

    private static final long SHORT_DESCRIPTOR_BLOCKS_MAX = 0xFFFF_FFFFL;
    private static final int CACHING_BYTES = 18;
    private static final int WCE = 0x04;
    private static final int CONTROL_BYTES = 10;
    /** QUEUE ALGORITHM MODIFIER 1h: commands may be reordered without restriction. */
    private static final int UNRESTRICTED_REORDERING = 0x10;
    /** SWP: software write protect. */
    private static final int SWP = 0x08;

    private static final int BUSY_TIMEOUT_UNLIMITED = 0xFF;

    private final Map<Integer, ModePage> pages = pagesInOrder();

    private static Map<Integer, ModePage> pagesInOrder() {
        Map<Integer, ModePage> pages = new TreeMap<>();
        pages.put(CACHING, BlockModeParameters::caching);
        pages.put(CONTROL, BlockModeParameters::control);
        return Collections.unmodifiableMap(pages);
    }

    @Override
    public int deviceSpecific(LogicalUnit unit) {
        return DPOFUA | (unit.readOnly() ? WP : 0);
    }

    /** Short (SBC-3 6.5.2.2) or long LBA (6.5.2.3) mode parameter block descriptor. */
    @Override
    public void putBlockDescriptor(LogicalUnit unit, boolean longLba, ByteBuffer parameters) {
        if (longLba) {
            parameters.putLong(unit.blockCount()).putInt(0).putInt(unit.blockBytes());
        } else {
            long blocks = Math.min(unit.blockCount(), SHORT_DESCRIPTOR_BLOCKS_MAX);
            parameters.putInt((int) blocks).putInt(unit.blockBytes());
        }
    }

    @Override
    public Map<Integer, ModePage> pages() {
        return pages;
    }

    /** Caching mode page (SBC-3 6.5.5). */
    private static byte[] caching(LogicalUnit unit) {
        byte[] values = new byte[CACHING_BYTES];
        values[0] = (byte) (unit.backstore().writeBack() ? WCE : 0);
        return values;
    }

    /** Control mode page (SPC-4 7.5.8). */
    private static byte[] control(LogicalUnit unit) {
        byte[] values = new byte[CONTROL_BYTES];
        values[1] = UNRESTRICTED_REORDERING;
        values[2] = (byte) (unit.readOnly() ? SWP : 0);
        values[6] = (byte) BUSY_TIMEOUT_UNLIMITED;
        values[7] = (byte) BUSY_TIMEOUT_UNLIMITED;
        return values;
    }
}
