package io.isere.rdma.verbs;

import io.isere.rdma.loop.RdmaLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider whose devices only count. */
public final class FakeProvider implements RdmaProvider {
    /** Every device opened. */
    public final List<FakeDevice> devices = new CopyOnWriteArrayList<>();

    /** How many regions a domain registers before it fails. */
    public int failAfter = Integer.MAX_VALUE;

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Availability availability() {
        return new Availability(true, "");
    }

    @Override
    public RdmaDevice open(DeviceContext context) {
        FakeDevice device = new FakeDevice(context.loop(), failAfter);
        devices.add(device);
        return device;
    }

    /** A device that knows whether it was closed, and where. */
    public static final class FakeDevice implements RdmaDevice {
        /** Whether it was closed on its loop. */
        public volatile boolean closedOnItsLoop;

        private final RdmaLoop loop;
        private final FakeDomain domain = new FakeDomain();

        FakeDevice(RdmaLoop loop, int failAfter) {
            this.loop = loop;
            domain.failAfter = failAfter;
        }

        @Override
        public String providerName() {
            return "fake";
        }

        @Override
        public DeviceCaps caps() {
            throw new UnsupportedOperationException();
        }

        @Override
        public RdmaLoop loop() {
            return loop;
        }

        @Override
        public ProtectionDomain protectionDomain() {
            return domain;
        }

        @Override
        public CompletionQueue createCompletionQueue(int capacity) {
            return new CompletionQueue() {
                @Override
                public int capacity() {
                    return capacity;
                }

                @Override
                public int size() {
                    return 0;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public QueuePair createQueuePair(QueuePairOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ConnectionManager connectionManager() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closedOnItsLoop = loop.inLoop();
        }
    }
}
