package io.isere.scsi.device.spc;

import io.isere.scsi.cdb.PersistentReserveCdb;
import io.isere.scsi.cdb.ReservationType;
import io.isere.scsi.cdb.ReserveReport;
import io.isere.scsi.cdb.TransportId;
import io.isere.scsi.device.Command;
import io.isere.scsi.device.CommandHandler;
import io.isere.scsi.device.ReservationState;
import io.isere.scsi.device.Reservations;
import java.nio.ByteBuffer;
import java.util.Map;

/** PERSISTENT RESERVE IN (SPC-4 6.15). Control path: allocates its answer. */
final class PersistentReserveIn implements CommandHandler {
    private static final int HEADER_BYTES = 8;
    private static final int RESERVATION_BYTES = 16;
    private static final int FULL_STATUS_BYTES = 24;
    private static final int CAPABILITIES_BYTES = 8;
    /** PTPL_C, and in the next byte TMV and PTPL_A. */
    private static final byte PTPL_C = 0x01;

    private static final int TMV = 0x80;
    private static final int PTPL_A = 0x01;
    /** PERSISTENT RESERVATION TYPE MASK: all six types. */
    private static final short ALL_TYPES = (short) 0xEA01;

    private static final int R_HOLDER = 0x01;

    private final ReserveReport action;

    PersistentReserveIn(ReserveReport action) {
        this.action = action;
    }

    @Override
    public void execute(Command command) {
        Reservations reservations = command.unit().reservations();
        ReservationState state = reservations.state();
        ByteBuffer answer = switch (action) {
            case READ_KEYS -> keys(state);
            case READ_RESERVATION -> reservation(state);
            case REPORT_CAPABILITIES -> capabilities(reservations);
            case READ_FULL_STATUS -> fullStatus(state);
        };
        command.sendParameterData(answer.flip(), PersistentReserveCdb.allocationLengthBytes(command.cdb()));
    }

    private static ByteBuffer begin(ReservationState state, int additionalBytes) {
        return ByteBuffer.allocate(HEADER_BYTES + additionalBytes)
                .putInt(state.generation())
                .putInt(additionalBytes);
    }

    private static ByteBuffer keys(ReservationState state) {
        ByteBuffer answer = begin(state, state.keys().size() * Long.BYTES);
        state.keys().values().forEach(answer::putLong);
        return answer;
    }

    private static ByteBuffer reservation(ReservationState state) {
        ReservationType type = state.type();
        if (type == null) {
            return begin(state, 0);
        }
        long key = type.heldByAll() ? 0 : state.keys().getOrDefault(state.holder(), 0L);
        return begin(state, RESERVATION_BYTES)
                .putLong(key)
                .putInt(0)
                .put((byte) 0)
                .put((byte) type.code())
                .putShort((short) 0);
    }

    private static ByteBuffer capabilities(Reservations reservations) {
        return ByteBuffer.allocate(CAPABILITIES_BYTES)
                .putShort((short) CAPABILITIES_BYTES)
                .put(reservations.canPersist() ? PTPL_C : 0)
                .put((byte) (TMV | (reservations.state().aptpl() ? PTPL_A : 0)))
                .putShort(ALL_TYPES)
                .putShort((short) 0);
    }

    private static ByteBuffer fullStatus(ReservationState state) {
        int bytes = 0;
        for (String name : state.keys().keySet()) {
            bytes += FULL_STATUS_BYTES + TransportId.lengthBytes(name);
        }
        ByteBuffer answer = begin(state, bytes);
        for (Map.Entry<String, Long> registration : state.keys().entrySet()) {
            putStatus(answer, state, registration.getKey(), registration.getValue());
        }
        return answer;
    }

    private static void putStatus(ByteBuffer answer, ReservationState state, String name, long key) {
        ReservationType type = state.type();
        boolean holds = type != null && state.isHolder(name);
        answer.putLong(key).putInt(0);
        answer.put((byte) (holds ? R_HOLDER : 0)).put((byte) (holds && type != null ? type.code() : 0));
        answer.putInt(0).putShort((short) ReportTargetPortGroups.RELATIVE_TARGET_PORT);
        answer.putInt(TransportId.lengthBytes(name));
        TransportId.put(answer, name);
    }
}
