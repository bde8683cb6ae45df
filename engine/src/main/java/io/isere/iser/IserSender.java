package io.isere.iser;

import io.isere.datamover.ControlPdu;
import io.isere.datamover.LoopMemory;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.rdma.memory.Access;
import io.isere.rdma.verbs.MemoryRegion;
import io.isere.rdma.verbs.MemoryWindow;
import io.isere.rdma.verbs.PostResult;
import io.isere.rdma.verbs.QueuePair;
import io.isere.rdma.verbs.WorkId;
import io.isere.rdma.verbs.WorkOpcode;
import io.isere.rdma.verbs.WorkRequest;
import io.isere.scsi.task.DataSegments;
import org.jspecify.annotations.Nullable;

/**
 * Posts what a connection sends: PDUs with their iSER header, and the RDMA Writes of Put_Data.
 *
 * <p>All methods answer false when the post did not succeed, which the send queue's size rules out unless the connection
 * is gone or the caller's data is not registered. Thread: the connection's loop; allocates nothing after construction.
 */
final class IserSender {
    private final LoopMemory memory;
    private final boolean windows;
    private final WorkRequest sendRequest;
    private final WorkRequest writeRequest;
    private final int maxSge;
    private final IserControlHeader header = new IserControlHeader();
    private final AnyBhs bhs = new AnyBhs();
    private @Nullable QueuePair queuePair;

    IserSender(LoopMemory memory, boolean windows, int maxSge) {
        this.memory = memory;
        this.windows = windows;
        this.maxSge = maxSge;
        sendRequest = new WorkRequest(maxSge);
        writeRequest = new WorkRequest(maxSge).opcode(WorkOpcode.RDMA_WRITE).signaled(false);
    }

    void start(QueuePair pair) {
        queuePair = pair;
    }

    /**
     * Advertises a command's data: binds the windows and writes the STags into the iSER header.
     *
     * @param unsolicitedBytes bytes of {@code dataOut} that travel unasked; no Write STag when they are all of it
     * @param skippedBytes bytes of {@code dataOut} before the advertised base offset
     */
    boolean advertise(
            ControlPdu pdu,
            IserTask task,
            @Nullable DataSegments dataOut,
            @Nullable DataSegments dataIn,
            int unsolicitedBytes,
            int skippedBytes) {
        header.wrap(pdu.buffer(), headerOffset(pdu)).init();
        task.advertised = true;
        if (dataIn != null) {
            MemoryRegion region = contiguous(dataIn);
            if (region == null || !bind(task.readWindow, region, dataIn, 0, Access.REMOTE_WRITE)) {
                return false;
            }
            header.advertiseRead(
                    stagOf(task.readWindow, region), remoteOffsetOf(task.readWindow, region, dataIn.offsetBytes(0)));
        }
        if (dataOut != null && unsolicitedBytes < dataOut.totalBytes()) {
            MemoryRegion region = contiguous(dataOut);
            if (region == null || !bind(task.writeWindow, region, dataOut, skippedBytes, Access.REMOTE_READ)) {
                return false;
            }
            int firstByte = dataOut.offsetBytes(0) + skippedBytes;
            header.advertiseWrite(
                    stagOf(task.writeWindow, region), remoteOffsetOf(task.writeWindow, region, firstByte));
        }
        return true;
    }

    private boolean bind(
            @Nullable MemoryWindow window, MemoryRegion region, DataSegments data, int skippedBytes, int access) {
        if (window == null) {
            return !windows;
        }
        QueuePair pair = queuePair;
        return pair != null
                && pair.bindWindow(
                                window,
                                region,
                                data.offsetBytes(0) + skippedBytes,
                                data.lengthBytes(0) - skippedBytes,
                                access)
                        == PostResult.POSTED;
    }

    private static int stagOf(@Nullable MemoryWindow window, MemoryRegion region) {
        return window != null ? window.stag() : region.stag();
    }

    private static long remoteOffsetOf(@Nullable MemoryWindow window, MemoryRegion region, int offsetBytes) {
        return window != null ? window.remoteOffset() : region.remoteOffset(offsetBytes);
    }

    /** The registration of data that one STag can describe: one range of registered memory. */
    private @Nullable MemoryRegion contiguous(DataSegments data) {
        return data.count() == 1 ? memory.knownRegionOf(data.slab(0)) : null;
    }

    /** Sends a PDU that is all in its place. */
    boolean sendControl(ControlPdu pdu, MemoryRegion region) {
        header.wrap(pdu.buffer(), headerOffset(pdu)).init();
        return post(request(pdu, region, WorkOpcode.SEND));
    }

    /** Sends a SCSI Command whose header {@link #advertise} has filled, with immediate data from the task's memory. */
    boolean sendCommand(ControlPdu pdu, MemoryRegion region, @Nullable DataSegments dataOut, int immediateBytes) {
        WorkRequest request = request(pdu, region, WorkOpcode.SEND);
        return (dataOut == null || immediateBytes == 0 || addData(request, pdu, region, dataOut, 0, immediateBytes))
                && post(request);
    }

    /** Sends an unsolicited Data-Out with data from the task's memory. */
    boolean sendData(ControlPdu pdu, MemoryRegion region, DataSegments data, int offsetBytes, int lengthBytes) {
        header.wrap(pdu.buffer(), headerOffset(pdu)).init();
        WorkRequest request = request(pdu, region, WorkOpcode.SEND);
        return addData(request, pdu, region, data, offsetBytes, lengthBytes) && post(request);
    }

    /** Sends the response of a task; with invalidate it ends the STag of the task, the Read STag first (A6 of RFC 7145). */
    boolean sendResponse(ControlPdu pdu, MemoryRegion region, IserTask task, boolean invalidate) {
        header.wrap(pdu.buffer(), headerOffset(pdu)).init();
        boolean invalidates = invalidate && (task.hasReadStag || task.hasWriteStag);
        WorkRequest request = request(pdu, region, invalidates ? WorkOpcode.SEND_INVALIDATE : WorkOpcode.SEND);
        request.id(WorkId.pack(task.generation, IserWork.RESPONSE, task.index()))
                .invalidateStag(task.hasReadStag ? task.readStag : task.writeStag);
        task.response = pdu;
        return post(request);
    }

    /** Sends a message that is an iSER header alone, written to where a PDU's would be. */
    boolean sendHeader(ControlPdu place, MemoryRegion region) {
        return post(sendRequest
                .opcode(WorkOpcode.SEND)
                .id(WorkId.pack(0, IserWork.SEND, place.index()))
                .setSge(region, headerOffset(place), IserHeader.LENGTH_BYTES));
    }

    /** Put_Data: RDMA Writes of as many ranges each as the device takes. */
    boolean putData(IserTask task, DataSegments data, int bufferOffsetBytes, int lengthBytes) {
        long remoteOffset = task.readOffset + bufferOffsetBytes;
        int left = lengthBytes;
        int index = 0;
        writeRequest.id(WorkId.pack(task.generation, IserWork.WRITE, task.index()));
        while (left > 0) {
            writeRequest.clearSges();
            int inRequest = 0;
            while (left > 0 && inRequest < maxSge) {
                MemoryRegion region = memory.regionOf(data.slab(index));
                if (region == null) {
                    return false;
                }
                int bytes = Math.min(left, data.lengthBytes(index));
                writeRequest.addSge(region, data.offsetBytes(index), bytes);
                left -= bytes;
                index++;
                inRequest++;
            }
            writeRequest.remote(task.readStag, remoteOffset);
            remoteOffset += writeRequest.totalBytes();
            if (!post(writeRequest)) {
                return false;
            }
        }
        return true;
    }

    private WorkRequest request(ControlPdu pdu, MemoryRegion region, WorkOpcode opcode) {
        bhs.wrap(pdu.buffer(), pdu.bhsOffset());
        int inPlaceBytes = IserHeader.LENGTH_BYTES + bhs.pduLengthBytes();
        if (inPlaceBytes > IserSendPool.HEADERS_BYTES + pdu.dataCapacityBytes()) {
            inPlaceBytes = IserSendPool.HEADERS_BYTES + bhs.totalAhsLengthBytes();
        }
        return sendRequest
                .opcode(opcode)
                .id(WorkId.pack(0, IserWork.SEND, pdu.index()))
                .setSge(region, headerOffset(pdu), inPlaceBytes);
    }

    /** Replaces the data in place by ranges of the task's memory, with the PDU's padding behind. */
    private boolean addData(
            WorkRequest request,
            ControlPdu pdu,
            MemoryRegion pduRegion,
            DataSegments data,
            int offsetBytes,
            int lengthBytes) {
        int dataOffset = pdu.bhsOffset() + Bhs.LENGTH_BYTES + bhs.totalAhsLengthBytes();
        request.setSge(pduRegion, headerOffset(pdu), dataOffset - headerOffset(pdu));
        int skip = offsetBytes;
        int left = lengthBytes;
        for (int i = 0; i < data.count() && left > 0; i++) {
            int segmentBytes = data.lengthBytes(i);
            if (skip >= segmentBytes) {
                skip -= segmentBytes;
                continue;
            }
            int bytes = Math.min(left, segmentBytes - skip);
            MemoryRegion region = memory.regionOf(data.slab(i));
            if (region == null || !request.addSge(region, data.offsetBytes(i) + skip, bytes)) {
                return false;
            }
            skip = 0;
            left -= bytes;
        }
        int padBytes = Bhs.padded(lengthBytes) - lengthBytes;
        if (padBytes > 0) {
            pdu.buffer().putInt(dataOffset, 0);
            return request.addSge(pduRegion, dataOffset, padBytes);
        }
        return left == 0;
    }

    private boolean post(WorkRequest request) {
        QueuePair pair = queuePair;
        return pair != null && pair.postSend(request) == PostResult.POSTED;
    }

    static int headerOffset(ControlPdu pdu) {
        return pdu.bhsOffset() - IserHeader.LENGTH_BYTES;
    }
}
