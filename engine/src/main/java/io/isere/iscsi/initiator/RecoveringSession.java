package io.isere.iscsi.initiator;

import io.isere.datamover.Counter;
import io.isere.datamover.LoopContext;
import io.isere.datamover.TransportConnector;
import io.isere.iscsi.login.LoginRetry;
import io.isere.iscsi.session.SessionEvent;
import io.isere.iscsi.session.SessionState;
import io.isere.iscsi.session.SessionStateMachine;
import io.isere.iscsi.text.TargetAddress;
import io.isere.rdma.loop.LoopTimer;
import io.isere.rdma.loop.RdmaLoop;
import io.isere.scsi.cdb.Cdb;
import io.isere.scsi.initiator.DiskIdentity;
import io.isere.scsi.initiator.RepeatableCommands;
import io.isere.scsi.task.DataSegments;
import io.isere.scsi.task.ScsiPort;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskList;
import io.isere.scsi.task.TaskManagementCompletion;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.scsi.task.TaskOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that outlives its connections (RFC 7143 section 7, error recovery level 0): when the connection is lost it
 * logs in again with the same name and ISID, which reinstates the session at the target, and sends again what was under
 * way.
 *
 * <p>A command that was with the target may or may not have been executed. Those that may be executed twice
 * ({@link RepeatableCommands}) are held and sent again; their caller sees one execution, since the target ends the old
 * session's tasks before it answers the new login (section 6.3.5). The others end with CONNECTION_LOST. Held are at most as
 * many as the queue depth; new commands are answered BUSY meanwhile.
 *
 * <p>Thread: one loop, all of it. Lifetime: from {@link #open} to {@link #ended}. A command costs one call more than on the
 * {@link InitiatorSession} itself, and allocates nothing.
 */
public final class RecoveringSession implements ScsiPort, SessionOwner {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveringSession.class);
    private static final long SECOND_NS = 1_000_000_000L;

    private final RdmaLoop loop;
    private final ReopenPolicy policy;
    private final RandomGenerator random;
    private final Backoff backoff;
    private final SessionStateMachine states;
    private final TaskList held = new TaskList();
    private final KnownDisks disks = new KnownDisks();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Promise<RecoveringSession> opened = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private LoginAttempt.SessionPlace place;
    private Consumer<SessionNotice> watcher = notice -> {};
    private @Nullable InitiatorSession current;
    /** The current one, or the last that was: all of them reach the same memory. */
    private @Nullable InitiatorSession latest;

    private @Nullable LoginAttempt attempt;
    private @Nullable LoopTimer timer;
    private String description = "";
    private String endReason = "";
    private String lossReason = "";
    private long waitNs;
    private long lostNs;
    private long recoveredNs;
    private boolean leaving;

    private RecoveringSession(LoginAttempt.SessionPlace place, ReopenPolicy policy, RandomGenerator random) {
        this.place = place;
        this.policy = policy;
        loop = place.context().loop();
        this.random = random;
        backoff = new Backoff(policy, random);
        states = new SessionStateMachine("session with " + place.targetName());
    }

    /**
     * Logs in.
     *
     * @param portal where the target was found
     * @param random for the jitter of pauses
     * @return the session, or a failure whose message says what was wrong and what to do: the first login is repeated only
     *     when nothing answers it
     */
    public static Future<RecoveringSession> open(
            LoopContext context,
            InitiatorSettings settings,
            TransportConnector connector,
            PortalResolver resolver,
            TargetAddress portal,
            String targetName,
            ReopenPolicy policy,
            RandomGenerator random) {
        LoginAttempt.SessionPlace place =
                new LoginAttempt.SessionPlace(context, settings, connector, resolver, portal, targetName);
        RecoveringSession session = new RecoveringSession(place, policy, random);
        new LoginAttempts<>(settings, portal.toString(), session::logIn).run().onFailure(session.opened::tryFail);
        return session.opened.future();
    }

    /** Tells what happens to the session from now on, on its loop. */
    public void watch(Consumer<SessionNotice> listener) {
        watcher = listener;
    }

    // ------------------------------------------------------------- the port

    @Override
    public SubmitResult submit(ScsiTask task) {
        InitiatorSession session = current;
        if (session == null || !held.isEmpty()) {
            return states.state() == SessionState.Q1_FREE ? SubmitResult.CLOSED : SubmitResult.BUSY;
        }
        if (disks.isOther(task.lun())) {
            loop.execute(() -> refuse(task));
            return SubmitResult.ACCEPTED;
        }
        return session.submit(task);
    }

    /** Another disk is at its LUN now. */
    private static void refuse(ScsiTask task) {
        task.outcome(TaskOutcome.ANOTHER_DISK).completion().onComplete(task);
    }

    /**
     * Says which disk a LUN is, so that after the session was opened again commands go to that disk only: those for another
     * one end with {@link TaskOutcome#ANOTHER_DISK}.
     *
     * @param lun 0 to 16383
     * @param identity {@link DiskIdentity#UNKNOWN}: commands go to whatever is there
     */
    public void rememberDisk(int lun, DiskIdentity identity) {
        disks.remember(lun, identity);
    }

    @Override
    public int maxDataBytes(DataSegments data) {
        InitiatorSession session = latest;
        return session == null ? 0 : session.maxDataBytes(data);
    }

    @Override
    public void awaitReady(Runnable waiter) {
        InitiatorSession session = current;
        if (session == null || !held.isEmpty()) {
            waiting.addLast(waiter);
        } else {
            session.awaitReady(waiter);
        }
    }

    @Override
    public void later(long delayNs, Runnable action) {
        loop.schedule(delayNs, action);
    }

    @Override
    public void manage(
            TaskManagementFunction function,
            long lun,
            @Nullable ScsiTask reference,
            TaskManagementCompletion completion) {
        InitiatorSession session = current;
        if (reference != null && held.contains(reference)) {
            abortHeld(function, reference, completion);
        } else if (session == null) {
            completion.onManaged(TaskManagementResult.DELIVERY_FAILURE);
        } else {
            session.manage(function, lun, reference, completion);
        }
    }

    /** The target knows nothing of a command that is held: it is ended here. */
    private void abortHeld(TaskManagementFunction function, ScsiTask task, TaskManagementCompletion completion) {
        if (function != TaskManagementFunction.ABORT_TASK) {
            completion.onManaged(TaskManagementResult.TASK_DOES_NOT_EXIST);
            return;
        }
        held.remove(task);
        task.outcome(TaskOutcome.ABORTED).completion().onComplete(task);
        completion.onManaged(TaskManagementResult.FUNCTION_COMPLETE);
        resume();
    }

    // ------------------------------------------------------------- loss

    @Override
    public void onLost(InitiatorSession session) {
        if (session != current) {
            return;
        }
        waitNs = session.time2WaitSeconds() * SECOND_NS;
        lossReason = session.endReason();
        current = null;
        if (leaving) {
            states.on(SessionEvent.CLOSED);
            return;
        }
        place.context().meter().count(Counter.INITIATOR_LOSSES);
        states.on(SessionEvent.CONNECTION_LOST);
        if (policy.giveUpNs() == 0) {
            states.on(SessionEvent.GIVEN_UP);
            return;
        }
        long nowNs = loop.nowNs();
        boolean lostAgain = backoff.attempts() > 0 && nowNs - recoveredNs < policy.stableNs();
        if (!lostAgain) {
            backoff.reset();
            lostNs = nowNs;
        }
        LOG.warn("{}: session lost: {}; opening it again", place.targetName(), lossReason);
        notice(SessionNotice.Kind.LOST, 0, lossReason);
    }

    @Override
    public boolean keeps(ScsiTask task) {
        boolean kept = states.state() == SessionState.Q4_FAILED && RepeatableCommands.contains(Cdb.opcode(task.cdb()));
        if (kept) {
            held.addLast(task);
        }
        return kept;
    }

    @Override
    public void onConnections(InitiatorSession session, SessionNotice.Kind kind) {
        if (session == current) {
            description = session.description();
            notice(kind, 0, description);
        }
    }

    @Override
    public Backoff newBackoff() {
        return new Backoff(policy, random);
    }

    /** Nothing of the lost session is left. */
    private void onEnded() {
        attempt = null;
        if (states.state() == SessionState.Q1_FREE) {
            close(lossReason, leaving ? SessionNotice.Kind.CLOSED : SessionNotice.Kind.FAILED);
        } else {
            scheduleAttempt(waitNs, lossReason);
        }
    }

    // ------------------------------------------------------------- re-open

    private void scheduleAttempt(long leastNs, String why) {
        long delayNs = backoff.nextNs(leastNs);
        if (loop.nowNs() + delayNs - lostNs > policy.giveUpNs()) {
            giveUp("not recovered within " + policy.giveUpNs() / SECOND_NS + " s, in " + (backoff.attempts() - 1)
                    + " attempts; the last one: " + why);
            return;
        }
        timer = loop.schedule(delayNs, this::reopen);
    }

    private void reopen() {
        timer = null;
        notice(
                SessionNotice.Kind.RECONNECTING,
                backoff.attempts(),
                place.portal().toString());
        if (leaving) {
            return;
        }
        logIn().onFailure(this::onAttemptFailed);
    }

    private Future<InitiatorSession> logIn() {
        LoginAttempt login = new LoginAttempt(place, this);
        attempt = login;
        return login.start().onSuccess(session -> onLogin(login, session));
    }

    private void onAttemptFailed(Throwable failure) {
        attempt = null;
        if (leaving) {
            return;
        }
        String why = String.valueOf(failure.getMessage());
        boolean worthIt = failure instanceof IscsiLoginException login
                && (login.retry() == LoginRetry.LATER || login.retry() == LoginRetry.WHEN_REOPENING);
        if (worthIt) {
            LOG.info("{}: attempt {} to open the session again: {}", place.targetName(), backoff.attempts(), why);
            scheduleAttempt(0, why);
        } else {
            giveUp(why);
        }
    }

    private void onLogin(LoginAttempt login, InitiatorSession session) {
        TargetAddress moved = login.movedTo();
        if (moved != null) {
            place = place.at(moved);
        }
        session.ended().onComplete(nothing -> onEnded());
        if (states.state() != SessionState.Q1_FREE && !disks.isEmpty()) {
            // The attempt stays until the disks were looked at: a purge ends it.
            disks.check(session, place.targetName()).onComplete(checked -> {
                if (login == attempt && session.isOpen()) {
                    onReady(session);
                }
            });
        } else {
            onReady(session);
        }
    }

    private void onReady(InitiatorSession session) {
        attempt = null;
        current = session;
        latest = session;
        description = session.description();
        place.context().meter().count(Counter.INITIATOR_LOGINS);
        if (states.state() == SessionState.Q1_FREE) {
            states.on(SessionEvent.LOGGED_IN);
            notice(SessionNotice.Kind.CONNECTED, 0, description);
            opened.complete(this);
            return;
        }
        states.on(SessionEvent.REINSTATED);
        recoveredNs = loop.nowNs();
        LOG.info("{}: session open again after {} attempts", place.targetName(), backoff.attempts());
        notice(SessionNotice.Kind.RECOVERED, backoff.attempts(), description);
        resume();
    }

    /** Sends what was held, oldest first, and then lets those go on who wait. */
    private void resume() {
        InitiatorSession session = current;
        while (session != null && session == current && !held.isEmpty()) {
            ScsiTask task = held.pollFirst();
            if (task != null && disks.isOther(task.lun())) {
                refuse(task);
                continue;
            }
            if (task == null || session.submit(task.resetResult()) == SubmitResult.ACCEPTED) {
                continue;
            }
            held.addFirst(task);
            session.awaitReady(this::resume);
            return;
        }
        if (session != null && session == current) {
            while (!waiting.isEmpty()) {
                session.awaitReady(waiting.removeFirst());
            }
            session.onRoom();
        }
    }

    // ------------------------------------------------------------- the end

    private void giveUp(String why) {
        LOG.error("{}: session given up: {}", place.targetName(), why);
        states.on(SessionEvent.GIVEN_UP);
        close(
                "the session was lost (" + lossReason + ") and could not be opened again: " + why,
                SessionNotice.Kind.FAILED);
    }

    /** The one way out: every held command ends, everybody who waits is told, nothing more is tried. */
    private void close(String reason, SessionNotice.Kind kind) {
        if (ended.future().isComplete()) {
            return;
        }
        endReason = reason;
        failHeld();
        notice(kind, 0, reason);
        ended.tryComplete();
    }

    private void failHeld() {
        for (ScsiTask task = held.pollFirst(); task != null; task = held.pollFirst()) {
            task.outcome(TaskOutcome.CONNECTION_LOST).completion().onComplete(task);
        }
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    private void notice(SessionNotice.Kind kind, int attemptNumber, String message) {
        watcher.accept(new SessionNotice(kind, attemptNumber, message));
    }

    /**
     * Logs out, or stops opening again, for good; completes when nothing of the session is left. Commands under way are
     * lost.
     */
    public Future<Void> logout() {
        InitiatorSession session = current;
        if (session == null) {
            return purge();
        }
        leaving = true;
        session.logout();
        return ended.future();
    }

    /** Gives the session up at once, without a word to the target: every command fails, nothing is tried any more. */
    public Future<Void> purge() {
        if (ended.future().isComplete()) {
            return ended.future();
        }
        leaving = true;
        String reason = "purged";
        cancelTimer();
        InitiatorSession session = current;
        LoginAttempt login = attempt;
        if (session != null) {
            session.abandon(reason);
            return ended.future();
        }
        if (states.state() != SessionState.Q1_FREE) {
            states.on(SessionEvent.CLOSED);
        }
        failHeld();
        Future<Void> left = login == null ? Future.succeededFuture() : login.abandon(reason);
        left.onComplete(nothing -> close(reason, SessionNotice.Kind.CLOSED));
        return ended.future();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Where the session is. */
    public SessionState state() {
        return states.state();
    }

    /** Whether it is logged in now. */
    public boolean isLoggedIn() {
        return current != null;
    }

    /** The session of the connection there is now; null while there is none. */
    public @Nullable InitiatorSession current() {
        return current;
    }

    /** Commands that wait for the session to be open again. */
    public int heldTasks() {
        return held.count();
    }

    /** What it runs over and with whom, as of the last login. */
    public String description() {
        return description;
    }

    /** Completes when the session has ended for good. */
    public Future<Void> ended() {
        return ended.future();
    }

    /** Why it ended, for people; "" while it has not. */
    public String endReason() {
        return endReason;
    }
}
