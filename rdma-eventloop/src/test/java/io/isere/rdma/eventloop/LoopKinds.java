package io.isere.rdma.eventloop;

import io.netty.channel.epoll.Epoll;
import java.util.stream.Stream;

/** Every mode with every socket kind this machine has. */
final class LoopKinds {
    private LoopKinds() {}

    static Stream<LoopOptions> all() {
        return Stream.of(LoopMode.values()).flatMap(LoopKinds::ofMode);
    }

    static Stream<LoopOptions> sleeping() {
        return Stream.of(LoopMode.ADAPTIVE, LoopMode.BLOCKING).flatMap(LoopKinds::ofMode);
    }

    private static Stream<LoopOptions> ofMode(LoopMode mode) {
        Stream<SocketKind> kinds =
                Epoll.isAvailable() ? Stream.of(SocketKind.EPOLL, SocketKind.NIO) : Stream.of(SocketKind.NIO);
        return kinds.map(kind -> new LoopOptions().mode(mode).socketKind(kind));
    }

    static String name(LoopOptions options) {
        return options.mode() + " " + options.socketKind();
    }
}
