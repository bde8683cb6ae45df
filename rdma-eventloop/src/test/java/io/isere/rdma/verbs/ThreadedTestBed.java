package io.isere.rdma.verbs;

import io.isere.rdma.loop.RdmaLoop;
import io.isere.rdma.net.StreamSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Two devices on two loops, each with a thread of its own. */
public final class ThreadedTestBed implements RdmaTestBed {
    /** Longer on a machine that is only emulated. */
    private static final long BOUND_NS = Long.getLong("isere.test.patience.s", 60) * 1_000_000_000L;

    private static final int SETTLE_TURNS = 50;

    private final RdmaDevice[] devices = new RdmaDevice[2];
    private final InetAddress address;
    private final Set<DeviceQuirk> quirks;
    private final IntSupplier uncaught;
    private final Runnable onClose;

    /** Two devices of the provider, opened on the loops given, one each; they meet at the loopback address. */
    public ThreadedTestBed(
            RdmaProvider provider, RdmaLoop[] loops, StreamSockets[] sockets, IntSupplier uncaught, Runnable onClose) {
        this(provider, InetAddress.getLoopbackAddress(), Set.of(), loops, sockets, uncaught, onClose);
    }

    /** The same at an address of the provider's devices. */
    public ThreadedTestBed(
            RdmaProvider provider,
            InetAddress address,
            Set<DeviceQuirk> quirks,
            RdmaLoop[] loops,
            StreamSockets[] sockets,
            IntSupplier uncaught,
            Runnable onClose) {
        this.address = address;
        this.quirks = quirks;
        this.uncaught = uncaught;
        this.onClose = onClose;
        for (int side = 0; side < 2; side++) {
            DeviceContext context = new DeviceContext(loops[side], sockets[side]);
            devices[side] = on(loops[side], () -> provider.open(context));
        }
    }

    /** With two {@link LoopThread}s. */
    public static ThreadedTestBed create(RdmaProvider provider) {
        LoopThread[] loops = {new LoopThread("loop-0"), new LoopThread("loop-1")};
        return new ThreadedTestBed(
                provider,
                loops,
                new StreamSockets[] {loops[0].sockets(), loops[1].sockets()},
                () -> loops[0].uncaughtCount() + loops[1].uncaughtCount(),
                () -> {
                    loops[0].stop();
                    loops[1].stop();
                });
    }

    @Override
    public RdmaDevice device(int side) {
        return devices[side];
    }

    @Override
    public InetSocketAddress listenAddress() {
        return new InetSocketAddress(address, 0);
    }

    @Override
    public Set<DeviceQuirk> quirks() {
        return quirks;
    }

    @Override
    public <T> T call(int side, Callable<T> action) {
        return on(devices[side].loop(), action);
    }

    private static <T> T on(RdmaLoop loop, Callable<T> action) {
        if (loop.inLoop()) {
            return callHere(action);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(action.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(BOUND_NS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the loop does not answer", e);
        }
    }

    private static <T> T callHere(Callable<T> action) {
        try {
            return action.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void until(int side, String what, BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!call(side, condition::getAsBoolean)) {
            checkBound(startNs, what);
        }
    }

    @Override
    public void untilQuietly(String what, BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(100_000);
            checkBound(startNs, what);
        }
    }

    private static void checkBound(long startNs, String what) {
        if (System.nanoTime() - startNs > BOUND_NS) {
            throw new AssertionError("still waiting: " + what);
        }
    }

    @Override
    public void settle() {
        for (int i = 0; i < SETTLE_TURNS; i++) {
            call(0, () -> null);
            call(1, () -> null);
        }
    }

    @Override
    public int uncaughtCount() {
        return uncaught.getAsInt();
    }

    @Override
    public String leaks() {
        StringJoiner leaks = new StringJoiner(", ");
        for (int side = 0; side < 2; side++) {
            RdmaDevice device = devices[side];
            String of = call(side, () -> Leaks.of(device));
            if (!of.isEmpty()) {
                leaks.add(of);
            }
        }
        return leaks.toString();
    }

    @Override
    public void close() {
        for (int side = 0; side < 2; side++) {
            RdmaDevice device = devices[side];
            call(side, () -> {
                device.close();
                return device;
            });
        }
        settle();
        onClose.run();
    }
}
