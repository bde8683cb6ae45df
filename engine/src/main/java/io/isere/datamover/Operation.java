package io.isere.datamover;

import io.isere.scsi.cdb.Opcode;

/** Kinds of SCSI commands whose latencies are told apart. */
public enum Operation {
    READ,
    WRITE,
    FLUSH,
    UNMAP,
    OTHER;

    /** The kind of an operation code (the first byte of a CDB). */
    public static Operation of(int opcode) {
        return switch (opcode) {
            case Opcode.READ_6, Opcode.READ_10, Opcode.READ_12, Opcode.READ_16 -> READ;
            case Opcode.WRITE_6, Opcode.WRITE_10, Opcode.WRITE_12, Opcode.WRITE_16 -> WRITE;
            case Opcode.SYNCHRONIZE_CACHE_10, Opcode.SYNCHRONIZE_CACHE_16 -> FLUSH;
            case Opcode.UNMAP -> UNMAP;
            default -> OTHER;
        };
    }
}
