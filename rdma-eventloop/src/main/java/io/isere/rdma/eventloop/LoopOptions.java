package io.isere.rdma.eventloop;

/**
 * How the loops work. Mutable until a loop is made from it; loops copy what they need. Every setter returns this object.
 */
public final class LoopOptions {
    /** Long enough to catch the answer of a peer on the same network, short enough to cost an idle machine nothing. */
    public static final long DEFAULT_SPIN_NS = 50_000;
    /**
     * A look costs some 0.6 µs, an idle turn without one less than 0.1 µs: every fourth turn keeps sockets within half a
     * microsecond of looking always, and completion queues within a fraction of that of never looking.
     */
    public static final int DEFAULT_SOCKET_INTERVAL_TURNS = 4;
    /** See {@link #pollBudget}. */
    public static final int DEFAULT_POLL_BUDGET = 64;

    private LoopMode mode = LoopMode.ADAPTIVE;
    private SocketKind socketKind = SocketKind.AUTO;
    private long spinNs = DEFAULT_SPIN_NS;
    private int socketIntervalTurns = DEFAULT_SOCKET_INTERVAL_TURNS;
    private int pollBudget = DEFAULT_POLL_BUDGET;

    /** What an idle loop does. */
    public LoopMode mode() {
        return mode;
    }

    /** Sets what an idle loop does. */
    public LoopOptions mode(LoopMode value) {
        mode = value;
        return this;
    }

    /** How the loop waits for sockets. */
    public SocketKind socketKind() {
        return socketKind;
    }

    /** Sets how the loop waits for sockets. */
    public LoopOptions socketKind(SocketKind value) {
        socketKind = value;
        return this;
    }

    /** How long an {@link LoopMode#ADAPTIVE} loop polls on after the last work. */
    public long spinNs() {
        return spinNs;
    }

    /** Sets how long an adaptive loop polls on. */
    public LoopOptions spinNs(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("spinNs must not be negative: " + value);
        }
        spinNs = value;
        return this;
    }

    /** Turns between two looks at the sockets while the loop does not sleep; a look is a system call. */
    public int socketIntervalTurns() {
        return socketIntervalTurns;
    }

    /** Sets the turns between two looks at the sockets. */
    public LoopOptions socketIntervalTurns(int value) {
        socketIntervalTurns = atLeastOne("socketIntervalTurns", value);
        return this;
    }

    /** Most pieces of work a pollable may do in one turn, so that no one keeps the loop to itself. */
    public int pollBudget() {
        return pollBudget;
    }

    /** Sets the work a pollable may do in one turn. */
    public LoopOptions pollBudget(int value) {
        pollBudget = atLeastOne("pollBudget", value);
        return this;
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
        return value;
    }
}
