package io.isere.scsi.task;

/** Answer of {@link ScsiPort#submit}. */
public enum SubmitResult {
    /** Exactly one completion follows. */
    ACCEPTED,
    /** No slot or no command window now: no completion follows; submit again when {@link ScsiPort#awaitReady} says so. */
    BUSY,
    /** The port is closed for good: no completion follows. */
    CLOSED
}
