package io.isere.rdma.verbs;

import io.isere.rdma.memory.Slab;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Registers memory with nobody, and counts. */
public final class FakeDomain implements ProtectionDomain {
    final List<ByteBuffer> registered = new ArrayList<>();
    int deregistered;
    int failAfter = Integer.MAX_VALUE;

    @Override
    public MemoryRegion register(ByteBuffer buffer, int access) {
        if (registered.size() == failAfter) {
            throw new RdmaException("no more memory, on purpose");
        }
        registered.add(buffer);
        Slab slab = new Slab(buffer);
        return new MemoryRegion() {
            @Override
            public Slab slab() {
                return slab;
            }

            @Override
            public int access() {
                return access;
            }

            @Override
            public int stag() {
                return 1;
            }

            @Override
            public long remoteOffset(int offsetBytes) {
                return offsetBytes;
            }

            @Override
            public void deregister() {
                deregistered++;
            }
        };
    }

    @Override
    public MemoryWindow createWindow() {
        throw new UnsupportedOperationException();
    }
}
