package io.isere.engine;

import io.isere.iscsi.initiator.EscalationPolicy;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.initiator.RecoveringSession;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.target.TargetConnection;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.rdma.inprocess.InProcessFaults;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.tcp.TcpOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * One seed: both roles in this thread, a load on a slow disk, and everything that may go wrong; then calm, and a look at what
 * is left. The same seed takes the same course over the in-process wire.
 *
 * <p>Checked: no acknowledged write is lost, no data is mixed up, every command ends exactly once, and nothing leaks: tasks,
 * buffers, connection memory, sessions, timers.
 */
final class SessionSimulation {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int PLACES = 6;
    private static final int STEPS = 1500;
    private static final int CALM_STEPS = 400_000;
    private static final int DEPTH = 4;
    private static final int MAX_CONNECTIONS = 3;
    private static final int DAMAGE_ONE_IN = 50;

    private final EngineRig.Wire wire;
    private final SplittableRandom random;
    private final InProcessFaults faults;
    /** Data that arrives damaged, over TCP. */
    private final DamagingSockets.Damage damage = new DamagingSockets.Damage();

    private final EngineRig rig;
    private final SlowBackstore store;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final RecoveringSession session;
    private int managed;
    private int asked;

    SessionSimulation(EngineRig.Wire wire, long seed) {
        this.wire = wire;
        random = new SplittableRandom(seed);
        faults = new InProcessFaults(random.nextLong());
        Resilience resilience =
                new Resilience(1 + random.nextInt(MAX_CONNECTIONS), random.nextInt(Resilience.MAX_LEVEL + 1));
        rig = EngineRig.small(
                wire,
                faults,
                TargetSettings.defaults().withQueueDepth(DEPTH).withResilience(resilience),
                tcpOptions(),
                sockets -> new DamagingSockets(sockets, damage, random.nextLong()));
        store = new SlowBackstore(PLACES * SimulatedClient.BLOCKS * 512L, random.split());
        rig.addLun(0, store);
        EscalationPolicy ladder = new EscalationPolicy(5 * SECOND_NS, 5 * SECOND_NS, 5 * SECOND_NS, 0);
        InitiatorSettings settings = InitiatorSettings.of(EngineRig.INITIATOR_NAME, 0x800000000001L)
                .withQueueDepth(DEPTH)
                .withResilience(resilience)
                .withEscalation(ladder);
        ReopenPolicy policy = ReopenPolicy.defaults().withGiveUp(100_000 * SECOND_NS);
        session = rig.await(rig.openRecovering(settings, policy, random.nextLong()));
        BlockDevice disk = rig.open(session, 0);
        for (int place = 0; place < PLACES; place++) {
            clients.add(new SimulatedClient(disk, random.split(), place, rig.registered(16 << 10)));
        }
    }

    /** Digests, which find what is damaged, and small segments, so that there is much to be lost. */
    private static TcpOptions tcpOptions() {
        return TcpOptions.defaults()
                .with(NegotiationKey.HEADER_DIGEST, "CRC32C")
                .with(NegotiationKey.DATA_DIGEST, "CRC32C")
                .with(NegotiationKey.FIRST_BURST_LENGTH, "2048")
                .with(NegotiationKey.MAX_BURST_LENGTH, "4096")
                .with(NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, "1024");
    }

    /** Runs; the first thing that is wrong, or "". */
    String run() {
        faults.delayDeliveries(random.nextInt(6));
        damage.oneIn = random.nextInt(3) * DAMAGE_ONE_IN;
        for (int step = 0; step < STEPS; step++) {
            clients.get(random.nextInt(PLACES)).beginIfIdle();
            disturb();
            turn();
        }
        damage.oneIn = 0;
        faults.delayDeliveries(0).dropConnectionAt(Long.MAX_VALUE).refuseConnects(0);
        if (!calmUntil(() -> clients.stream().noneMatch(SimulatedClient::isBusy) && managed == asked)) {
            return "hangs: busy "
                    + clients.stream().filter(SimulatedClient::isBusy).count() + ", state " + session.state()
                    + ", held " + session.heldTasks() + ", answers missing " + (asked - managed);
        }
        session.logout();
        boolean over = calmUntil(() -> session.ended().isComplete()
                && rig.closedConnections() == rig.targetConnections().size());
        String wrong = clients.stream()
                .map(SimulatedClient::problem)
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .orElse("");
        return !wrong.isEmpty() ? wrong : over ? leaks() : "the session does not end";
    }

    private void turn() {
        if (random.nextInt(4) == 0) {
            store.executeOne();
        }
        int side = random.nextInt(2);
        rig.loop(side).step();
        rig.loop(side).advanceNs(random.nextInt(1_000_000));
    }

    /** One in a hundred turns something happens that nobody wants. */
    private void disturb() {
        switch (random.nextInt(600)) {
            case 0 -> faults.dropConnectionAt(1 + random.nextInt(40));
            case 1 -> faults.refuseConnects(random.nextInt(4));
            case 2, 3 -> current().abort();
            case 4 -> current().requestLogout(random.nextInt(5));
            case 5 -> pass(0, SECOND_NS * random.nextInt(70));
            case 6, 7, 8, 9 -> pass(1, SECOND_NS * random.nextInt(40));
            case 10, 11 -> manage(TaskManagementFunction.ABORT_TASK);
            case 12 -> manage(TaskManagementFunction.LOGICAL_UNIT_RESET);
            case 13 -> manage(TaskManagementFunction.TARGET_WARM_RESET);
            default -> {
                // A quiet turn.
            }
        }
    }

    /** One of the last connections there were. */
    private TargetConnection current() {
        int back = 1 + random.nextInt(MAX_CONNECTIONS);
        return rig.targetConnections().get(Math.max(0, rig.targetConnections().size() - back));
    }

    private void pass(int side, long ns) {
        rig.loop(side).advanceNs(ns);
    }

    private void manage(TaskManagementFunction function) {
        SimulatedClient client = clients.get(random.nextInt(PLACES));
        boolean task = function == TaskManagementFunction.ABORT_TASK;
        asked++;
        session.manage(function, 0, task ? client.task() : null, result -> managed++);
    }

    private boolean calmUntil(BooleanSupplier done) {
        boolean real = wire != EngineRig.Wire.INPROCESS;
        for (int step = 0; step < CALM_STEPS && !done.getAsBoolean(); step++) {
            store.executeOne();
            for (int side = 0; side < 2; side++) {
                rig.loop(side).step();
                rig.loop(side).advanceNs(real ? SECOND_NS / 10_000 : SECOND_NS / 200);
            }
        }
        return done.getAsBoolean();
    }

    private String leaks() {
        StringBuilder leaks = new StringBuilder();
        count(leaks, "target buffers", rig.context(0).buffers().inUse());
        count(leaks, "initiator buffers", rig.context(1).buffers().inUse());
        count(leaks, "target connection regions", rig.context(0).memory().connectionRegionsInUse());
        count(leaks, "initiator connection regions", rig.context(1).memory().connectionRegionsInUse());
        count(leaks, "sessions", rig.server().sessionCount());
        count(leaks, "connections", rig.server().connectionCount());
        count(leaks, "initiator timers", rig.loop(1).timerCount());
        count(leaks, "requests to the disk", store.pending());
        rig.uncaught().forEach(cause -> leaks.append("uncaught ").append(cause).append("; "));
        return leaks.toString();
    }

    private static void count(StringBuilder leaks, String what, long left) {
        if (left != 0) {
            leaks.append(left).append(' ').append(what).append(" left; ");
        }
    }

    /** Commands that ended, and those that did not end well. */
    int[] counts() {
        return new int[] {
            clients.stream().mapToInt(SimulatedClient::ended).sum(),
            clients.stream().mapToInt(SimulatedClient::failed).sum(),
            rig.targetConnections().size()
        };
    }
}
