package io.isere.scsi.cdb;

import java.nio.ByteBuffer;

/** TEST UNIT READY (SPC-4 6.47): six bytes, nothing but the operation code. */
public final class TestUnitReadyCdb {
    public static final int LENGTH_BYTES = 6;

    private TestUnitReadyCdb() {}

    public static int build(ByteBuffer cdb) {
        return Cdb.begin(cdb, Opcode.TEST_UNIT_READY, LENGTH_BYTES);
    }
}
