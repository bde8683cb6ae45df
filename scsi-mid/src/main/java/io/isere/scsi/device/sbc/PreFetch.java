package io.isere.scsi.device.sbc;

import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;

/**
 * PRE-FETCH (10) and (16) (SBC-3 5.7, 5.8): checks the range and fetches nothing, so it ends with GOOD and never with
 * CONDITION MET. Stateless, allocation free.
 */
final class PreFetch implements CommandHandler {
    private final BlockCdb layout;

    PreFetch(BlockCdb layout) {
        this.layout = layout;
    }

    @Override
    public void execute(Command command) {
        if (BlockRange.acceptRange(command, layout)) {
            command.good();
        }
    }
}
