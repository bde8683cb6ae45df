package io.isere.rdma.verbs;

import io.isere.rdma.soft.SoftDevice;
import java.util.StringJoiner;

/** What a device still holds after a test has destroyed all it made. */
final class Leaks {
    private Leaks() {}

    static String of(RdmaDevice device) {
        if (!(device instanceof SoftDevice soft)) {
            return "";
        }
        StringJoiner leaks = new StringJoiner(", ");
        add(leaks, "queue pairs", soft.queuePairCount());
        add(leaks, "regions", soft.domain().regionCount());
        add(leaks, "windows", soft.domain().windowCount());
        add(leaks, "STags", soft.domain().stags().allocatedCount());
        add(leaks, "bound STags", soft.domain().stags().boundCount());
        return leaks.toString();
    }

    static void add(StringJoiner leaks, String what, long count) {
        if (count != 0) {
            leaks.add(count + " " + what);
        }
    }
}
