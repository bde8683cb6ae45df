package io.isere.rdma.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.IoEventLoop;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Vert.x on RDMA loops: a verticle's context is the loop that polls for it, and Vert.x's own sockets and timers work. */
class RdmaVertxTest {
    private static final String ALL = "io.isere.rdma.eventloop.LoopKinds#all";
    private static final int LOOPS = 2;

    private Vertx vertx;

    private void start(LoopOptions options) {
        vertx = RdmaVertx.create(new VertxOptions().setEventLoopPoolSize(LOOPS), options);
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aVerticlesThreadPollsItsPollable(LoopOptions options) throws Exception {
        start(options);
        Set<NettyRdmaLoop> loops = ConcurrentHashMap.newKeySet();
        await(deployPolling(loops));
        assertThat(loops).hasSize(LOOPS);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void socketsAndTimersWorkOnLoopsThatPoll(LoopOptions options) throws Exception {
        start(options);
        await(deployPolling(ConcurrentHashMap.newKeySet()));
        NetServer server = await(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(socket::write))
                .listen(0, "127.0.0.1"));
        Promise<Buffer> answer = Promise.promise();
        NetClient connector = vertx.createNetClient(); // Vert.x closes a client that nobody holds.
        NetSocket client = await(connector.connect(server.actualPort(), "127.0.0.1"));
        client.handler(answer::tryComplete);
        await(client.write("echo"));
        assertThat(await(answer.future())).hasToString("echo");

        CountDownLatch ticks = new CountDownLatch(5);
        vertx.setPeriodic(2, id -> ticks.countDown());
        TestLoops.await("five ticks", ticks);
        await(connector.close());
    }

    /** One instance a loop; each ends its start when its pollable was polled on its own thread. */
    private Future<String> deployPolling(Set<NettyRdmaLoop> loops) {
        return vertx.deployVerticle(
                () -> new AbstractVerticle() {
                    @Override
                    public void start(Promise<Void> started) {
                        NettyRdmaLoop loop = RdmaLoops.of(context);
                        loops.add(loop);
                        Thread verticleThread = Thread.currentThread();
                        loop.register(new ScriptedPollable() {
                            @Override
                            public int poll(int budget) {
                                if (polls == 0) {
                                    started.handle(
                                            Thread.currentThread() == verticleThread && loop.inLoop()
                                                    ? Future.succeededFuture()
                                                    : Future.failedFuture("polled on another thread"));
                                }
                                return super.poll(budget);
                            }
                        });
                    }
                },
                new DeploymentOptions().setInstances(LOOPS));
    }

    @Test
    void theAcceptorsLoopStaysPlain() {
        start(new LoopOptions());
        VertxInternal internal = (VertxInternal) vertx;
        assertThat(internal.acceptorEventLoopGroup().next()).isInstanceOf(IoEventLoop.class);
        assertThatThrownBy(() -> RdmaLoops.of(
                        (IoEventLoop) internal.acceptorEventLoopGroup().next()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not an RDMA loop");
        assertThat(RdmaLoops.of((IoEventLoop) internal.eventLoopGroup().next())).isNotNull();
    }

    @Test
    void plainVertxIsToldHowToGetRdmaLoops() {
        vertx = Vertx.vertx();
        assertThatThrownBy(() -> RdmaLoops.of(vertx.getOrCreateContext())).hasMessageContaining("RdmaVertx");
    }

    @Test
    void leavesOneCoreToTheRestOfTheMachine() {
        vertx = RdmaVertx.create(new LoopOptions().socketKind(SocketKind.NIO));
        assertThat(RdmaVertx.defaultEventLoops())
                .isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        int loops = 0;
        for (Object ignored : ((VertxInternal) vertx).eventLoopGroup()) {
            loops++;
        }
        assertThat(loops).isEqualTo(RdmaVertx.defaultEventLoops());
    }

    @Test
    void theTransportSaysWhatItStandsOn() {
        start(new LoopOptions());
        RdmaTransport nio = new RdmaTransport(new LoopOptions().socketKind(SocketKind.NIO));
        assertThat(nio.name()).isEqualTo("rdma+nio");
        assertThat(nio.available()).isTrue();
        assertThat(nio.unavailabilityCause()).isNull();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
