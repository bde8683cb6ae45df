package io.isere.scsi.initiator;

import io.isere.scsi.cdb.PersistentReserveCdb;
import io.isere.scsi.cdb.ReservationType;
import io.isere.scsi.cdb.ReserveAction;
import io.isere.scsi.cdb.ReserveReport;
import io.isere.scsi.cdb.ReserveUnitCdb;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reservations of a device: persistent ones (SPC-4 5.12), and RESERVE and RELEASE of SPC-2.
 *
 * <p>They are those of the I_T nexus, that is of the session's initiator name, ISID and target port. What conflicts with
 * another's reservation fails with {@link ReservationConflictException}. What a lost connection leaves open is not sent
 * again: ask for {@link #reservation} then. Control path: allocates.
 */
public final class ReservationClient {
    /** Longest ALLOCATION LENGTH of PERSISTENT RESERVE IN. */
    private static final int ANSWER_BYTES_MAX = 0xFFFF;

    private static final int CAPABILITIES_BYTES = 8;

    private final ControlCommands control;
    private final LoopCall calls;

    ReservationClient(ControlCommands control, LoopCall calls) {
        this.control = control;
        this.calls = calls;
    }

    /** Registers this nexus, which has no key yet. */
    public Future<Void> register(long key) {
        return register(0, key, false);
    }

    /**
     * Registers this nexus or changes its key (REGISTER).
     *
     * @param currentKey its key; 0: it has none
     * @param newKey its key from now on; 0: it is no longer registered
     * @param persist APTPL: keep registrations and reservation through a loss of power
     */
    public Future<Void> register(long currentKey, long newKey, boolean persist) {
        return change(ReserveAction.REGISTER, currentKey, newKey, persist);
    }

    /** Registers this nexus whatever key it has (REGISTER AND IGNORE EXISTING KEY). */
    public Future<Void> registerAnyway(long newKey, boolean persist) {
        return change(ReserveAction.REGISTER_AND_IGNORE_EXISTING_KEY, 0, newKey, persist);
    }

    /** Ends the registration of this nexus, and the reservation if it holds one. */
    public Future<Void> unregister(long key) {
        return register(key, 0, false);
    }

    /** Reserves the device. */
    public Future<Void> reserve(long key, ReservationType type) {
        return change(ReserveAction.RESERVE, key, 0, type);
    }

    /** Releases the reservation of this nexus; nothing happens if it holds none. */
    public Future<Void> release(long key, ReservationType type) {
        return change(ReserveAction.RELEASE, key, 0, type);
    }

    /** Ends the reservation, whoever holds it, and all registrations. */
    public Future<Void> clear(long key) {
        return change(ReserveAction.CLEAR, key, 0, false);
    }

    /**
     * Ends registrations of others, and takes over the reservation if one of them held it (PREEMPT).
     *
     * @param victimKey the key of those others
     * @param type of the reservation that this nexus then holds
     */
    public Future<Void> preempt(long key, long victimKey, ReservationType type) {
        return change(ReserveAction.PREEMPT, key, victimKey, type);
    }

    /** Likewise, and aborts what the others have under way (PREEMPT AND ABORT). */
    public Future<Void> preemptAndAbort(long key, long victimKey, ReservationType type) {
        return change(ReserveAction.PREEMPT_AND_ABORT, key, victimKey, type);
    }

    /**
     * Gives the reservation of this nexus to another one (REGISTER AND MOVE).
     *
     * @param newKey the other's key, not 0
     * @param unregister whether the registration of this nexus ends
     * @param persist APTPL
     * @param targetPort RELATIVE TARGET PORT IDENTIFIER of the other nexus
     * @param portName iSCSI name of its initiator port, with ",i,0x" and the ISID
     */
    public Future<Void> move(
            long key, long newKey, boolean unregister, boolean persist, int targetPort, String portName) {
        ByteBuffer list = PersistentReserveCdb.moveList(key, newKey, unregister, persist, targetPort, portName);
        return out(ReserveAction.REGISTER_AND_MOVE, 0, list);
    }

    private Future<Void> change(ReserveAction action, long key, long actionKey, boolean persist) {
        return out(action, 0, PersistentReserveCdb.list(key, actionKey, persist));
    }

    private Future<Void> change(ReserveAction action, long key, long actionKey, ReservationType type) {
        return out(action, type.code(), PersistentReserveCdb.list(key, actionKey, false));
    }

    private Future<Void> out(ReserveAction action, int type, ByteBuffer list) {
        return calls.call(() ->
                control.send(list, cdb -> PersistentReserveCdb.buildOut(cdb, action.code(), type, list.capacity())));
    }

    /** The keys that are registered. */
    public Future<RegisteredKeys> keys() {
        return calls.call(() -> in(ReserveReport.READ_KEYS, ReservationAnswers::keys));
    }

    /** The reservation, if there is one. */
    public Future<Optional<HeldReservation>> reservation() {
        return calls.call(() -> in(ReserveReport.READ_RESERVATION, ReservationAnswers::reservation));
    }

    /** Who is registered, and who holds the reservation. */
    public Future<List<Registration>> registrations() {
        return calls.call(() -> in(ReserveReport.READ_FULL_STATUS, ReservationAnswers::fullStatus));
    }

    /** What the device can do of all this. */
    public Future<ReservationCapabilities> capabilities() {
        return calls.call(
                () -> in(ReserveReport.REPORT_CAPABILITIES, CAPABILITIES_BYTES, ReservationAnswers::capabilities));
    }

    /** Asks with the room there is, and with more if the answer is longer. */
    private <T> Future<T> in(ReserveReport report, Function<ByteBuffer, T> parse) {
        int bytes = control.listBytesMax();
        Future<Optional<T>> whole = in(
                report,
                bytes,
                answer ->
                        ReservationAnswers.bytes(answer) > bytes ? Optional.empty() : Optional.of(parse.apply(answer)));
        return whole.compose(
                found -> found.map(Future::succeededFuture).orElseGet(() -> in(report, ANSWER_BYTES_MAX, parse)));
    }

    private <T> Future<T> in(ReserveReport report, int bytes, Function<ByteBuffer, T> parse) {
        return control.receive(bytes, cdb -> PersistentReserveCdb.buildIn(cdb, report.code(), bytes), parse);
    }

    /** Reserves the device as SPC-2 has it (RESERVE (6)), until {@link #releaseUnit}, a reset, or the session's end. */
    public Future<Void> reserveUnit() {
        return calls.call(() -> control.run(ReserveUnitCdb::buildReserve));
    }

    /** Ends what {@link #reserveUnit} has begun (RELEASE (6)). */
    public Future<Void> releaseUnit() {
        return calls.call(() -> control.run(ReserveUnitCdb::buildRelease));
    }
}
