package io.isere.scsi.device;

/** Executes one kind of command; stateless, shared by all loops. */
@FunctionalInterface
public interface CommandHandler {
    /** Starts {@code command}, and sees to it that it ends once, now or later. Runs on the nexus's loop. */
    void execute(Command command);
}
