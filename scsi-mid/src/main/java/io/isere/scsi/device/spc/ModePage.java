package io.isere.scsi.device.spc;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.ModeSettings;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One mode page or subpage (SPC-4 7.5): how it looks with given settings, which bits a MODE SELECT may change, and what
 * it makes of them. "Values" is what follows the page's header. Stateless.
 *
 * @param code PAGE CODE
 * @param subpage SUBPAGE CODE; 0: the page has the short header
 * @param render writes the values
 * @param changeable the bits that can be changed
 * @param select reads the values back
 */
public record ModePage(int code, int subpage, Render render, Render changeable, Select select) {
    private static final int SPF = 0x40;

    /** Makes an array of the page's length. */
    @FunctionalInterface
    public interface Render {
        byte[] values(LogicalUnit unit, ModeSettings settings);
    }

    /** Takes over what can be changed; null when the combination is none the unit knows. */
    @FunctionalInterface
    public interface Select {
        @Nullable
        ModeSettings select(ModeSettings now, byte[] values);
    }

    /** A page of which nothing can be changed. */
    public static ModePage constant(int code, int subpage, byte[] values) {
        return new ModePage(
                code,
                subpage,
                (unit, now) -> values.clone(),
                (unit, now) -> new byte[values.length],
                (now, all) -> now);
    }

    /** Puts header and values at the buffer's position; PS is zero, since nothing is saved. */
    void putTo(ByteBuffer buffer, byte[] values) {
        if (subpage == 0) {
            buffer.put((byte) code).put((byte) values.length);
        } else {
            buffer.put((byte) (code | SPF)).put((byte) subpage).putShort((short) values.length);
        }
        buffer.put(values);
    }

    /** Bytes before the values. */
    int headerBytes() {
        return subpage == 0 ? 2 : 4;
    }
}
