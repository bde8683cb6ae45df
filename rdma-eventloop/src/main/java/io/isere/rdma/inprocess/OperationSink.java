package io.isere.rdma.inprocess;

import io.isere.rdma.memory.Access;
import io.isere.rdma.memory.AccessCheck;
import io.isere.rdma.soft.SoftDevice;
import io.isere.rdma.soft.SoftQueuePair;
import io.isere.rdma.soft.TerminateCodes;
import io.isere.rdma.soft.WorkEntry;
import io.isere.rdma.verbs.QueuePairOptions;
import io.isere.rdma.verbs.TerminateCode;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkStatus;
import org.jspecify.annotations.Nullable;

/**
 * The half of a queue pair that does what the peer issued: checks it as a wire would, and copies the data between the
 * memories of both ends.
 *
 * <p>Thread: the loop of the end that is named or receives, so memory behind an STag is touched by its own loop only.
 * Allocates nothing.
 */
abstract class OperationSink extends SoftQueuePair {
    OperationSink(int number, SoftDevice device, QueuePairOptions options) {
        super(number, device.loop(), device.domain(), options);
    }

    /** Does one operation of the peer; null when it was done, otherwise the error to terminate with. */
    final @Nullable TerminateCode perform(WorkEntry operation) {
        return switch (operation.opcode()) {
            case RDMA_WRITE -> write(operation);
            case RDMA_READ -> read(operation);
            default -> receive(operation);
        };
    }

    private @Nullable TerminateCode write(WorkEntry operation) {
        int stag = operation.remoteStag();
        long to = operation.remoteOffset();
        int check = checkAccess(stag, to, operation.totalBytes(), Access.REMOTE_WRITE);
        if (check != AccessCheck.OK) {
            return TerminateCodes.forTagged(check);
        }
        if (operation.totalBytes() > 0) {
            MemoryCopy.gather(operation, stags().slab(stag).bytes(), stags().slabOffsetBytes(stag, to));
        }
        return null;
    }

    private @Nullable TerminateCode read(WorkEntry operation) {
        int stag = operation.remoteStag();
        long to = operation.remoteOffset();
        int lengthBytes = operation.totalBytes();
        int check = checkAccess(stag, to, lengthBytes, Access.REMOTE_READ);
        if (check != AccessCheck.OK) {
            return TerminateCodes.forReadSource(check);
        }
        if (lengthBytes > 0) {
            MemoryCopy.fill(stags().slab(stag).bytes(), stags().slabOffsetBytes(stag, to), lengthBytes, operation);
        }
        return null;
    }

    private @Nullable TerminateCode receive(WorkEntry operation) {
        WorkEntry receive = nextReceive();
        if (receive == null) {
            return TerminateCodes.NO_BUFFER;
        }
        receiveIssued(receive);
        int lengthBytes = operation.totalBytes();
        if (lengthBytes > receive.totalBytes()) {
            receiveDone(receive, WorkStatus.LOCAL_LENGTH_ERROR, 0);
            return TerminateCodes.MESSAGE_TOO_LONG;
        }
        MemoryCopy.scatter(operation, receive);
        if (operation.opcode() == WorkOpcode.SEND) {
            receiveDone(receive, WorkStatus.SUCCESS, lengthBytes);
            return null;
        }
        int stag = operation.invalidateStag();
        if (invalidateByPeer(stag) != AccessCheck.OK) {
            return TerminateCodes.CANNOT_INVALIDATE;
        }
        receiveDoneInvalidated(receive, lengthBytes, stag);
        return null;
    }
}
