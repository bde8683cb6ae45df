package io.isere.scsi.device.sbc;

import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.ModeSettings;
import io.isere.scsi.device.spc.ModePage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mode pages of direct access block devices (SBC-3 6.5, SPC-4 7.5), by page code. Static. */
final class BlockModePages {
    /** Read-Write Error Recovery (SBC-3 6.5.8): whatever fails is reported, nothing is retried or reallocated. */
    private static final ModePage ERROR_RECOVERY = ModePage.constant(0x01, 0, new byte[10]);

    private static final int CACHING = 0x08;
    private static final int CACHING_BYTES = 18;
    private static final int WCE = 0x04;

    private static final int CONTROL = 0x0A;
    private static final int CONTROL_BYTES = 10;
    /** TST 001b: each I_T nexus has a task set of its own. */
    private static final int TASK_SET_PER_NEXUS = 0x20;
    /** D_SENSE. */
    private static final int D_SENSE = 0x04;
    /** QUEUE ALGORITHM MODIFIER 1h: SIMPLE commands may be reordered; QERR 00b. */
    private static final int UNRESTRICTED_REORDERING = 0x10;
    /** SWP. */
    private static final int SWP = 0x08;

    /** ATO: application tags are left as they come. */
    private static final int ATO = 0x80;

    private static final int BUSY_TIMEOUT_UNLIMITED = 0xFF;
    private static final int CONTROL_EXTENSION_SUBPAGE = 0x01;
    private static final int CONTROL_EXTENSION_BYTES = 0x1C;
    private static final int MAXIMUM_SENSE_DATA_LENGTH = 252;

    private static final int EXCEPTIONS = 0x1C;
    private static final int EXCEPTIONS_BYTES = 10;
    private static final int DEXCPT = 0x08;
    private static final int TEST = 0x04;
    private static final int MRIE_MASK = 0x0F;

    static final List<ModePage> ALL = List.of(
            ERROR_RECOVERY,
            new ModePage(
                    CACHING,
                    0,
                    (unit, now) -> caching(now.writeCache()),
                    (unit, now) -> caching(unit.backstore().writeBack()),
                    (now, values) -> now.withWriteCache((values[0] & WCE) != 0)),
            new ModePage(
                    CONTROL, 0, BlockModePages::control, (unit, now) -> controlMask(), BlockModePages::selectControl),
            ModePage.constant(CONTROL, CONTROL_EXTENSION_SUBPAGE, controlExtension()),
            new ModePage(
                    EXCEPTIONS,
                    0,
                    BlockModePages::exceptions,
                    (unit, now) -> exceptions(DEXCPT | TEST, MRIE_MASK),
                    BlockModePages::selectExceptions));

    private BlockModePages() {}

    /** Caching mode page (SBC-3 6.5.5). */
    private static byte[] caching(boolean writeCache) {
        byte[] values = new byte[CACHING_BYTES];
        values[0] = (byte) (writeCache ? WCE : 0);
        return values;
    }

    /** Control mode page (SPC-4 7.5.8); TAS 0: a command aborted by another nexus ends without status. */
    private static byte[] control(LogicalUnit unit, ModeSettings now) {
        byte[] values = new byte[CONTROL_BYTES];
        values[0] = (byte) (TASK_SET_PER_NEXUS | (now.descriptorSense() ? D_SENSE : 0));
        values[1] = UNRESTRICTED_REORDERING;
        values[2] = (byte) (now.softwareWriteProtect() ? SWP : 0);
        values[3] = (byte) (unit.protection() != null ? ATO : 0);
        values[6] = (byte) BUSY_TIMEOUT_UNLIMITED;
        values[7] = (byte) BUSY_TIMEOUT_UNLIMITED;
        return values;
    }

    private static byte[] controlMask() {
        byte[] mask = new byte[CONTROL_BYTES];
        mask[0] = D_SENSE;
        mask[2] = SWP;
        return mask;
    }

    private static ModeSettings selectControl(ModeSettings now, byte[] values) {
        return now.withControl((values[2] & SWP) != 0, (values[0] & D_SENSE) != 0);
    }

    /** Control Extension mode page (SPC-4 7.5.9). */
    private static byte[] controlExtension() {
        byte[] values = new byte[CONTROL_EXTENSION_BYTES];
        values[2] = (byte) MAXIMUM_SENSE_DATA_LENGTH;
        return values;
    }

    /** Informational Exceptions Control mode page (SBC-3 6.5.6). */
    private static byte[] exceptions(LogicalUnit unit, ModeSettings now) {
        int flags = (now.exceptionsDisabled() ? DEXCPT : 0) | (now.exceptionTest() ? TEST : 0);
        return exceptions(flags, now.exceptionMethod());
    }

    private static byte[] exceptions(int flags, int method) {
        byte[] values = new byte[EXCEPTIONS_BYTES];
        values[0] = (byte) flags;
        values[1] = (byte) method;
        return values;
    }

    /** TEST needs exceptions enabled; of the methods, those that need no other command to fail are known. */
    private static @Nullable ModeSettings selectExceptions(ModeSettings now, byte[] values) {
        boolean disabled = (values[0] & DEXCPT) != 0;
        boolean test = (values[0] & TEST) != 0;
        int method = values[1] & MRIE_MASK;
        boolean known = method == ModeSettings.NO_REPORTING
                || method == ModeSettings.UNIT_ATTENTION
                || method == ModeSettings.ON_REQUEST;
        return known && !(disabled && test) ? now.withExceptions(disabled, test, method) : null;
    }
}
