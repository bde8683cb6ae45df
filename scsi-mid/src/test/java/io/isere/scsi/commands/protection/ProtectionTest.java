package io.isere.scsi.commands.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.AtomicCdb;
import io.isere.scsi.cdb.BlockCdb;
import io.isere.scsi.cdb.InquiryCdb;
import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.SanitizeCdb;
import io.isere.scsi.cdb.ServiceActionIn16Cdb;
import io.isere.scsi.cdb.UnmapCdb;
import io.isere.scsi.device.ProtectionType;
import io.isere.scsi.initiator.BlockDevice;
import io.isere.scsi.sense.SenseCode;
import io.isere.scsi.sense.SenseData;
import io.isere.scsi.sense.SenseKey;
import io.isere.scsi.task.DataDirection;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.Access;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.Memory;
import io.isere.scsi.testing.TestUnit;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** T10 protection information of types 1 and 3: every command that has a protection field. */
class ProtectionTest {
    private static final BlockCdb SIXTEEN = BlockCdb.BLOCK_16;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final ProtectedUnit one = new ProtectedUnit(ProtectionType.TYPE_1, 512);

    static Stream<Arguments> unitsAndAccesses() {
        return Arrays.stream(ProtectionType.values())
                .flatMap(type -> Stream.of(512, 4096)
                        .flatMap(bytes -> Stream.of(Access.TEN, Access.TWELVE, Access.SIXTEEN)
                                .map(access -> Arguments.of(type, bytes, access))));
    }

    @ParameterizedTest
    @MethodSource("unitsAndAccesses")
    void whatIsWrittenWithTuplesComesBackWithThem(ProtectionType type, int blockBytes, Access access) {
        ProtectedUnit unit = new ProtectedUnit(type, blockBytes);
        for (int blocks : new int[] {1, 8, 64, 65, 200}) {
            ByteBuffer data = unit.protectedData(blocks, 3, blocks);
            for (int protect : new int[] {1, 2, 3, 4, 5}) {
                Check.good(unit.out(access.layout, access.write, 3, blocks, protect, data));
                ByteBuffer back = ByteBuffer.allocateDirect(data.capacity());
                Check.good(unit.in(access.layout, access.read, 3, blocks, protect, back));
                assertThat(back).isEqualTo(data);
                ByteBuffer plain = ByteBuffer.allocateDirect(blocks * blockBytes);
                Check.good(unit.in(access.layout, access.read, 3, blocks, 0, plain));
                assertThat(plain).isEqualTo(unit.withoutTuples(data));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesWithoutTuplesMakeThem(Access access) {
        for (ProtectionType type : ProtectionType.values()) {
            ProtectedUnit unit = new ProtectedUnit(type, 512);
            ByteBuffer plain = Memory.random(new java.util.Random(5), 5 * 512);
            Check.good(unit.out(access.layout, access.write, 9, 5, 0, plain));
            ByteBuffer back = ByteBuffer.allocateDirect(5 * 520);
            Check.good(unit.in(SIXTEEN, Opcode.READ_16, 9, 5, 1, back));
            assertThat(unit.withoutTuples(back)).isEqualTo(plain);
            for (int index = 0; index < 5; index++) {
                long guard = ProtectedUnit.crc(Memory.bytes(plain, index * 512, 512));
                long reference = type == ProtectionType.TYPE_1 ? 9 + index : 0xFFFF_FFFFL;
                assertThat(unit.tuple(back, index)).isEqualTo((guard << 48) | reference);
            }
        }
    }

    @Test
    void whatWasNeverWrittenIsNotChecked() {
        ByteBuffer back = ByteBuffer.allocateDirect(2 * 520);
        Check.good(one.in(SIXTEEN, Opcode.READ_16, 100, 2, 1, back));
        assertThat(one.tuple(back, 1)).isEqualTo(-1);
        Check.good(one.out(SIXTEEN, Opcode.WRITE_16, 300, 2, 1, back));
    }

    @ParameterizedTest
    @CsvSource({
        "1,0,GUARD_CHECK_FAILED", "1,7,REFERENCE_TAG_CHECK_FAILED", "2,7,REFERENCE_TAG_CHECK_FAILED",
        "4,0,GUARD_CHECK_FAILED", "5,0,GUARD_CHECK_FAILED", "5,7,REFERENCE_TAG_CHECK_FAILED"
    })
    void wrongTuplesOfDataOutAreRefused(int protect, int tupleByte, SenseCode code) {
        int[] opcodes = {Opcode.WRITE_16, Opcode.WRITE_AND_VERIFY_16};
        for (int opcode : opcodes) {
            ByteBuffer data = one.protectedData(1, 20, 3);
            data.put(one.tupleAt(2) + tupleByte, (byte) ~data.get(one.tupleAt(2) + tupleByte));
            failed(one.out(SIXTEEN, opcode, 20, 3, protect, data), code, 22);
        }
    }

    @ParameterizedTest
    @CsvSource({"2,0", "3,0", "3,7", "4,7"})
    void whatTheFieldSaysIsNotToBeCheckedIsWrittenAsItComes(int protect, int tupleByte) {
        ByteBuffer data = one.protectedData(1, 20, 1);
        data.put(one.tupleAt(0) + tupleByte, (byte) ~data.get(one.tupleAt(0) + tupleByte));
        Check.good(one.out(SIXTEEN, Opcode.WRITE_16, 20, 1, protect, data));
        ByteBuffer back = ByteBuffer.allocateDirect(520);
        Check.good(one.in(SIXTEEN, Opcode.READ_16, 20, 1, 3, back));
        assertThat(back).isEqualTo(data);
        SenseCode code = tupleByte == 0 ? SenseCode.GUARD_CHECK_FAILED : SenseCode.REFERENCE_TAG_CHECK_FAILED;
        failed(one.in(SIXTEEN, Opcode.READ_16, 20, 1, 1, back), code, 20);
    }

    @Test
    void damageOfTheMediumIsFoundByReadsAndVerifiesAndNotByThoseThatDoNotCheck() {
        Check.good(one.out(SIXTEEN, Opcode.WRITE_16, 0, 100, 1, one.protectedData(2, 0, 100)));
        one.damage(one.tuples, 70 * 8);
        ByteBuffer plain = ByteBuffer.allocateDirect(100 * 512);
        failed(one.in(SIXTEEN, Opcode.READ_16, 0, 100, 0, plain), SenseCode.GUARD_CHECK_FAILED, 70);
        failed(one.target.read(0, 100, plain), SenseCode.GUARD_CHECK_FAILED, 70);
        failed(one.out(SIXTEEN, Opcode.VERIFY_16, 0, 100, 0, NOTHING), SenseCode.GUARD_CHECK_FAILED, 70);
        Check.good(one.out(SIXTEEN, Opcode.VERIFY_16, 0, 100, 3, NOTHING));
        ByteBuffer all = ByteBuffer.allocateDirect(100 * 520);
        Check.good(one.in(SIXTEEN, Opcode.READ_16, 0, 100, 3, all));
        Check.good(one.in(SIXTEEN, Opcode.READ_16, 0, 70, 1, ByteBuffer.allocateDirect(70 * 520)));
    }

    @ParameterizedTest
    @CsvSource({"VERIFY_16", "WRITE_AND_VERIFY_16"})
    void verifiesCompareBlocksAndTuples(String command) {
        int opcode = command.startsWith("VERIFY") ? Opcode.VERIFY_16 : Opcode.WRITE_AND_VERIFY_16;
        ByteBuffer data = one.protectedData(4, 0, 70);
        Check.good(one.out(SIXTEEN, Opcode.WRITE_16, 0, 70, 1, data));
        Check.good(compare(opcode, 70, 1, data));
        Check.good(compare(opcode, 70, 0, one.withoutTuples(data)));
        if (opcode == Opcode.VERIFY_16) {
            ByteBuffer other = Memory.filled(0, data.capacity()).put(0, data, 0, data.capacity());
            other.put(66 * 520 + 100, (byte) ~other.get(66 * 520 + 100));
            ScsiTask task = compare(opcode, 70, 3, other);
            Check.sense(task, SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY);
            assertThat(SenseData.information(task.sense(), task.senseLengthBytes()))
                    .isEqualTo(66 * 520 + 100);
            data.put(one.tupleAt(65) + 3, (byte) ~data.get(one.tupleAt(65) + 3));
            task = compare(opcode, 70, 1, data);
            Check.sense(task, SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY);
            assertThat(SenseData.information(task.sense(), task.senseLengthBytes()))
                    .isEqualTo(one.tupleAt(65) + 3);
            Check.good(compare(opcode, 70, 4, data));
        }
    }

    private ScsiTask compare(int opcode, int blocks, int protect, ByteBuffer data) {
        return one.target.runOut(data, cdb -> {
            int length = ProtectedUnit.build(SIXTEEN, cdb, opcode, 0, blocks, protect);
            SIXTEEN.setBytchk(cdb, 1);
            return length;
        });
    }

    @ParameterizedTest
    @EnumSource(ProtectionType.class)
    void writeSameCountsReferenceTagsUp(ProtectionType type) {
        ProtectedUnit unit = new ProtectedUnit(type, 512);
        ByteBuffer block = unit.protectedData(6, 11, 1);
        Check.good(unit.out(SIXTEEN, Opcode.WRITE_SAME_16, 11, 300, 1, block));
        ByteBuffer back = ByteBuffer.allocateDirect(300 * 520);
        Check.good(unit.in(SIXTEEN, Opcode.READ_16, 11, 300, 1, back));
        for (int index : new int[] {0, 63, 64, 299}) {
            long counted = type == ProtectionType.TYPE_1 ? index : 0;
            assertThat(unit.tuple(back, index)).isEqualTo(unit.tuple(block, 0) + counted);
            assertThat(back.slice(index * 520, 512)).isEqualTo(block.slice(0, 512));
        }
        block.put(0, (byte) ~block.get(0));
        failed(unit.out(SIXTEEN, Opcode.WRITE_SAME_16, 11, 300, 1, block), SenseCode.GUARD_CHECK_FAILED, 11);
        Check.good(unit.out(BlockCdb.BLOCK_10, Opcode.WRITE_SAME_10, 11, 300, 0, Memory.filled(3, 512)));
        Check.good(unit.in(SIXTEEN, Opcode.READ_16, 11, 300, 1, back));
    }

    @Test
    void compareAndWriteTakesTuplesInBothHalves() {
        ByteBuffer old = one.protectedData(7, 5, 3);
        ByteBuffer young = one.protectedData(8, 5, 3);
        Check.good(one.out(SIXTEEN, Opcode.WRITE_16, 5, 3, 1, old));
        ByteBuffer both =
                ByteBuffer.allocateDirect(6 * 520).put(0, old, 0, 1560).put(1560, young, 0, 1560);
        Check.good(compareAndWrite(both));
        ByteBuffer back = ByteBuffer.allocateDirect(1560);
        Check.good(one.in(SIXTEEN, Opcode.READ_16, 5, 3, 1, back));
        assertThat(back).isEqualTo(young);
        Check.sense(compareAndWrite(both), SenseKey.MISCOMPARE, SenseCode.MISCOMPARE_DURING_VERIFY);
        both.put(0, young, 0, 1560).put(1560 + one.tupleAt(1), (byte) 0x77);
        failed(compareAndWrite(both), SenseCode.GUARD_CHECK_FAILED, 6);
    }

    private ScsiTask compareAndWrite(ByteBuffer data) {
        return one.target.runOut(data, cdb -> {
            int length = AtomicCdb.buildCompareAndWrite(cdb, 5, 3);
            SIXTEEN.setProtect(cdb, 1);
            return length;
        });
    }

    @Test
    void whatIsUnmappedHasNothingToCheck() {
        Check.good(one.out(SIXTEEN, Opcode.WRITE_16, 0, 100, 1, one.protectedData(9, 0, 100)));
        ByteBuffer list = UnmapCdb.list(10, 20);
        Check.good(one.target.runOut(list, cdb -> UnmapCdb.build(cdb, list.capacity())));
        ByteBuffer back = ByteBuffer.allocateDirect(100 * 520);
        Check.good(one.in(SIXTEEN, Opcode.READ_16, 0, 100, 1, back));
        assertThat(one.tuple(back, 9)).isNotEqualTo(-1);
        assertThat(one.tuple(back, 10)).isEqualTo(-1);
        assertThat(Memory.bytes(back, 29 * 520, 512)).containsOnly(0);
        assertThat(one.tuple(back, 29)).isEqualTo(-1);
        assertThat(one.tuple(back, 30)).isNotEqualTo(-1);
    }

    @Test
    void whatIsSanitizedHasNothingToCheck() {
        Check.good(one.out(SIXTEEN, Opcode.WRITE_16, 0, 100, 1, one.protectedData(9, 0, 100)));
        ByteBuffer list = SanitizeCdb.list(false, 1, (byte) 0x5A);
        Check.good(one.target.runOut(list, cdb -> SanitizeCdb.build(cdb, SanitizeCdb.OVERWRITE, false, false, 5)));
        ByteBuffer back = ByteBuffer.allocateDirect(520);
        Check.good(one.in(SIXTEEN, Opcode.READ_16, 99, 1, 1, back));
        assertThat(one.tuple(back, 0)).isEqualTo(-1);
        assertThat(Memory.bytes(back, 0, 512)).containsOnly(0x5A);
    }

    @Test
    void residualsCountTuples() {
        ByteBuffer data = one.protectedData(10, 0, 2);
        Check.residual(one.out(SIXTEEN, Opcode.WRITE_16, 0, 3, 1, data), 0, 520);
        Check.residual(one.in(SIXTEEN, Opcode.READ_16, 0, 1, 1, ByteBuffer.allocateDirect(1040)), 520, 0);
        ByteBuffer cut = ByteBuffer.allocateDirect(600);
        Check.residual(one.in(SIXTEEN, Opcode.READ_16, 0, 2, 1, cut), 0, 440);
        assertThat(cut).isEqualTo(data.slice(0, 600));
    }

    @ParameterizedTest
    @CsvSource({"6", "7"})
    void reservedValuesAreRefused(int protect) {
        ByteBuffer data = ByteBuffer.allocateDirect(520);
        Check.invalidField(one.in(SIXTEEN, Opcode.READ_16, 0, 1, protect, data), 1);
        Check.invalidField(one.out(SIXTEEN, Opcode.WRITE_16, 0, 1, protect, data), 1);
        Check.invalidField(one.out(SIXTEEN, Opcode.VERIFY_16, 0, 1, protect, NOTHING), 1);
        Check.invalidField(one.out(SIXTEEN, Opcode.WRITE_SAME_16, 0, 1, protect, data), 1);
    }

    @ParameterizedTest
    @CsvSource({"TYPE_1,1,5", "TYPE_3,5,36"})
    void theUnitTellsItsFormat(ProtectionType type, int capacityByte, int extendedByte) {
        ProtectedUnit unit = new ProtectedUnit(type, 512);
        ByteBuffer data = ByteBuffer.allocateDirect(96);
        unit.target.runIn(data, cdb -> InquiryCdb.build(cdb, 96));
        assertThat(data.get(5) & 1).as("PROTECT").isEqualTo(1);
        unit.target.runIn(data, cdb -> InquiryCdb.buildVpd(cdb, 0x86, 64));
        assertThat(data.get(4)).as("SPT, GRD_CHK, REF_CHK").isEqualTo((byte) extendedByte);
        unit.target.runIn(data, cdb -> ServiceActionIn16Cdb.build(cdb, Opcode.SAI_READ_CAPACITY_16, 32));
        assertThat(data.get(12)).as("P_TYPE, PROT_EN").isEqualTo((byte) capacityByte);
        assertThat(unit.target.unit.maxTransferBlocks()).isEqualTo((4 << 20) / 520);
    }

    @Test
    void theInitiatorKnowsTheFormatAndAsksForTuples() {
        Future<BlockDevice> opening = BlockDevice.open(one.target.port.scsi(), 0);
        one.target.loop.runUntil(opening::isComplete);
        BlockDevice device = opening.result();
        assertThat(device.geometry().protectionType()).isEqualTo(1);
        ByteBuffer data = one.protectedData(12, 40, 4);
        ScsiTask write = task(DataDirection.OUT, data);
        run(device, device.prepareProtectedWrite(write, 40, 4, true, 1));
        ByteBuffer back = ByteBuffer.allocateDirect(data.capacity());
        run(device, device.prepareProtectedRead(task(DataDirection.IN, back), 40, 4, 1));
        assertThat(back).isEqualTo(data);
    }

    private static ScsiTask task(DataDirection direction, ByteBuffer data) {
        return TestUnit.withData(new ScsiTask(), direction, data);
    }

    private void run(BlockDevice device, ScsiTask task) {
        boolean[] ended = {false};
        device.submit(task, completed -> ended[0] = true);
        one.target.loop.runUntil(() -> ended[0]);
        Check.good(task);
    }

    private static void failed(ScsiTask task, SenseCode code, long lba) {
        Check.sense(task, SenseKey.ABORTED_COMMAND, code);
        assertThat(SenseData.information(task.sense(), task.senseLengthBytes())).isEqualTo(lba);
    }
}
