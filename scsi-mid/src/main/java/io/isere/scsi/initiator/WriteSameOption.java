package io.isere.scsi.initiator;

import io.isere.scsi.cdb.BlockCdb;

/** What WRITE SAME may do instead of writing a block many times (SBC-3 5.39, 5.40). */
public enum WriteSameOption {
    /** Unmap the blocks, where reading them gives the same data afterwards. */
    UNMAP(BlockCdb.WRITE_SAME_UNMAP),
    /** With {@link #UNMAP}: keep the resources that a write to the blocks will need. */
    ANCHOR(BlockCdb.WRITE_SAME_ANCHOR),
    /** Send no block: zeros are meant. For devices with WRITE SAME (16) of SBC-4. */
    NDOB(BlockCdb.WRITE_SAME_NDOB);

    private final int flag;

    WriteSameOption(int flag) {
        this.flag = flag;
    }

    /** The flags of a CDB. */
    static int flags(WriteSameOption... options) {
        int flags = 0;
        for (WriteSameOption option : options) {
            flags |= option.flag;
        }
        return flags;
    }
}
