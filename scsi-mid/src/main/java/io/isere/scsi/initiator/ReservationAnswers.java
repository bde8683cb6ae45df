package io.isere.scsi.initiator;

import io.isere.scsi.cdb.ReservationType;
import io.isere.scsi.cdb.TransportId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the parameter data of PERSISTENT RESERVE IN (SPC-4 6.15), up to each buffer's limit. Static; allocates. */
final class ReservationAnswers {
    private static final int HEADER_BYTES = 8;
    private static final int LENGTH_AT = 4;
    private static final int KEY_AT = 8;
    private static final int TYPE_AT = 21;
    private static final int TYPE_MASK = 0x0F;
    private static final int RESERVATION_BYTES = 24;

    private static final int STATUS_BYTES = 24;
    private static final int STATUS_FLAGS_AT = 12;
    private static final int STATUS_TYPE_AT = 13;
    private static final int STATUS_PORT_AT = 18;
    private static final int STATUS_ID_LENGTH_AT = 20;
    private static final int ALL_TG_PT = 0x02;
    private static final int R_HOLDER = 0x01;

    private static final int PTPL_C = 0x01;
    private static final int TMV = 0x80;
    private static final int PTPL_A = 0x01;
    /** PERSISTENT RESERVATION TYPE MASK: a bit for each of the types 0 to 7, and in the next byte 8. */
    private static final int TYPES_AT = 4;

    private ReservationAnswers() {}

    /** Bytes that the device has to tell. */
    static long bytes(ByteBuffer answer) {
        return HEADER_BYTES + Integer.toUnsignedLong(answer.getInt(LENGTH_AT));
    }

    private static int end(ByteBuffer answer) {
        return (int) Math.min(answer.limit(), bytes(answer));
    }

    static RegisteredKeys keys(ByteBuffer answer) {
        List<Long> keys = new ArrayList<>();
        for (int at = KEY_AT; at + Long.BYTES <= end(answer); at += Long.BYTES) {
            keys.add(answer.getLong(at));
        }
        return new RegisteredKeys(answer.getInt(0), keys);
    }

    static Optional<HeldReservation> reservation(ByteBuffer answer) {
        if (end(answer) < RESERVATION_BYTES) {
            return Optional.empty();
        }
        ReservationType type = ReservationType.of(answer.get(TYPE_AT) & TYPE_MASK);
        return Optional.ofNullable(type).map(known -> new HeldReservation(answer.getLong(KEY_AT), known));
    }

    static List<Registration> fullStatus(ByteBuffer answer) {
        List<Registration> registrations = new ArrayList<>();
        int at = HEADER_BYTES;
        while (at + STATUS_BYTES <= end(answer)) {
            long idBytes = Integer.toUnsignedLong(answer.getInt(at + STATUS_ID_LENGTH_AT));
            if (idBytes > end(answer) - at - STATUS_BYTES) {
                break;
            }
            registrations.add(registration(answer, at, (int) idBytes));
            at += STATUS_BYTES + (int) idBytes;
        }
        return registrations;
    }

    private static Registration registration(ByteBuffer answer, int at, int idBytes) {
        int flags = answer.get(at + STATUS_FLAGS_AT);
        boolean holds = (flags & R_HOLDER) != 0;
        boolean allPorts = (flags & ALL_TG_PT) != 0;
        return new Registration(
                answer.getLong(at),
                holds ? ReservationType.of(answer.get(at + STATUS_TYPE_AT) & TYPE_MASK) : null,
                allPorts,
                allPorts ? 0 : Short.toUnsignedInt(answer.getShort(at + STATUS_PORT_AT)),
                TransportId.name(answer, at + STATUS_BYTES, idBytes));
    }

    static ReservationCapabilities capabilities(ByteBuffer answer) {
        int flags = answer.get(3);
        Set<ReservationType> types = EnumSet.noneOf(ReservationType.class);
        for (ReservationType type : ReservationType.values()) {
            int mask = answer.get(TYPES_AT + type.code() / Byte.SIZE);
            if ((flags & TMV) == 0 || (mask & (1 << (type.code() % Byte.SIZE))) != 0) {
                types.add(type);
            }
        }
        return new ReservationCapabilities((answer.get(2) & PTPL_C) != 0, (flags & PTPL_A) != 0, types);
    }
}
