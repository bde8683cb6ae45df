package io.isere.scsi.initiator;

import io.isere.scsi.cdb.ReservationType;
import org.jspecify.annotations.Nullable;

/**
 * An I_T nexus registered with a device (READ FULL STATUS, SPC-4 6.15.5).
 *
 * @param key its reservation key
 * @param held the type of the reservation it holds; null: it holds none
 * @param allTargetPorts whether the registration counts for every target port
 * @param targetPort RELATIVE TARGET PORT IDENTIFIER; 0 with {@code allTargetPorts}
 * @param portName iSCSI name of the initiator port with its ISID; "" when it is none
 */
public record Registration(
        long key, @Nullable ReservationType held, boolean allTargetPorts, int targetPort, String portName) {}
