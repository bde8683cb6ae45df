package io.isere.rdma.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Errors of sockets in words for people. */
class SocketErrorsTest {
    private static final InetSocketAddress REMOTE = InetSocketAddress.createUnresolved("host", 3260);

    @Test
    void shouldSayWhatTheSystemSays() {
        assertThat(SocketErrors.broken("reading from", REMOTE, new IOException("Connection reset")))
                .isEqualTo("reading from host:3260: Connection reset");
    }

    @Test
    void shouldLeaveOutTheNativeCall() {
        IOException refused = new IOException("finishConnect(..) failed with error(-111): Connection refused");
        assertThat(SocketErrors.broken("connecting to", REMOTE, refused))
                .isEqualTo("connecting to host:3260: Connection refused");
    }

    @Test
    void shouldNameTheKindOfAnErrorWithoutWords() {
        assertThat(SocketErrors.broken("reading from", REMOTE, new IOException()))
                .isEqualTo("reading from host:3260: IOException");
    }
}
