package io.isere.rdma.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.isere.rdma.memory.Access;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that reaches for what it may not: the connection ends with the right code, and no memory is touched. */
abstract class AccessBehaviour extends RdmaBehaviour {
    private static final int WINDOW_OFFSET = 4096;
    private static final int WINDOW_LENGTH = 4096;
    private static final int LENGTH = 100;

    /** What is wrong, and the codes of the Terminate for a Write (layer 1, type 1) and a Read (layer 0, type 1). */
    enum Violation {
        UNKNOWN_STAG(0, 0),
        REBOUND(0, 0),
        INVALIDATED_HERE(0, 0),
        INVALIDATED_BY_PEER(0, 0),
        DESTROYED(0, 0),
        DEREGISTERED(0, 0),
        FIRST_BYTE_BEFORE(1, 1),
        LAST_BYTE_AFTER(1, 1),
        FAR_BEHIND(1, 1),
        TAGGED_OFFSET_ZERO(1, 1),
        // DDP has no code for missing rights.
        WRONG_RIGHT(0, 2),
        REGION_WITHOUT_REMOTE_RIGHT(0, 2),
        OTHER_CONNECTION(2, 3),
        WRAP(3, 4);

        final int writeCode;
        final int readCode;

        Violation(int writeCode, int readCode) {
            this.writeCode = writeCode;
            this.readCode = readCode;
        }
    }

    @BeforeEach
    void needWindows() {
        assumeTrue(bed.device(1).caps().memoryWindows(), "the device has no memory windows");
    }

    @ParameterizedTest
    @EnumSource
    void aWriteIsRefused(Violation violation) {
        Link link = connected();
        Exposed sink = prepare(violation, link, Access.REMOTE_WRITE, Access.REMOTE_READ);
        link.client().fill(0, LENGTH, 1);
        link.server().receive(1, 0, 100);
        int before = link.client().call(() -> link.client().completions.size());
        link.client().run(() -> {
            link.client().write(2, 0, LENGTH, sink);
            link.client().send(3, 0, 10);
        });
        assertTerminated(link.server(), link.client(), 1, 1, violation.writeCode);
        link.server().assertZero(0, link.server().options.memoryBytes);
        link.client().awaitCompletions(before + 2);
        Seen receive = link.server()
                .call(() ->
                        link.server().completions.get(link.server().completions.size() - 1));
        assertThat(receive.status()).isEqualTo(WorkStatus.FLUSHED);
    }

    @ParameterizedTest
    @EnumSource
    void aReadIsRefused(Violation violation) {
        assumeFalse(
                violation == Violation.WRONG_RIGHT && bed.quirks().contains(DeviceQuirk.SERVES_READS_WITHOUT_THE_RIGHT),
                "the device's driver does not check the right to read");
        Link link = connected();
        Exposed source = prepare(violation, link, Access.REMOTE_READ, Access.REMOTE_WRITE);
        link.server().fill(0, 20_000, 1);
        link.client().receive(1, 0, 100);
        link.client().read(2, 0, LENGTH, source);
        assertTerminated(link.server(), link.client(), 0, 1, violation.readCode);
        link.client().assertZero(0, link.client().options.memoryBytes);
        link.client()
                .until("read ended", () -> link.client().completions.stream().anyMatch(AccessBehaviour::isBadRead));
    }

    private static boolean isBadRead(Seen seen) {
        return seen.opcode() == WorkOpcode.RDMA_READ && seen.status() != WorkStatus.SUCCESS;
    }

    /** Exposes memory of the server and gives what the client is going to name instead. */
    private Exposed prepare(Violation violation, Link link, int right, int otherRight) {
        Endpoint server = link.server();
        Exposed good = server.expose(WINDOW_OFFSET, WINDOW_LENGTH, right);
        MemoryWindow window = server.windows.get(0);
        switch (violation) {
            case UNKNOWN_STAG -> {
                return new Exposed(0x7fffff01, good.offset());
            }
            case REBOUND ->
                server.run(
                        () -> server.queuePair.bindWindow(window, server.memory, WINDOW_OFFSET, WINDOW_LENGTH, right));
            case INVALIDATED_HERE -> server.run(window::invalidate);
            case INVALIDATED_BY_PEER -> invalidateByPeer(link, good);
            case DESTROYED -> server.run(window::destroy);
            case DEREGISTERED -> {
                return server.call(() -> {
                    MemoryRegion region = server.device
                            .protectionDomain()
                            .register(ByteBuffer.allocateDirect(8192), Endpoint.ALL_ACCESS);
                    server.queuePair.bindWindow(window, region, 0, WINDOW_LENGTH, right);
                    region.deregister();
                    return new Exposed(window.stag(), window.remoteOffset());
                });
            }
            case FIRST_BYTE_BEFORE -> {
                return good.plus(-1);
            }
            case LAST_BYTE_AFTER -> {
                return good.plus(WINDOW_LENGTH - LENGTH + 1);
            }
            case FAR_BEHIND -> {
                return good.plus(1L << 40);
            }
            case TAGGED_OFFSET_ZERO -> {
                return new Exposed(good.stag(), 0);
            }
            case WRONG_RIGHT -> {
                return server.expose(WINDOW_OFFSET, WINDOW_LENGTH, otherRight);
            }
            case REGION_WITHOUT_REMOTE_RIGHT -> {
                return server.call(() -> new Exposed(server.memory.stag(), server.memory.remoteOffset(0)));
            }
            case OTHER_CONNECTION -> {
                return connected().server().expose(WINDOW_OFFSET, WINDOW_LENGTH, right);
            }
            case WRAP -> {
                return new Exposed(good.stag(), -LENGTH + 1);
            }
        }
        return server.call(() -> new Exposed(good.stag(), good.offset()));
    }

    private void invalidateByPeer(Link link, Exposed exposed) {
        assumeTrue(bed.device(0).caps().sendWithInvalidate(), "the device has no Send with Invalidate");
        Endpoint client = link.client();
        link.server().receive(100, 0, 100);
        client.postSend(client.request(101, WorkOpcode.SEND_INVALIDATE).invalidateStag(exposed.stag()));
        link.server().success(0);
        client.success(0);
    }
}
