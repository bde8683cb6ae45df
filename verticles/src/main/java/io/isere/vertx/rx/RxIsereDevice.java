package io.isere.vertx.rx;

import io.isere.scsi.initiator.BlockGeometry;
import io.isere.scsi.initiator.InquiryData;
import io.isere.scsi.initiator.ScsiResult;
import io.isere.vertx.IsereDevice;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.buffer.Buffer;
import org.reactivestreams.Publisher;

/**
 * An {@link IsereDevice} for RxJava: one command as a Single, many as a Flowable whose pace the slower side gives.
 *
 * <p>Any thread; results come on the subscriber's Vert.x context if it has one, else on the session's loop. Who disposes of
 * a subscription aborts its commands (see {@link io.isere.vertx.Cancellation}).
 */
public final class RxIsereDevice {
    /** What is read ahead unless the caller says how many buffers. */
    static final int BYTES_AT_A_TIME = 8 << 20;
    /** Written at a time unless the caller says how many. */
    static final int BUFFERS_AT_A_TIME = 16;

    private final IsereDevice device;

    private RxIsereDevice(IsereDevice device) {
        this.device = device;
    }

    /** Over one that there is. */
    public static RxIsereDevice of(IsereDevice device) {
        return new RxIsereDevice(device);
    }

    /** The device itself. */
    public IsereDevice device() {
        return device;
    }

    /** Size, block length and transfer limit. */
    public BlockGeometry geometry() {
        return device.geometry();
    }

    /** Reads blocks once for each subscriber; see {@link IsereDevice#read(long, int)}. */
    public Single<Buffer> read(long lba, int blocks) {
        return RxFutures.cancellable(cancellation -> device.read(lba, blocks, cancellation));
    }

    /** Writes whole blocks once for each subscriber; see {@link IsereDevice#write(long, Buffer)}. */
    public Single<ScsiResult> write(long lba, Buffer data) {
        return RxFutures.cancellable(cancellation -> device.write(lba, data, cancellation));
    }

    /** Makes stable what writes that have completed wrote. */
    public Single<ScsiResult> flush() {
        return RxFutures.single(device::flush);
    }

    /** Standard INQUIRY data. */
    public Single<InquiryData> inquiry() {
        return RxFutures.single(device::inquiry);
    }

    /**
     * Reads a range from beginning to end: the buffers come in order. Reads go ahead of the subscriber by as many buffers as
     * the session may have commands under way, but not by more than 8 MiB.
     *
     * @param lba first block
     * @param blocks how many in all
     * @param blocksEach how many a buffer has, at least 1; the last has what is left
     */
    public Flowable<Buffer> read(long lba, long blocks, int blocksEach) {
        return read(lba, blocks, blocksEach, depth((long) blocksEach * device.blockBytes()));
    }

    /** The same, ahead of the subscriber by at most {@code depth} buffers, at least 1. */
    public Flowable<Buffer> read(long lba, long blocks, int blocksEach, int depth) {
        if (blocks < 0 || blocksEach < 1 || depth < 1) {
            throw new IllegalArgumentException("want blocks >= 0, blocks each >= 1, depth >= 1");
        }
        long buffers = (blocks + blocksEach - 1) / blocksEach;
        return Flowable.rangeLong(0, buffers)
                .concatMapEager(
                        number -> {
                            long from = number * blocksEach;
                            return read(lba + from, (int) Math.min(blocksEach, blocks - from))
                                    .toFlowable();
                        },
                        depth,
                        1);
    }

    /**
     * Writes buffers one behind the other. The source is asked for as many as the session may have commands under way, at
     * most {@value #BUFFERS_AT_A_TIME}, and for the next ones as these are written. It is not flushed.
     *
     * @param lba first block
     * @param buffers each of whole blocks
     * @return how many bytes were written; fails with the first failure, and then the rest is cancelled
     */
    public Single<Long> write(long lba, Publisher<Buffer> buffers) {
        return write(lba, buffers, Math.min(device.queueDepth(), BUFFERS_AT_A_TIME));
    }

    /** The same with at most {@code depth} buffers under way, at least 1. */
    public Single<Long> write(long lba, Publisher<Buffer> buffers, int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("want depth >= 1");
        }
        return writes(lba, Flowable.fromPublisher(buffers), depth).reduce(0L, Long::sum);
    }

    private Flowable<Long> writes(long lba, Flowable<Buffer> buffers, int depth) {
        return Flowable.defer(() -> {
            long[] next = {lba};
            return buffers.flatMapSingle(
                    data -> {
                        long at = next[0];
                        next[0] += data.length() / device.blockBytes();
                        return write(at, data).map(ScsiResult::transferredBytes);
                    },
                    false,
                    depth);
        });
    }

    private int depth(long bytesEach) {
        return (int) Math.max(1, Math.min(device.queueDepth(), BYTES_AT_A_TIME / Math.max(1, bytesEach)));
    }
}
