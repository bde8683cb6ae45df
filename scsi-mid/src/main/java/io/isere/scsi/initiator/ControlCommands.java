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
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The commands that ask a logical unit about itself, one at a time through one buffer. Used on the port's loop only.
 * Control path: allocates.
 */
final class ControlCommands {
    private static final int STANDARD_INQUIRY_BYTES = 96;
    private static final int READ_CAPACITY_10_BYTES = 8;
    private static final int PROTECTION_AT = 12;
    private static final int PROT_EN = 0x01;
    private static final int P_TYPE_MASK = 0x07;
    private static final int READ_CAPACITY_16_BYTES = 32;
    private static final int BLOCK_LIMITS_PAGE = 0xB0;
    private static final int BLOCK_LIMITS_BYTES = 64;
    private static final int MAXIMUM_TRANSFER_LENGTH_AT = 8;
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
        return command(0, TestUnitReadyCdb::build, answer -> null);
    }

    Future<InquiryData> inquiry() {
        return command(
                STANDARD_INQUIRY_BYTES, cdb -> InquiryCdb.build(cdb, STANDARD_INQUIRY_BYTES), InquiryData::parse);
    }

    /** A vital product data page with its header, in a new array. */
    Future<byte[]> vpdPage(int pageCode) {
        return command(
                buffer.capacity(), cdb -> InquiryCdb.buildVpd(cdb, pageCode, buffer.capacity()), ControlCommands::copy);
    }

    /** MAXIMUM TRANSFER LENGTH in blocks, unsigned; 0: no limit reported. */
    Future<Long> maximumTransferBlocks() {
        return command(
                BLOCK_LIMITS_BYTES,
                cdb -> InquiryCdb.buildVpd(cdb, BLOCK_LIMITS_PAGE, BLOCK_LIMITS_BYTES),
                answer -> answer.limit() < MAXIMUM_TRANSFER_LENGTH_AT + 4
                        ? 0L
                        : Integer.toUnsignedLong(answer.getInt(MAXIMUM_TRANSFER_LENGTH_AT)));
    }

    /** Block length and count; the transfer limit is not known yet and 0. */
    Future<BlockGeometry> readCapacity16() {
        return command(
                READ_CAPACITY_16_BYTES,
                cdb -> ServiceActionIn16Cdb.build(cdb, Opcode.SAI_READ_CAPACITY_16, READ_CAPACITY_16_BYTES),
                answer -> new BlockGeometry(
                        answer.getInt(8), answer.getLong(0) + 1, 0, true, protectionType(answer.get(PROTECTION_AT))));
    }

    /** From P_TYPE, which counts from type 1 on, and PROT_EN. */
    private static int protectionType(int protection) {
        return (protection & PROT_EN) == 0 ? 0 : ((protection >>> 1) & P_TYPE_MASK) + 1;
    }

    /** As {@link #readCapacity16}, for devices that do not have that. */
    Future<BlockGeometry> readCapacity10() {
        return command(
                READ_CAPACITY_10_BYTES,
                ReadCapacity10Cdb::build,
                answer -> new BlockGeometry(answer.getInt(4), Integer.toUnsignedLong(answer.getInt(0)) + 1, 0, false));
    }

    /** The numbers of the logical units, ascending; those this project cannot address are left out. */
    Future<int[]> reportLuns() {
        return command(
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

    /**
     * Runs a command once those before it are done.
     *
     * @param parse gets the buffer with its limit after what was received
     */
    private <T extends @Nullable Object> Future<T> command(
            int allocationBytes, ToIntFunction<ByteBuffer> buildCdb, Function<ByteBuffer, T> parse) {
        Future<T> next = last.otherwiseEmpty().compose(ignored -> run(allocationBytes, buildCdb, parse));
        last = next;
        return next;
    }

    private <T extends @Nullable Object> Future<T> run(
            int allocationBytes, ToIntFunction<ByteBuffer> buildCdb, Function<ByteBuffer, T> parse) {
        ScsiTask task = new ScsiTask();
        task.cdbLengthBytes(buildCdb.applyAsInt(task.cdb()));
        if (allocationBytes > 0) {
            task.clientData().add(buffer.clear(), 0, allocationBytes);
            task.direction(DataDirection.IN).expectedDataBytes(allocationBytes);
        }
        Promise<T> promise = Promise.promise();
        SubmitResult result = client.submit(task, ended -> finish(ended, parse, promise));
        if (result == SubmitResult.CLOSED) {
            promise.fail(ScsiException.of(task.outcome(TaskOutcome.CONNECTION_LOST)));
        }
        return promise.future();
    }

    private <T extends @Nullable Object> void finish(ScsiTask task, Function<ByteBuffer, T> parse, Promise<T> promise) {
        if (!task.isGood()) {
            promise.fail(ScsiException.of(task));
            return;
        }
        T answer;
        try {
            answer = parse.apply(buffer.limit((int) task.transferredBytes()));
        } catch (IndexOutOfBoundsException e) {
            promise.fail(ScsiException.of(task));
            return;
        }
        promise.complete(answer);
    }
}
