package io.isere.scsi.initiator;

import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.ServiceActionIn16Cdb;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for the provisioning status of a range (GET LBA STATUS, SBC-3 5.4) by as many commands as the device needs to tell
 * all of it. Used once, on the port's loop.
 */
final class LbaStatusScan {
    private static final int HEADER_BYTES = 8;
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int DESCRIPTORS_MAX = 64;
    private static final int BLOCKS_AT = 8;
    private static final int STATUS_AT = 12;
    private static final int STATUS_MASK = 0x0F;

    private final ControlCommands control;
    private final Promise<List<LbaStatus>> promise = Promise.promise();
    private final List<LbaStatus> found = new ArrayList<>();
    private final int allocationBytes;
    private final long endLba;
    private long nextLba;

    LbaStatusScan(ControlCommands control, long lba, long blocks) {
        this.control = control;
        nextLba = lba;
        endLba = lba + blocks;
        int room = (control.listBytesMax() - HEADER_BYTES) / DESCRIPTOR_BYTES;
        allocationBytes = HEADER_BYTES + Math.min(DESCRIPTORS_MAX, room) * DESCRIPTOR_BYTES;
    }

    Future<List<LbaStatus>> run() {
        advance();
        return promise.future();
    }

    /** A loop and no recursion where commands end at once, so that their number does not matter. */
    private void advance() {
        while (nextLba < endLba) {
            Future<Boolean> answer = control.receive(allocationBytes, this::build, this::read);
            if (!answer.isComplete()) {
                answer.onComplete(this::onAnswer);
                return;
            }
            if (!accepts(answer)) {
                return;
            }
        }
        promise.complete(found);
    }

    private void onAnswer(AsyncResult<Boolean> answer) {
        if (accepts(answer)) {
            advance();
        }
    }

    private boolean accepts(AsyncResult<Boolean> answer) {
        if (answer.failed()) {
            promise.fail(answer.cause());
            return false;
        }
        if (!answer.result()) {
            promise.fail(new IllegalStateException("the device does not tell the status of block " + nextLba));
        }
        return answer.result();
    }

    private int build(ByteBuffer cdb) {
        int lengthBytes = ServiceActionIn16Cdb.build(cdb, Opcode.SAI_GET_LBA_STATUS, allocationBytes);
        ServiceActionIn16Cdb.setLba(cdb, nextLba);
        return lengthBytes;
    }

    /** Adds what an answer tells; false when it is nothing of the next block. */
    private boolean read(ByteBuffer answer) {
        long askedLba = nextLba;
        long endBytes = Math.min(answer.limit(), Integer.toUnsignedLong(answer.getInt(0)) + Integer.BYTES);
        for (int at = HEADER_BYTES; nextLba < endLba && at + DESCRIPTOR_BYTES <= endBytes; at += DESCRIPTOR_BYTES) {
            long first = answer.getLong(at);
            long end = Math.min(endLba, first + Integer.toUnsignedLong(answer.getInt(at + BLOCKS_AT)));
            if (first > nextLba || end <= nextLba) {
                break;
            }
            ProvisioningStatus status = ProvisioningStatus.of(answer.get(at + STATUS_AT) & STATUS_MASK);
            add(new LbaStatus(nextLba, end - nextLba, status));
            nextLba = end;
        }
        return nextLba > askedLba;
    }

    /** Adds a range, to the one before it where both are in the same state. */
    private void add(LbaStatus status) {
        LbaStatus last = found.isEmpty() ? null : found.get(found.size() - 1);
        if (last != null && last.status() == status.status()) {
            found.set(found.size() - 1, new LbaStatus(last.lba(), last.blocks() + status.blocks(), last.status()));
        } else {
            found.add(status);
        }
    }
}
