package io.isere.scsi.initiator;

import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.ReadCapacity10Cdb;
import io.isere.scsi.cdb.ReportLunsCdb;
import io.isere.scsi.cdb.ServiceActionIn16Cdb;
import io.isere.scsi.cdb.TestUnitReadyCdb;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The commands that ask a logical unit about itself, or tell it something, one at a time through one buffer. Used on the
 * port's loop only. Control path: allocates.
 */
final class ControlCommands {
    private static final int STANDARD_INQUIRY_BYTES = 96;
    private static final int READ_CAPACITY_10_BYTES = 8;
    private static final int PROTECTION_AT = 12;
    private static final int PROT_EN = 0x01;
    private static final int P_TYPE_MASK = 0x07;
    private static final int PROVISIONING_AT = 14;
    private static final int LBPME = 0x80;
    private static final int READ_CAPACITY_16_BYTES = 32;
    private static final int REPORT_LUNS_HEADER_BYTES = 8;

    private final LunClient client;
    private final ByteBuffer buffer;
    private Future<?> last = Future.succeededFuture();

    /** @param buffer memory the port can receive into; the answers' size limit, at least 96 bytes */
    ControlCommands(LunClient client, ByteBuffer buffer) {
        this.client = client;
        this.buffer = buffer;
    }

    Future<Void> testUnitReady() {
        return run(TestUnitReadyCdb::build);
    }

    Future<InquiryData> inquiry() {
        return receive(
                STANDARD_INQUIRY_BYTES, cdb -> InquiryCdb.build(cdb, STANDARD_INQUIRY_BYTES), InquiryData::parse);
    }

    /** A vital product data page with its header, in a new array. */
    Future<byte[]> vpdPage(int pageCode) {
        return receive(
                buffer.capacity(), cdb -> InquiryCdb.buildVpd(cdb, pageCode, buffer.capacity()), ControlCommands::copy);
    }

    /** Block Limits; of these LBPU and its like are not known yet. */
    Future<BlockLimits> blockLimits() {
        return receive(
                BlockLimits.PAGE_BYTES,
                cdb -> InquiryCdb.buildVpd(cdb, BlockLimits.PAGE, BlockLimits.PAGE_BYTES),
                BlockLimits::parse);
    }

    /** The limits with what Logical Block Provisioning adds. */
    Future<BlockLimits> provisioning(BlockLimits limits) {
        int bytes = BlockLimits.PROVISIONING_PAGE_BYTES;
        return receive(
                bytes, cdb -> InquiryCdb.buildVpd(cdb, BlockLimits.PROVISIONING_PAGE, bytes), limits::withProvisioning);
    }

    /**
     * What READ CAPACITY tells.
     *
     * @param geometry its transfer limit is not known yet and 0
     * @param managesProvisioning LBPME
     */
    record Capacity(BlockGeometry geometry, boolean managesProvisioning) {}

    /** READ CAPACITY (16). */
    Future<Capacity> readCapacity16() {
        return receive(
                READ_CAPACITY_16_BYTES,
                cdb -> ServiceActionIn16Cdb.build(cdb, Opcode.SAI_READ_CAPACITY_16, READ_CAPACITY_16_BYTES),
                answer -> new Capacity(
                        new BlockGeometry(
                                answer.getInt(8),
                                answer.getLong(0) + 1,
                                0,
                                true,
                                protectionType(answer.get(PROTECTION_AT))),
                        answer.limit() > PROVISIONING_AT && (answer.get(PROVISIONING_AT) & LBPME) != 0));
    }

    /** From P_TYPE, which counts from type 1 on, and PROT_EN. */
    private static int protectionType(int protection) {
        return (protection & PROT_EN) == 0 ? 0 : ((protection >>> 1) & P_TYPE_MASK) + 1;
    }

    /** As {@link #readCapacity16}, for devices that do not have that. */
    Future<Capacity> readCapacity10() {
        return receive(
                READ_CAPACITY_10_BYTES,
                ReadCapacity10Cdb::build,
                answer -> new Capacity(
                        new BlockGeometry(answer.getInt(4), Integer.toUnsignedLong(answer.getInt(0)) + 1, 0, false),
                        false));
    }

    /** The numbers of the logical units, ascending; those this project cannot address are left out. */
    Future<int[]> reportLuns() {
        return receive(
                buffer.capacity(),
                cdb -> ReportLunsCdb.build(cdb, ReportLunsCdb.SELECT_ADDRESSABLE, buffer.capacity()),
                ControlCommands::parseLuns);
    }

    private static int[] parseLuns(ByteBuffer answer) {
        int listBytes = Math.min(answer.getInt(0), answer.limit() - REPORT_LUNS_HEADER_BYTES);
        int[] luns = new int[listBytes / Long.BYTES];
        for (int index = 0; index < luns.length; index++) {
            luns[index] = Lun.decode(answer.getLong(REPORT_LUNS_HEADER_BYTES + index * Long.BYTES));
        }
        return Arrays.stream(luns)
                .filter(lun -> lun != Lun.UNSUPPORTED)
                .sorted()
                .toArray();
    }

    private static byte[] copy(ByteBuffer answer) {
        byte[] bytes = new byte[answer.limit()];
        answer.get(0, bytes);
        return bytes;
    }

    /** The longest parameter list that {@link #send} takes. */
    int listBytesMax() {
        return buffer.capacity();
    }

    /** Runs a command without data once those before it are done. */
    Future<Void> run(ToIntFunction<ByteBuffer> buildCdb) {
        return queue(() -> start(buffer, DataDirection.NONE, 0, buildCdb, answer -> null));
    }

    /**
     * Runs a command that sends a parameter list, once those before it are done.
     *
     * @param list all of its capacity; at most {@link #listBytesMax}
     */
    Future<Void> send(ByteBuffer list, ToIntFunction<ByteBuffer> buildCdb) {
        return queue(() -> {
            buffer.clear().put(0, list, 0, list.capacity());
            return start(buffer, DataDirection.OUT, list.capacity(), buildCdb, answer -> null);
        });
    }

    /**
     * Runs a command that asks for data once those before it are done.
     *
     * @param allocationBytes what is longer than the buffer is received into memory of its own
     * @param parse gets a buffer with its limit after what was received
     */
    <T> Future<T> receive(int allocationBytes, ToIntFunction<ByteBuffer> buildCdb, Function<ByteBuffer, T> parse) {
        return queue(() -> {
            ByteBuffer memory =
                    allocationBytes <= buffer.capacity() ? buffer : ByteBuffer.allocateDirect(allocationBytes);
            return start(memory, DataDirection.IN, allocationBytes, buildCdb, parse);
        });
    }

    private <T extends @Nullable Object> Future<T> queue(Supplier<Future<T>> command) {
        Future<T> next = last.otherwiseEmpty().compose(ignored -> command.get());
        last = next;
        return next;
    }

    private <T extends @Nullable Object> Future<T> start(
            ByteBuffer memory,
            DataDirection direction,
            int bytes,
            ToIntFunction<ByteBuffer> buildCdb,
            Function<ByteBuffer, T> parse) {
        ScsiTask task = new ScsiTask();
        task.cdbLengthBytes(buildCdb.applyAsInt(task.cdb()));
        if (bytes > 0) {
            task.clientData().add(memory.clear(), 0, bytes);
            task.direction(direction).expectedDataBytes(bytes);
        }
        Promise<T> promise = Promise.promise();
        SubmitResult result = client.submit(task, ended -> finish(ended, memory, parse, promise));
        if (result == SubmitResult.CLOSED) {
            promise.fail(ScsiException.of(task.outcome(TaskOutcome.CONNECTION_LOST)));
        }
        return promise.future();
    }

    private static <T extends @Nullable Object> void finish(
            ScsiTask task, ByteBuffer memory, Function<ByteBuffer, T> parse, Promise<T> promise) {
        if (!task.isGood()) {
            promise.fail(ScsiException.of(task));
            return;
        }
        T answer;
        try {
            answer = parse.apply(memory.limit((int) task.transferredBytes()));
        } catch (IndexOutOfBoundsException e) {
            promise.fail(ScsiException.of(task));
            return;
        }
        promise.complete(answer);
    }
}
