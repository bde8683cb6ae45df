package io.isere.vertx.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.isere.vertx.config.Sizes;
import java.lang.management.ManagementFactory;

/** How much memory outside the heap this JVM may take, where RAM disks and buffers live. */
final class DirectMemory {
    /** What connections and buffer pools take besides RAM disks. */
    private static final long OTHER_BYTES = 128L << 20;

    private DirectMemory() {}

    /** Refuses RAM disks that cannot be filled, before somebody relies on them. */
    static void requireRoomFor(long ramBytes) {
        long limitBytes = limitBytes();
        if (ramBytes > 0 && ramBytes + OTHER_BYTES > limitBytes) {
            long wantedMib = ((ramBytes + OTHER_BYTES) >> 20) + 1;
            throw new CliException(
                    ExitCodes.FAILED,
                    "RAM disks of " + Sizes.format(ramBytes) + " do not fit into the " + Sizes.format(limitBytes)
                            + " of direct memory that this JVM may take: start it with -XX:MaxDirectMemorySize="
                            + wantedMib + "m, or serve a file",
                    null);
        }
    }

    private static long limitBytes() {
        HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long option = hotSpot == null
                ? 0
                : Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
        return option == 0 ? Runtime.getRuntime().maxMemory() : option;
    }
}
