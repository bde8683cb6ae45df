package io.isere.scsi.initiator;

/**
 * What a finished read, write or flush tells; failures come as {@link ScsiException} instead.
 *
 * @param transferredBytes bytes moved, all that were asked for
 */
public record ScsiResult(long transferredBytes) {}
