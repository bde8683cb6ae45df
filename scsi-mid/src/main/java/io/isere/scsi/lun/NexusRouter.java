package io.isere.scsi.lun;

import io.isere.scsi.device.Command;
import io.isere.scsi.device.ItlNexus;
import io.isere.scsi.device.LogicalUnit;
import io.isere.scsi.device.NexusState;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.device.sbc.BlockDeviceServer;
import io.isere.scsi.device.spc.AbsentDeviceServer;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.Lun;
import io.isere.scsi.task.Nexus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskAttribute;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import org.jspecify.annotations.Nullable;

/**
 * The router of one nexus: finds the logical unit, lets a pending unit attention go first, and hands the command to the
 * table of the device server. Used on the nexus's loop only; a command allocates nothing.
 */
final class NexusRouter implements TaskRouter, NexusState {
    private final ScsiTargetDevice device;
    private final Nexus nexus;
    private final LunView view;
    private final UnitAttentions attentions;
    private final ItlNexuses itlNexuses;
    /** The target's map of which {@link #seen} is the view. */
    private LunMap known;

    private LunMap seen;
    private boolean closed;

    NexusRouter(ScsiTargetDevice device, Nexus nexus, LunView view, boolean powerOnUnitAttention) {
        this.device = device;
        this.nexus = nexus;
        this.view = view;
        known = device.map();
        seen = view.of(known);
        attentions = new UnitAttentions(powerOnUnitAttention);
        attentions.onNexusOpened(seen);
        itlNexuses = new ItlNexuses(nexus, attentions);
        itlNexuses.onMapChanged(seen);
    }

    @Override
    public SubmitResult submit(ScsiTask task) {
        if (closed) {
            return SubmitResult.CLOSED;
        }
        currentMap();
        Command.of(task).begin(itlNexuses.get(Lun.decode(task.lun())), this);
        return SubmitResult.ACCEPTED;
    }

    @Override
    public void onEnabled(Command command) {
        ScsiTask task = command.task();
        if (task.attribute() == TaskAttribute.ACA) {
            command.checkCondition(SenseKey.ILLEGAL_REQUEST, SenseCode.INVALID_MESSAGE_ERROR);
            return;
        }
        LogicalUnit unit = command.unitOrNull();
        OpcodeTable table = unit == null ? AbsentDeviceServer.TABLE : BlockDeviceServer.table(unit);
        OpcodeTable.Row row = table.row(task.cdb());
        SenseCode attention = row.commandClass().passesUnitAttention() ? null : attentions.take(Lun.decode(task.lun()));
        if (attention == null) {
            row.execute(command);
        } else {
            command.checkCondition(SenseKey.UNIT_ATTENTION, attention);
        }
    }

    @Override
    public void awaitReady(Runnable waiter) {
        throw new IllegalStateException("a router is never busy");
    }

    @Override
    public void later(long delayNs, Runnable action) {
        nexus.home().execute(action);
    }

    /** What this nexus sees of the target's map as it is now. */
    LunMap currentMap() {
        LunMap map = device.map();
        if (map != known) {
            known = map;
            LunMap changed = view.of(map);
            if (!changed.isSameAs(seen)) {
                seen = changed;
                attentions.onMapChanged(changed);
                itlNexuses.onMapChanged(changed);
            }
        }
        return seen;
    }

    @Override
    public void manage(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            TaskManagementCompletion completion) {
        new TaskManagement(device, this, lun, completion).execute(function, reference);
    }

    @Override
    public void taskGone(ScsiTask task) {
        Command.of(task).onGone();
    }

    @Override
    public void dataLeft(ScsiTask task) {
        Command.of(task).onDataLeft();
    }

    @Override
    public void tasksCleared(long lun) {
        currentMap();
        attentions.establish(Lun.decode(lun), UnitAttention.COMMANDS_CLEARED_BY_ISCSI);
    }

    @Override
    public void close() {
        closed = true;
        itlNexuses.close();
        device.onClosed(this);
    }

    Nexus nexus() {
        return nexus;
    }

    boolean isClosed() {
        return closed;
    }

    /** Aborts this nexus's tasks of one logical unit, if it sees it, and leaves a unit attention if one is given. */
    void onAbortTasks(LogicalUnit unit, @Nullable UnitAttention attention, Runnable done) {
        int number = closed ? -1 : currentMap().numberOf(unit);
        if (number < 0) {
            done.run();
            return;
        }
        if (attention != null) {
            attentions.establish(number, attention);
            itlNexuses.onUnitReset(number);
        }
        nexus.abortTasks(Lun.encode(number), done);
    }

    /** I_T NEXUS RESET (SAM-5 7.6), but for the tasks. */
    void onNexusReset() {
        currentMap();
        itlNexuses.onReset();
        attentions.establishAll(UnitAttention.NEXUS_LOSS);
    }

    boolean hasUnitAttention(long lun) {
        currentMap();
        return attentions.isPending(Lun.decode(lun));
    }

    @Override
    public int[] luns() {
        return attentions.map().numbers();
    }

    @Override
    public @Nullable ItlNexus itlNexus(int lun) {
        return itlNexuses.get(lun);
    }

    @Override
    public @Nullable SenseCode takeUnitAttention(long lun) {
        return attentions.take(Lun.decode(lun));
    }

    @Override
    public void onLunsReported() {
        attentions.clearAll(UnitAttention.REPORTED_LUNS_CHANGED);
    }
}
