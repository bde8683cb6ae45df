package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.ModeSenseCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * MODE SENSE (6) or (10) (SPC-4 6.13, 6.14). No value can be changed, so current equals default and the changeable
 * masks are zero. Control path: allocates its answer.
 *
 * <pre>
 *   header (6)                           header (10)
 *   0  MODE DATA LENGTH                  0-1  MODE DATA LENGTH
 *   1  MEDIUM TYPE                       2    MEDIUM TYPE
 *   2  DEVICE-SPECIFIC PARAMETER         3    DEVICE-SPECIFIC PARAMETER
 *   3  BLOCK DESCRIPTOR LENGTH           4    LONGLBA (0)
 *                                        6-7  BLOCK DESCRIPTOR LENGTH
 * </pre>
 */
public final class ModeSense implements CommandHandler {
    private static final int PC_CHANGEABLE = 1;
    private static final int PC_SAVED = 3;
    private static final int HEADER_6_BYTES = 4;
    private static final int HEADER_10_BYTES = 8;
    /** Header, long block descriptor, and every page there is; what (6) can return at most. */
    private static final int PARAMETERS_BYTES_MAX = 256;

    private final ModeSenseCdb layout;
    private final ModeParameters parameters;

    public ModeSense(ModeSenseCdb layout, ModeParameters parameters) {
        this.layout = layout;
        this.parameters = parameters;
    }

    @Override
    public void execute(Command command) {
        ByteBuffer cdb = command.cdb();
        int pageCode = layout.pageCode(cdb);
        int subpageCode = layout.subpageCode(cdb);
        if (layout.pageControl(cdb) == PC_SAVED) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.SAVING_PARAMETERS_NOT_SUPPORTED);
        } else if (pageCode != ModeSenseCdb.ALL_PAGES && !parameters.pages().containsKey(pageCode)) {
            command.invalidField(ModeSenseCdb.PAGE_AT);
        } else if (subpageCode != 0 && subpageCode != ModeSenseCdb.ALL_SUBPAGES) {
            command.invalidField(ModeSenseCdb.SUBPAGE_AT);
        } else {
            command.sendParameterData(answer(command.unit(), cdb), layout.allocationLengthBytes(cdb));
        }
    }

    private ByteBuffer answer(LogicalUnit unit, ByteBuffer cdb) {
        int headerBytes = layout == ModeSenseCdb.MODE_SENSE_6 ? HEADER_6_BYTES : HEADER_10_BYTES;
        ByteBuffer answer = ByteBuffer.allocate(PARAMETERS_BYTES_MAX);
        answer.position(headerBytes);
        if (!layout.dbd(cdb)) {
            parameters.putBlockDescriptor(unit, layout.llbaa(cdb), answer);
        }
        int descriptorBytes = answer.position() - headerBytes;
        putPages(unit, layout.pageCode(cdb), layout.pageControl(cdb) == PC_CHANGEABLE, answer);
        answer.flip();
        putHeader(unit, descriptorBytes, !layout.dbd(cdb) && layout.llbaa(cdb), answer);
        return answer;
    }

    private void putHeader(LogicalUnit unit, int descriptorBytes, boolean longLba, ByteBuffer answer) {
        byte deviceSpecific = (byte) parameters.deviceSpecific(unit);
        if (layout == ModeSenseCdb.MODE_SENSE_6) {
            answer.put(0, (byte) (answer.limit() - 1)).put(2, deviceSpecific).put(3, (byte) descriptorBytes);
        } else {
            answer.putShort(0, (short) (answer.limit() - 2))
                    .put(3, deviceSpecific)
                    .put(4, (byte) (longLba ? 1 : 0))
                    .putShort(6, (short) descriptorBytes);
        }
    }

    private void putPages(LogicalUnit unit, int pageCode, boolean changeable, ByteBuffer answer) {
        for (Map.Entry<Integer, ModePage> page : parameters.pages().entrySet()) {
            if (pageCode == ModeSenseCdb.ALL_PAGES || pageCode == page.getKey()) {
                byte[] values = page.getValue().values(unit);
                answer.put(page.getKey().byteValue()).put((byte) values.length);
                answer.put(changeable ? new byte[values.length] : values);
            }
        }
    }
}
