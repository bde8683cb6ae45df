package io.isere.rdma.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpCaptureTest {

    @Test
    void bothDirectionsOfTheKernelCaptureStartWithTheirMpaFrame() {
        TcpCapture capture = TcpCapture.resource(TcpCapture.ISER_SIW);
        byte[] toTarget = capture.sentTo(TcpCapture.ISER_SIW_PORT);
        byte[] toInitiator = capture.sentFrom(TcpCapture.ISER_SIW_PORT);

        assertThat(new String(toTarget, 0, 16, US_ASCII)).isEqualTo("MPA ID Req Frame");
        assertThat(new String(toInitiator, 0, 16, US_ASCII)).isEqualTo("MPA ID Rep Frame");
        assertThat(Arrays.copyOfRange(toTarget, 16, 28))
                .isEqualTo(new byte[] {0x10, 2, 0, 8, 0, (byte) 128, 0, 1, (byte) 0x80, 0, 0, 0});
    }

    @Test
    void segmentsOutOfOrderRepeatedAndOverlappingGiveOneStream() {
        int isn = 0xffff_fffe;
        List<TcpSegment> segments = List.of(
                data(isn + 4, "def"), syn(isn), data(isn + 1, "abc"), data(isn + 1, "abc"), data(isn + 6, "fgh"));
        assertThat(StreamAssembler.assemble(segments)).isEqualTo("abcdefgh".getBytes(US_ASCII));
    }

    @Test
    void aHoleIsAnError() {
        List<TcpSegment> segments = List.of(syn(0), data(1, "abc"), data(5, "e"));
        assertThatThrownBy(() -> StreamAssembler.assemble(segments))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hole of 1 bytes");
    }

    private static TcpSegment syn(int sequence) {
        return new TcpSegment(0, 1, 2, sequence, true, ByteBuffer.allocate(0));
    }

    private static TcpSegment data(int sequence, String text) {
        return new TcpSegment(0, 1, 2, sequence, false, ByteBuffer.wrap(text.getBytes(US_ASCII)));
    }
}
