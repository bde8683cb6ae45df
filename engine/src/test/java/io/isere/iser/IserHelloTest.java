package io.isere.iser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What an initiator makes of the answer to its Hello. */
class IserHelloTest {
    private static final int IRD = 16;

    private final ByteBuffer message = ByteBuffer.allocate(IserHeader.LENGTH_BYTES);
    private final IserHello hello = new IserHello();

    private IserHelloReplyHeader reply() {
        hello.write(ByteBuffer.allocate(IserHeader.LENGTH_BYTES), 0, IRD);
        return new IserHelloReplyHeader()
                .wrap(message, 0)
                .init()
                .currentVersion(1)
                .maxVersion(1);
    }

    private String problem() {
        return hello.problemOfReply(message, 0, IRD);
    }

    @Test
    void aReplyInOurVersionIsFine() {
        reply().outboundReadDepth(4);
        assertThat(problem()).isEmpty();
    }

    @Test
    void aReplyThatNobodyAskedForIsNot() {
        reply().outboundReadDepth(4);
        assertThat(problem()).isEmpty();
        assertThat(problem()).contains("nobody asked");
    }

    @Test
    void aRejectNamesTheVersions() {
        reply().rejectBit(true).maxVersion(3);
        assertThat(problem()).contains("rejects", "up to 3");
    }

    @Test
    void anotherVersionIsNotWhatWasOffered() {
        reply().currentVersion(2).outboundReadDepth(4);
        assertThat(problem()).contains("version 2");
    }

    @Test
    void aTargetThatNeverReadsCouldTakeNoData() {
        reply().outboundReadDepth(0);
        assertThat(problem()).contains("no RDMA Read");
    }
}
