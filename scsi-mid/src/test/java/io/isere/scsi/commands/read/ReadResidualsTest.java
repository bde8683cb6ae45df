package io.isere.scsi.commands.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** READ whose expected data length differs from what its CDB asks (RFC 7143 11.4.5). */
class ReadResidualsTest {
    private final TestUnit target = new TestUnit();

    @ParameterizedTest
    @EnumSource
    void aBufferTooLargeUnderflows(Access access) {
        target.write(0, 1, Memory.filled(0x44, 512));
        ByteBuffer buffer = Memory.filled(0xAA, 10_000);
        Check.residual(access.read(target, 0, 1, buffer), 10_000 - 512, 0);
        assertThat(Memory.bytes(buffer, 0, 512)).containsOnly(0x44);
        assertThat(Memory.bytes(buffer, 512, 10_000 - 512)).containsOnly(0xAA);
    }

    @ParameterizedTest
    @EnumSource
    void aBufferTooSmallOverflows(Access access) {
        target.write(0, 2, Memory.filled(0x44, 1024));
        ByteBuffer part = Memory.filled(0xAA, 200);
        Check.residual(access.read(target, 0, 1, part), 0, 312);
        assertThat(Memory.bytes(part)).containsOnly(0x44);
        Check.residual(access.read(target, 0, 2, Memory.filled(0xAA, 512)), 0, 512);
    }

    @ParameterizedTest
    @EnumSource
    void noBufferAtAllOverflowsByEverything(Access access) {
        Check.residual(access.read(target, 0, 1, ByteBuffer.allocateDirect(0)), 0, 512);
    }

    @ParameterizedTest
    @EnumSource
    void aBufferOfTheOppositeDirectionHoldsNothing(Access access) {
        Check.residual(
                target.runOut(ByteBuffer.allocateDirect(512), cdb -> access.layout.build(cdb, access.read, 0, 1)),
                0,
                512);
    }
}
