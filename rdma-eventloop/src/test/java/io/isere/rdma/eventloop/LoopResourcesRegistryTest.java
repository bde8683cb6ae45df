package io.isere.rdma.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.isere.rdma.verbs.FakeProvider;
import io.isere.rdma.verbs.LoopResourceOptions;
import io.isere.rdma.verbs.LoopResources;
import io.isere.rdma.verbs.RdmaException;
import io.isere.rdma.verbs.RdmaProviders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopResourcesRegistryTest {
    private final FakeProvider provider = new FakeProvider();
    private final LoopResourcesRegistry registry = new LoopResourcesRegistry(provider, LoopResourceOptions.DEFAULT);
    private final TestLoops loops = new TestLoops(2, new LoopOptions());

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void eachLoopOpensItsOwnOnce() throws Exception {
        LoopResources first = TestLoops.on(loops.loop(0), registry::current);
        assertThat(TestLoops.on(loops.loop(0), registry::current)).isSameAs(first);
        LoopResources second = TestLoops.on(loops.loop(1), registry::current);
        assertThat(provider.devices).hasSize(2);
        assertThat(first.loop()).isSameAs(loops.loop(0));
        assertThat(second.device()).isSameAs(provider.devices.get(1));
        assertThat(first.completionQueue().capacity()).isEqualTo(LoopResourceOptions.DEFAULT.completionQueueEntries());
        assertThat(first.sockets()).isSameAs(TestLoops.on(loops.loop(0), loops.loop(0)::sockets));
        assertThat(first.buffers().registeredBytes()).isEqualTo((256 + 2048 + 4096) * 1024);
        assertThat(first.protectionDomain()).isSameAs(first.device().protectionDomain());
    }

    @Test
    void theEndOfTheLoopClosesThem() throws Exception {
        TestLoops.on(loops.loop(0), registry::current);
        loops.close();
        assertThat(provider.devices.get(0).closedOnItsLoop).isTrue();
    }

    @Test
    void aClosedRegistryLeavesTheLoopsAlive() throws Exception {
        LoopResources first = TestLoops.on(loops.loop(0), registry::current);
        registry.close();
        LoopResources again = TestLoops.on(loops.loop(0), registry::current);
        assertThat(provider.devices.get(0).closedOnItsLoop).isTrue();
        assertThat(again).isNotSameAs(first);
    }

    @Test
    void nothingStaysOpenWhenTheBuffersCannotBeHad() {
        provider.failAfter = 1;
        assertThatThrownBy(() -> TestLoops.on(loops.loop(0), registry::current))
                .hasRootCauseInstanceOf(RdmaException.class);
        assertThat(provider.devices.get(0).closedOnItsLoop).isTrue();
    }

    @Test
    void thereAreNoResourcesOffTheLoops() {
        assertThatThrownBy(registry::current).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anUnknownProviderIsNamed() {
        assertThatThrownBy(() -> RdmaProviders.named("carrier-pigeon")).hasMessageContaining("carrier-pigeon");
    }
}
