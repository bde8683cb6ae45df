package io.isere.iser;

import io.isere.datamover.ConnectionResources;
import io.isere.scsi.task.DataSegments;

/**
 * Depths of a connection's work queues.
 *
 * @param sendRequests Sends, RDMA Writes and Reads that can be posted at a time
 * @param receiveRequests receive buffers that can be posted at a time
 */
record IserQueueSizes(int sendRequests, int receiveRequests) {
    /**
     * For what a connection is going to ask for.
     *
     * <pre>
     * sends    = control PDUs, small and large + an RDMA Write for every maxSge segments of each task
     *            + an RDMA Read for every read credit
     * receives = those of full feature phase, or of login where that is more
     * </pre>
     */
    static IserQueueSizes of(ConnectionResources resources, int maxSge, int ord) {
        int writesPerTask = (DataSegments.MAX_SEGMENTS + maxSge - 1) / maxSge;
        return new IserQueueSizes(
                resources.sendCount() + IserDatamover.LARGE_PDUS + resources.taskCount() * writesPerTask + ord,
                Math.max(resources.receiveCount(), IserDatamover.LOGIN_RECEIVES));
    }
}
