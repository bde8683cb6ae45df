package io.isere.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.iscsi.pdu.Bhs;
import io.isere.iscsi.pdu.DataInBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.pdu.NopInBhs;
import io.isere.iscsi.pdu.ReadyToTransferBhs;
import io.isere.iscsi.pdu.RejectBhs;
import io.isere.iscsi.pdu.ScsiCommandBhs;
import io.isere.iscsi.pdu.ScsiResponseBhs;
import io.isere.iscsi.pdu.TaskManagementResponseBhs;
import io.isere.iscsi.pdu.TextResponseBhs;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iser.IserControlHeader;
import io.isere.iser.IserOptions;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.TaskOutcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An initiator over iSER and a target that breaks the protocol, in its messages and with RDMA: the connection or the task
 * is lost, and memory that was not advertised is untouched.
 */
class EngineIserBrokenTargetTest extends BrokenTargetTestBase {
    private RawIserTarget target;
    /** The command that has come, with its iSER header. */
    private byte[] command;

    private void login(EngineRig.Wire wire, boolean invalidates) {
        IserOptions options = IserOptions.defaults();
        begin(new EngineRig(wire, TargetSettings.defaults(), options, options));
        target = new RawIserTarget(rig, invalidates);
        session = target.login(PATIENT);
    }

    private void login() {
        login(EngineRig.Wire.INPROCESS, false);
    }

    @AfterEach
    void bystanderIsUnharmed() {
        target.close();
        assertBystanderUnharmed();
    }

    private Submitted received(DataDirection direction) {
        Submitted submitted = submit(direction);
        command = target.request();
        return submitted;
    }

    private IserControlHeader iser() {
        return RawIserTarget.header(command);
    }

    private int tag() {
        return new ScsiCommandBhs().wrap(RawRdmaPeer.pdu(command), 0).initiatorTaskTag();
    }

    private static ScsiResponseBhs response(int tag) {
        return new ScsiResponseBhs().wrap(header(), 0).init().initiatorTaskTag(tag);
    }

    private static ScsiResponseBhs anyResponse() {
        return response(0x7777);
    }

    private static void assertHolds(Submitted read, int from, int to, byte value) {
        byte[] bytes = new byte[to - from];
        read.buffer.get(from, bytes);
        assertThat(bytes).containsOnly(value);
    }

    @ParameterizedTest
    @EnumSource(names = {"INPROCESS", "IWARP"})
    void shouldServeATargetThatDoesItRight(EngineRig.Wire wire) {
        login(wire, true);
        Submitted read = received(DataDirection.IN);
        target.write(iser().readStag(), iser().readBaseOffset(), data(BYTES));
        target.sendInvalidating(response(tag()), iser().readStag());
        rig.until("the read has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
        assertHolds(read, 0, BYTES, SENT);
        Submitted write = received(DataDirection.OUT);
        target.read(iser().writeStag(), iser().writeBaseOffset(), 512);
        assertThat(target.readData(512)).containsOnly(STALE);
        target.answer(response(tag()));
        rig.until("the write has ended", write::ended);
        assertThat(write.task.isGood()).isTrue();
    }

    /** Before it, beyond its end, and somewhere else. */
    @ParameterizedTest
    @CsvSource({"INPROCESS, -8", "INPROCESS, 4090", "INPROCESS, 1000000", "IWARP, -8", "IWARP, 4090", "IWARP, 1000000"})
    void shouldNotBeWrittenOutsideOfWhatItAdvertised(EngineRig.Wire wire, long offset) {
        login(wire, false);
        Submitted read = received(DataDirection.IN);
        target.write(iser().readStag(), iser().readBaseOffset() + offset, data(16));
        assertLost(read, "");
        assertHolds(read, 0, BYTES, STALE);
    }

    @ParameterizedTest
    @CsvSource({"INPROCESS, 1", "INPROCESS, 256", "IWARP, 1", "IWARP, 256"})
    void shouldNotBeWrittenByAnStagItDidNotAdvertise(EngineRig.Wire wire, int difference) {
        login(wire, false);
        Submitted read = received(DataDirection.IN);
        target.write(iser().readStag() ^ difference, iser().readBaseOffset(), data(16));
        assertLost(read, "");
        assertHolds(read, 0, BYTES, STALE);
    }

    /** What is advertised to be written may not be read, and the other way round. */
    @ParameterizedTest
    @CsvSource({"INPROCESS, IN", "INPROCESS, OUT", "IWARP, IN", "IWARP, OUT"})
    void shouldGiveTheRightsOfTheDirectionOnly(EngineRig.Wire wire, DataDirection direction) {
        login(wire, false);
        Submitted wronged = received(direction);
        if (direction == DataDirection.IN) {
            target.read(iser().readStag(), iser().readBaseOffset(), 16);
        } else {
            target.write(iser().writeStag(), iser().writeBaseOffset(), data(16));
        }
        assertLost(wronged, "");
        assertHolds(wronged, 0, BYTES, STALE);
    }

    /** A target that is late writes to memory that is the application's again. */
    @ParameterizedTest
    @EnumSource(names = {"INPROCESS", "IWARP"})
    void shouldNotBeWrittenAfterTheResponse(EngineRig.Wire wire) {
        login(wire, false);
        Submitted read = received(DataDirection.IN);
        target.answer(response(tag()));
        rig.until("the read has ended", read::ended);
        target.write(iser().readStag(), iser().readBaseOffset(), data(16));
        rig.until("the session has ended", () -> session.ended().isComplete());
        assertHolds(read, 0, BYTES, STALE);
    }

    @ParameterizedTest
    @CsvSource({"INPROCESS, false", "INPROCESS, true", "IWARP, false", "IWARP, true"})
    void shouldLoseTheConnectionThatEnds(EngineRig.Wire wire, boolean orderly) {
        login(wire, false);
        Submitted read = received(DataDirection.IN);
        target.disconnect(orderly);
        assertLost(read, "");
    }

    /** Not agreed upon; agreed upon, and not what was advertised. */
    @ParameterizedTest
    @CsvSource({"INPROCESS, false", "INPROCESS, true", "IWARP, false", "IWARP, true"})
    void shouldNotLetAnStagBeInvalidatedThatIsNotTheTasks(EngineRig.Wire wire, boolean invalidates) {
        login(wire, invalidates);
        Submitted read = received(DataDirection.IN);
        int stag = invalidates ? iser().readStag() ^ 256 : iser().readStag();
        target.sendInvalidating(response(tag()), stag);
        assertLost(read, invalidates ? "" : "not agreed");
    }

    /** A task that never was, one that has ended, with flags and lengths of all kinds. */
    @ParameterizedTest
    @ValueSource(strings = {"never was", "has ended"})
    void shouldIgnoreAResponseToATaskThat(String what) {
        login();
        Submitted first = received(DataDirection.IN);
        int tag = tag();
        target.answer(response(tag));
        rig.until("the first has ended", first::ended);
        target.answer(what.equals("has ended") ? response(tag) : anyResponse());
        Submitted second = received(DataDirection.IN);
        target.answer(response(tag()));
        rig.until("the second has ended", second::ended);
        assertThat(second.task.isGood()).isTrue();
        assertThat(first.completions).isEqualTo(1);
    }

    /** Peers do not look at gaps in StatSN either: no status is lost. The number is followed. */
    @ParameterizedTest
    @ValueSource(ints = {0x7000_0000, -1})
    void shouldFollowAStatSnThatJumps(int statSn) {
        login();
        Submitted read = received(DataDirection.IN);
        target.sendAnswer(response(tag()).statSn(statSn));
        rig.until("the read has ended", read::ended);
        received(DataDirection.IN);
        assertThat(new ScsiCommandBhs().wrap(RawRdmaPeer.pdu(command), 0).expStatSn())
                .isEqualTo(statSn + 1);
    }

    /** More left out than was asked for, both flags, more than there was room for. */
    @ParameterizedTest
    @CsvSource({"true, false, 4097", "true, false, -1", "true, true, 1", "false, true, 100"})
    void shouldBelieveNoResidualThatCannotBe(boolean under, boolean over, int residual) {
        login();
        Submitted read = received(DataDirection.IN);
        target.answer(response(tag()).underflowBit(under).overflowBit(over).residualCountBytes(residual));
        rig.until("the read has ended", read::ended);
        assertThat(read.task.transferredBytes()).isBetween(0L, (long) BYTES);
        assertThat(read.task.underflowBytes()).isBetween(0L, (long) BYTES);
    }

    /** A SenseLength beyond the segment, and beyond all sense data. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 300, 65535})
    void shouldReadNoSenseDataThatDidNotCome(int senseLength) {
        login();
        Submitted read = received(DataDirection.IN);
        byte[] data = Arrays.copyOf(data(20), 20);
        ByteBuffer.wrap(data).putShort(0, (short) senseLength);
        target.answer(response(tag()).status(ScsiStatus.CHECK_CONDITION), data);
        rig.until("the read has ended", read::ended);
        assertThat(read.task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(read.task.senseLengthBytes()).isEqualTo(Math.min(senseLength, 18));
    }

    /** What a target over TCP sends and one over iSER must not (RFC 7145 section 7.3). */
    @ParameterizedTest
    @ValueSource(strings = {"Data-In", "R2T", "Login Response"})
    void shouldDropAPduThatHasNoPlaceInIser(String pdu) {
        login();
        Submitted read = received(DataDirection.IN);
        int tag = tag();
        target.answer(
                switch (pdu) {
                    case "R2T" ->
                        new ReadyToTransferBhs()
                                .wrap(header(), 0)
                                .init()
                                .initiatorTaskTag(tag)
                                .targetTransferTag(1)
                                .desiredDataTransferLengthBytes(512);
                    case "Login Response" ->
                        new LoginResponseBhs().wrap(header(), 0).init();
                    default ->
                        new DataInBhs()
                                .wrap(header(), 0)
                                .init()
                                .initiatorTaskTag(tag)
                                .targetTransferTag(Bhs.RESERVED_TAG);
                });
        assertLost(read, "has no place here");
        assertHolds(read, 0, BYTES, STALE);
    }

    /** Initiators' opcodes, and none at all. */
    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x05, 0x1c, 0x2e, 0x3e})
    void shouldDropAnOpcodeThatNoTargetSends(int opcode) {
        login();
        Submitted read = received(DataDirection.IN);
        byte[] pdu = new byte[Bhs.LENGTH_BYTES];
        pdu[0] = (byte) opcode;
        pdu[1] = (byte) 0x80;
        target.sendPdu(pdu);
        assertLost(read, "");
    }

    /** iSER opcodes that are not assigned, Hello and HelloReply, which nobody has asked for. */
    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x20, 0x30, 0x40, 0xF0})
    void shouldDropAnIserHeaderThatIsNone(int firstByte) {
        login();
        Submitted read = received(DataDirection.IN);
        byte[] message = RawRdmaPeer.behindHeader(RawIserTarget.pduOf(response(tag())));
        message[0] = (byte) firstByte;
        target.send(message);
        assertLost(read, "iSER");
    }

    /** Nothing, half an iSER header, half a BHS, and a data segment that is not there. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 27, 28, 75, 80})
    void shouldDropAMessageThatIsCutOff(int bytes) {
        login();
        Submitted read = received(DataDirection.IN);
        byte[] message = RawRdmaPeer.behindHeader(RawIserTarget.pduOf(response(tag()), data(20)));
        target.send(Arrays.copyOf(message, bytes));
        assertLost(read, "");
        assertThat(read.task.isGood()).isFalse();
    }

    /** Answers to requests that were never sent: nobody waits for them, and nobody minds. */
    @ParameterizedTest
    @ValueSource(strings = {"NOP-In", "Task Management", "Text", "Reject", "Reject of nothing"})
    void shouldTakeAnswersToWhatItDidNotAsk(String what) {
        login();
        Submitted read = received(DataDirection.IN);
        int tag = tag();
        switch (what) {
            case "NOP-In" ->
                target.answer(new NopInBhs()
                        .wrap(header(), 0)
                        .init()
                        .initiatorTaskTag(0x1234)
                        .targetTransferTag(Bhs.RESERVED_TAG));
            case "Task Management" ->
                target.answer(
                        new TaskManagementResponseBhs().wrap(header(), 0).init().initiatorTaskTag(0x1234));
            case "Text" ->
                target.answer(new TextResponseBhs()
                        .wrap(header(), 0)
                        .init()
                        .initiatorTaskTag(0x1234)
                        .targetTransferTag(Bhs.RESERVED_TAG));
            case "Reject" -> {
                byte[] rejected = new byte[Bhs.LENGTH_BYTES];
                new ScsiCommandBhs().wrap(ByteBuffer.wrap(rejected), 0).init().initiatorTaskTag(0x1234);
                target.answer(new RejectBhs().wrap(header(), 0).init(), rejected);
            }
            default -> target.answer(new RejectBhs().wrap(header(), 0).init(), data(3));
        }
        target.answer(response(tag));
        rig.until("the read has ended", read::ended);
        assertThat(read.task.isGood()).isTrue();
    }

    /** A Reject of the command itself ends it, and its memory is no longer the target's. */
    @ParameterizedTest
    @EnumSource(names = {"INPROCESS", "IWARP"})
    void shouldTakeBackTheMemoryOfACommandThatWasRejected(EngineRig.Wire wire) {
        login(wire, false);
        Submitted read = received(DataDirection.IN);
        byte[] rejected = new byte[Bhs.LENGTH_BYTES];
        RawRdmaPeer.pdu(command).get(0, rejected);
        target.answer(new RejectBhs().wrap(header(), 0).init(), rejected);
        rig.until("the read has ended", read::ended);
        assertThat(read.task.outcome()).isEqualTo(TaskOutcome.REJECTED);
        target.write(iser().readStag(), iser().readBaseOffset(), data(16));
        rig.until("the session has ended", () -> session.ended().isComplete());
        assertHolds(read, 0, BYTES, STALE);
    }

    /** Bytes without a meaning behind a proper iSER header, from a seed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldSurviveGarbage(long seed) {
        login();
        Submitted read = received(DataDirection.IN);
        Random random = new Random(seed);
        for (int i = 0; i < 200 && !target.ended; i++) {
            byte[] pdu = new byte[Bhs.LENGTH_BYTES + 4 * random.nextInt(16)];
            random.nextBytes(pdu);
            if (random.nextBoolean()) {
                int[] opcodes = {0x20, 0x21, 0x22, 0x24, 0x26, 0x32, 0x3f};
                pdu[0] = (byte) opcodes[random.nextInt(opcodes.length)];
                pdu[4] = 0;
                pdu[5] = 0;
                pdu[6] = 0;
                pdu[7] = (byte) (pdu.length - Bhs.LENGTH_BYTES);
            }
            target.sendPdu(pdu);
        }
        target.disconnect(false);
        rig.until("the read has ended, seed " + seed, read::ended);
        assertThat(read.completions).isEqualTo(1);
        assertThat(read.task.isGood()).isFalse();
    }
}
