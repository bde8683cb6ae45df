package io.isere.datamover;

/** What a loop counts: an identifier as metrics have it, a unit, and what it means, for people. All of them only grow. */
public enum Counter {
    /** Every connection at a portal that speaks iSER or iSCSI. */
    TARGET_CONNECTIONS("target.connections.accepted", "connections", "Connections accepted at portals"),
    /** Discovery sessions too. */
    TARGET_LOGINS("target.logins", "sessions", "Logins that succeeded, of discovery sessions too"),
    TARGET_LOGIN_FAILURES("target.logins.failed", "logins", "Logins that were refused, or not done in time"),
    TARGET_PROTOCOL_ERRORS(
            "target.connections.dropped", "connections", "Connections dropped for what their initiator did"),
    TARGET_COMMANDS("target.commands", "commands", "SCSI commands that were answered"),
    TARGET_READ_BYTES("target.read", "bytes", "Bytes read by initiators"),
    TARGET_WRITTEN_BYTES("target.written", "bytes", "Bytes written by initiators"),
    TARGET_NOT_GOOD("target.commands.not.good", "commands", "SCSI commands answered with a status other than GOOD"),
    TARGET_ABORTED("target.commands.aborted", "commands", "SCSI commands that ended without an answer"),
    TARGET_TASK_MANAGEMENT("target.task.management", "requests", "Task management requests that were answered"),
    INITIATOR_LOGINS("initiator.logins", "sessions", "Sessions that were opened, or opened again"),
    INITIATOR_LOSSES("initiator.sessions.lost", "sessions", "Sessions that lost their connection"),
    INITIATOR_COMMANDS("initiator.commands", "commands", "SCSI commands that ended, whatever their status"),
    INITIATOR_READ_BYTES("initiator.read", "bytes", "Bytes read from targets"),
    INITIATOR_WRITTEN_BYTES("initiator.written", "bytes", "Bytes written to targets"),
    INITIATOR_NOT_GOOD("initiator.commands.not.good", "commands", "SCSI commands that did not end with GOOD");

    private final String id;
    private final String unit;
    private final String help;

    Counter(String id, String unit, String help) {
        this.id = id;
        this.unit = unit;
        this.help = help;
    }

    /** Its name in metrics, without a prefix: words with dots between them. */
    public String id() {
        return id;
    }

    /** What is counted, in the plural. */
    public String unit() {
        return unit;
    }

    /** What it means, in a line. */
    public String help() {
        return help;
    }
}
