package io.isere.rdma.verbs;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * What a provider's test gives to {@link RdmaProviderSuite}: two devices, on one loop or on two, and a way to make them
 * progress. Ready-made: {@link SteppedTestBed} and {@link ThreadedTestBed}.
 */
public interface RdmaTestBed extends AutoCloseable {
    /** The device of side 0, which connects, or of side 1, which listens. */
    RdmaDevice device(int side);

    /** Where side 1 can listen; port 0. */
    default InetSocketAddress listenAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** What the devices are known to do wrong. */
    default Set<DeviceQuirk> quirks() {
        return Set.of();
    }

    /** Runs something on the loop of a side, waits for it, and gives what it gave. */
    <T> T call(int side, Callable<T> action);

    /** Lets both sides progress until the condition, asked on the loop of a side, holds; fails after a bound. */
    void until(int side, String what, BooleanSupplier condition);

    /**
     * The same for a condition that any thread may ask, such as a volatile field; nothing is run on the loops meanwhile, so
     * that their allocations can be measured.
     */
    void untilQuietly(String what, BooleanSupplier condition);

    /** Lets both sides progress for a while, for things that must not happen. */
    void settle();

    /** How many throwables the loops were told of. */
    int uncaughtCount();

    /** What is still in use on the loops and in the devices though everything was destroyed; "" when nothing is. */
    String leaks();

    @Override
    void close();
}
