package io.isere.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.AhsWalker;
import io.isere.iscsi.pdu.AnyBhs;
import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.Flyweight;
import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.Opcode;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.ParsedText;
import io.isere.iscsi.text.TextReader;
import io.isere.iscsi.text.TextWriter;
import io.isere.iser.IserControlHeader;
import io.isere.iser.IserHeader;
import io.isere.iser.IserOpcode;
import io.isere.rdma.capture.TcpCapture;
import io.isere.wire.MpaWalker.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The kernel's initiator and LIO, as captured: read with the flyweights, written again, and equal byte for byte. */
class CapturedIserTest {

    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;

    private static final TcpCapture CAPTURE = TcpCapture.resource(TcpCapture.ISER_SIW);
    private static final List<Message> FROM_INITIATOR = MpaWalker.messages(CAPTURE.sentTo(TcpCapture.ISER_SIW_PORT));
    private static final List<Message> FROM_TARGET = MpaWalker.messages(CAPTURE.sentFrom(TcpCapture.ISER_SIW_PORT));

    private static List<ByteBuffer> sends(List<Message> messages) {
        return messages.stream().filter(Message::isSend).map(Message::payload).toList();
    }

    private static AnyBhs bhs(ByteBuffer send) {
        return new AnyBhs().wrap(send, IserHeader.LENGTH_BYTES);
    }

    @Test
    void everyFrameIsWrittenAgainByteForByte() {
        List<ByteBuffer> frames = Stream.of(FROM_INITIATOR, FROM_TARGET)
                .flatMap(direction -> sends(direction).stream())
                .toList();
        assertThat(frames).hasSizeGreaterThan(60);
        for (ByteBuffer frame : frames) {
            assertThat(rewritten(frame)).as("%s", bhs(frame).opcode()).isEqualTo(frame);
        }
    }

    private static ByteBuffer rewritten(ByteBuffer frame) {
        ByteBuffer copy = ByteBuffer.allocate(frame.limit());
        AnyBhs bhs = bhs(frame);
        assertThat(IserHeader.LENGTH_BYTES + bhs.pduLengthBytes()).isEqualTo(frame.limit());
        copyFields(layoutOf(IserControlHeader.class.getSimpleName()), frame, copy, 0);
        copyFields(layoutOf(bhs.opcode()), frame, copy, IserHeader.LENGTH_BYTES);
        AhsWalker ahs = new AhsWalker().wrap(bhs);
        assertThat(ahs.next()).isFalse();
        assertThat(ahs.malformed()).isFalse();
        copyData(bhs, copy);
        return copy;
    }

    private static <T extends Flyweight<T>> void copyFields(
            WireLayout<T> layout, ByteBuffer from, ByteBuffer to, int offset) {
        T source = layout.create().wrap(from, offset);
        T copy = layout.init(layout.create().wrap(to, offset));
        for (WireField<T> field : layout.fields()) {
            if (field.isSettable()) {
                field.setter().accept(copy, field.getter().applyAsLong(source));
            }
        }
    }

    private static WireLayout<?> layoutOf(String name) {
        return WireLayouts.ALL.stream()
                .filter(layout -> layout.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static WireLayout<?> layoutOf(Opcode opcode) {
        return WireLayouts.ALL.stream()
                .filter(layout -> initialised(layout) instanceof Bhs<?> bhs && bhs.opcode() == opcode)
                .findFirst()
                .orElseThrow();
    }

    private static <T extends Flyweight<T>> T initialised(WireLayout<T> layout) {
        return layout.init(layout.create().wrap(ByteBuffer.allocate(layout.lengthBytes()), 0));
    }

    /** Text goes through reader and writer, other data as it is. */
    private static void copyData(AnyBhs bhs, ByteBuffer copy) {
        int offset = bhs.dataSegmentOffset();
        if (bhs.opcode() == Opcode.LOGIN_REQUEST || bhs.opcode() == Opcode.LOGIN_RESPONSE) {
            TextWriter writer = new TextWriter();
            text(bhs).forEach(pair -> writer.add(pair.key(), pair.value()));
            assertThat(writer.drainTo(copy, offset, 8192)).isEqualTo(bhs.dataSegmentLengthBytes());
        } else {
            copy.put(offset, bhs.buffer(), offset, bhs.dataSegmentLengthBytes());
        }
    }

    private static List<KeyValue> text(Bhs<?> bhs) {
        TextReader reader = new TextReader(8192);
        reader.append(bhs.buffer(), bhs.dataSegmentOffset(), bhs.dataSegmentLengthBytes());
        ParsedText text = reader.parse();
        assertThat(text.error()).isEmpty();
        return text.pairs();
    }

    private static Map<String, String> textMap(Bhs<?> bhs) {
        return text(bhs).stream().collect(Collectors.toMap(KeyValue::key, KeyValue::value));
    }

    @Test
    void everySendCarriesTheControlHeader() {
        for (ByteBuffer send : sends(FROM_TARGET)) {
            IserControlHeader header = new IserControlHeader().wrap(send, 0);
            assertThat(header.opcode()).isEqualTo(IserOpcode.CONTROL);
            assertThat(header.writeStagValid() || header.readStagValid()).isFalse();
        }
        for (ByteBuffer send : sends(FROM_INITIATOR)) {
            assertThat(new IserControlHeader().wrap(send, 0).opcode()).isEqualTo(IserOpcode.CONTROL);
        }
    }

    @Test
    void loginIsOnePduEachWayInTheOperationalStage() {
        List<ByteBuffer> logins = sends(FROM_INITIATOR).stream()
                .filter(send -> bhs(send).opcode() == Opcode.LOGIN_REQUEST)
                .toList();
        assertThat(logins).hasSize(1);
        LoginRequestBhs login = new LoginRequestBhs().wrap(logins.get(0), IserHeader.LENGTH_BYTES);
        assertThat(login.transitBit()).isTrue();
        assertThat(login.currentStage()).isEqualTo(1);
        assertThat(login.nextStage()).isEqualTo(3);
        assertThat(login.isid()).isEqualTo(0x00023d000003L);
        assertThat(textMap(login)).containsEntry("RDMAExtensions", "Yes").containsEntry("ImmediateData", "Yes");
    }

    @Test
    void theTargetAnswersAsTheLabNotes() {
        AnyBhs response = bhs(sends(FROM_TARGET).get(0));
        assertThat(response.opcode()).isEqualTo(Opcode.LOGIN_RESPONSE);
        assertThat(textMap(response))
                .containsEntry("InitialR2T", "Yes")
                .containsEntry("ImmediateData", "Yes")
                .containsEntry("FirstBurstLength", "65536")
                .containsEntry("MaxBurstLength", "262144")
                .containsEntry("RDMAExtensions", "Yes");
    }

    private static List<ByteBuffer> commands(int operationCode, long expectedBytes) {
        return sends(FROM_INITIATOR).stream()
                .filter(send -> bhs(send).opcode() == Opcode.SCSI_COMMAND)
                .filter(send -> {
                    ScsiCommandBhs command = command(send);
                    return command.cdbByte(0) == operationCode
                            && command.expectedDataTransferLengthBytes() == expectedBytes;
                })
                .toList();
    }

    private static ScsiCommandBhs command(ByteBuffer send) {
        return new ScsiCommandBhs().wrap(send, IserHeader.LENGTH_BYTES);
    }

    @Test
    void aReadAdvertisesMemoryThatTheTargetWritesAndInvalidates() {
        List<ByteBuffer> reads = commands(READ_10, 4096);
        assertThat(reads).isNotEmpty();
        for (ByteBuffer read : reads) {
            IserControlHeader header = new IserControlHeader().wrap(read, 0);
            assertThat(read.get(0)).isEqualTo((byte) 0x14);
            assertThat(header.readBaseOffset()).isNotZero();
            assertThat(FROM_TARGET)
                    .anyMatch(message -> message.opcode() == MpaWalker.RDMA_WRITE
                            && message.stag() == header.readStag()
                            && message.taggedOffset() == header.readBaseOffset()
                            && message.payload().limit() == 4096)
                    .anyMatch(message ->
                            message.opcode() == MpaWalker.SEND_WITH_INVALIDATE && message.stag() == header.readStag());
        }
    }

    @Test
    void aSmallWriteIsAllImmediate() {
        List<ByteBuffer> writes = commands(WRITE_10, 4096);
        assertThat(writes).isNotEmpty();
        for (ByteBuffer write : writes) {
            assertThat(command(write).dataSegmentLengthBytes()).isEqualTo(4096);
            assertThat(command(write).writeBit()).isTrue();
        }
    }

    @Test
    void aLargeWriteIsImmediateDataAndOneRdmaReadFromTheFirstByteNotSent() {
        List<ByteBuffer> writes = commands(WRITE_10, 65_536);
        assertThat(writes).isNotEmpty();
        for (ByteBuffer write : writes) {
            assertThat(command(write).dataSegmentLengthBytes()).isEqualTo(8192);
            IserControlHeader header = new IserControlHeader().wrap(write, 0);
            assertThat(header.writeStagValid()).isTrue();
            List<ByteBuffer> reads = FROM_TARGET.stream()
                    .filter(message -> message.opcode() == MpaWalker.READ_REQUEST)
                    .map(Message::payload)
                    .filter(read -> read.getInt(16) == header.writeStag())
                    .toList();
            assertThat(reads).hasSize(1);
            assertThat(reads.get(0).getInt(12)).isEqualTo(65_536 - 8192);
            assertThat(reads.get(0).getLong(20)).isEqualTo(header.writeBaseOffset());
        }
    }
}
