package io.isere.rdma.soft;

import io.isere.rdma.memory.Access;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.MemoryWindow;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;

/** Whether a request may be posted: what hardware would answer with a local protection error. Pure functions. */
final class WorkRequests {
    private static final int REMOTE = Access.REMOTE_READ | Access.REMOTE_WRITE;

    private WorkRequests() {}

    static boolean isValidSend(WorkRequest request, SoftProtectionDomain domain, int maxSge, int ord) {
        return switch (request.opcode()) {
            case SEND, SEND_INVALIDATE, RDMA_WRITE -> rangesPermit(request, domain, maxSge, 0);
            case RDMA_READ ->
                ord > 0 && request.sgeCount() == 1 && rangesPermit(request, domain, 1, Access.LOCAL_WRITE);
            case RECEIVE -> false;
        };
    }

    static boolean isValidReceive(WorkRequest request, SoftProtectionDomain domain, int maxSge) {
        return request.opcode() == WorkOpcode.RECEIVE && rangesPermit(request, domain, maxSge, Access.LOCAL_WRITE);
    }

    static boolean isValidBind(
            MemoryWindow window,
            MemoryRegion region,
            int offsetBytes,
            int lengthBytes,
            int access,
            SoftProtectionDomain domain) {
        int localRight = Access.permits(access, Access.REMOTE_WRITE) ? Access.LOCAL_WRITE : 0;
        return (access & REMOTE) != 0
                && (access & ~REMOTE) == 0
                && window instanceof SoftMemoryWindow soft
                && soft.belongsTo(domain)
                && permits(region, domain, offsetBytes, lengthBytes, localRight);
    }

    private static boolean rangesPermit(WorkRequest request, SoftProtectionDomain domain, int maxSge, int access) {
        int count = request.sgeCount();
        if (count > maxSge || request.totalBytes() > Integer.MAX_VALUE) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!permits(request.region(i), domain, request.offsetBytes(i), request.lengthBytes(i), access)) {
                return false;
            }
        }
        return true;
    }

    private static boolean permits(
            MemoryRegion region, SoftProtectionDomain domain, int offsetBytes, int lengthBytes, int access) {
        return region instanceof SoftMemoryRegion soft && soft.permits(domain, offsetBytes, lengthBytes, access);
    }
}
