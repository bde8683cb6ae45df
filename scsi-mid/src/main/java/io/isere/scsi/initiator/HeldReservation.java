package io.isere.scsi.initiator;

import io.isere.scsi.cdb.ReservationType;

/**
 * The persistent reservation of a device (READ RESERVATION, SPC-4 6.15.3).
 *
 * @param key the holder's; 0 of the types that all registrants hold
 */
public record HeldReservation(long key, ReservationType type) {}
