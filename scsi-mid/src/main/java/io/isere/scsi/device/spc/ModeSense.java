package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.ModeSenseCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.ModeSettings;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * MODE SENSE (6) or (10) (SPC-4 6.11, 6.12): current, changeable and default values; nothing is saved. Control path:
 * allocates its answer. The header is drawn at {@link io.isere.scsi.cdb.ModeSelectCdb}.
 */
public final class ModeSense implements CommandHandler {
    private static final int PC_CHANGEABLE = 1;
    private static final int PC_DEFAULT = 2;
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
        List<ModePage> wanted = parameters.pages().stream()
                .filter(page -> isWanted(page, pageCode, subpageCode))
                .toList();
        if (layout.pageControl(cdb) == PC_SAVED) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.SAVING_PARAMETERS_NOT_SUPPORTED);
        } else if (pageCode == ModeSenseCdb.ALL_PAGES && subpageCode != 0 && subpageCode != ModeSenseCdb.ALL_SUBPAGES) {
            command.invalidField(ModeSenseCdb.SUBPAGE_AT);
        } else if (wanted.isEmpty()) {
            boolean pageIsThere = parameters.pages().stream().anyMatch(page -> page.code() == pageCode);
            command.invalidField(pageIsThere ? ModeSenseCdb.SUBPAGE_AT : ModeSenseCdb.PAGE_AT);
        } else {
            command.sendParameterData(answer(command.unit(), cdb, wanted), layout.allocationLengthBytes(cdb));
        }
    }

    /** SPC-4 table 155: subpage 00h is the page itself, FFh the page with all its subpages. */
    private static boolean isWanted(ModePage page, int pageCode, int subpageCode) {
        return (pageCode == ModeSenseCdb.ALL_PAGES || pageCode == page.code())
                && (subpageCode == ModeSenseCdb.ALL_SUBPAGES || subpageCode == page.subpage());
    }

    private ByteBuffer answer(LogicalUnit unit, ByteBuffer cdb, List<ModePage> wanted) {
        int headerBytes = layout == ModeSenseCdb.MODE_SENSE_6 ? HEADER_6_BYTES : HEADER_10_BYTES;
        ByteBuffer answer = ByteBuffer.allocate(PARAMETERS_BYTES_MAX);
        answer.position(headerBytes);
        if (!layout.dbd(cdb)) {
            parameters.putBlockDescriptor(unit, layout.llbaa(cdb), answer);
        }
        int descriptorBytes = answer.position() - headerBytes;
        int pageControl = layout.pageControl(cdb);
        ModeSettings settings = pageControl == PC_DEFAULT ? unit.defaultMode() : unit.mode();
        for (ModePage page : wanted) {
            ModePage.Render render = pageControl == PC_CHANGEABLE ? page.changeable() : page.render();
            page.putTo(answer, render.values(unit, settings));
        }
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
}
