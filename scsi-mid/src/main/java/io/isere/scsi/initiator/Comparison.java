package io.isere.scsi.initiator;

import io.vertx.core.Future;

/**
 * What a comparison of blocks with data has found.
 *
 * @param equal whether all bytes were the same; of COMPARE AND WRITE also whether it has written
 * @param mismatchAtBytes index in the data of the first byte that differs; {@link #UNKNOWN} when there is none, or the
 *     device does not tell
 */
public record Comparison(boolean equal, long mismatchAtBytes) {
    /** No index. */
    public static final long UNKNOWN = -1;

    static final Comparison EQUAL = new Comparison(true, UNKNOWN);

    /** A miscompare of the command that compared data from its byte {@code fromBytes} on; any other failure stays one. */
    static Future<Comparison> of(Throwable failure, long fromBytes) {
        if (failure instanceof ScsiException scsi && scsi.isMiscompare()) {
            long at = scsi.information().isPresent()
                    ? fromBytes + scsi.information().getAsLong()
                    : UNKNOWN;
            return Future.succeededFuture(new Comparison(false, at));
        }
        return Future.failedFuture(failure);
    }
}
