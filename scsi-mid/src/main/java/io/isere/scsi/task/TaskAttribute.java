package io.isere.scsi.task;

/** Task attribute (SAM-5 8.6); the order of the constants is that of the iSCSI ATTR field (RFC 7143 11.3.1). */
public enum TaskAttribute {
    UNTAGGED,
    SIMPLE,
    ORDERED,
    HEAD_OF_QUEUE,
    ACA
}
