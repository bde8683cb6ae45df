package io.isere.scsi.commands.persistentreserve;

import static io.isere.scsi.commands.persistentreserve.Registrants.KEY_A;
import static io.isere.scsi.commands.persistentreserve.Registrants.RESERVE;
import static io.isere.scsi.commands.persistentreserve.Registrants.good;
import static io.isere.scsi.commands.persistentreserve.Registrants.out;
import static org.assertj.core.api.Assertions.assertThat;

import io.isere.scsi.cdb.Opcode;
import io.isere.scsi.cdb.StartStopUnitCdb;
import io.isere.scsi.device.OpcodeTable;
import io.isere.scsi.device.sbc.BlockDeviceServer;
import io.isere.scsi.task.ScsiStatus;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.testing.SecondPort;
import io.isere.scsi.testing.TestUnit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command there is against every type of reservation (SPC-4 table 65, SBC-3 table 13; where they leave a command
 * out, as LIO and SCST do).
 */
class ConflictTableTest {
    /** Conflicts with Write Exclusive (W), with Exclusive Access (X), with RESERVE (R) of another nexus; else free. */
    private static final Map<String, String> TABLE = table(
            "--- 12 INQUIRY, 03 REQUEST SENSE, a0 REPORT LUNS, 4d LOG SENSE",
            "--- 25 READ CAPACITY (10), 9e/10 READ CAPACITY (16)",
            "--- 17 RELEASE (6), 57 RELEASE (10), 1e PREVENT ALLOW with PREVENT 0",
            "--R 00 TEST UNIT READY, a3/0a REPORT TARGET PORT GROUPS",
            "--R 16 RESERVE (6), 56 RESERVE (10)",
            "--R 5e/00 PERSISTENT RESERVE IN, 5e/01, 5e/02, 5e/03",
            "--R 5f/00 PERSISTENT RESERVE OUT, 5f/01, 5f/02, 5f/03, 5f/04, 5f/05, 5f/06, 5f/07",
            "-XR 1a MODE SENSE (6), 5a MODE SENSE (10)",
            "-XR a3/0c REPORT SUPPORTED OPERATION CODES, a3/0d TASK MANAGEMENT FUNCTIONS",
            "-XR 08 READ, 28, a8, 88, 2f VERIFY, af, 8f, 34 PRE-FETCH, 90",
            "-XR 37 READ DEFECT DATA, b7, 9e/12 GET LBA STATUS",
            "WXR 15 MODE SELECT (6), 55 MODE SELECT (10), 1b START STOP UNIT with START 0",
            "WXR 0a WRITE, 2a, aa, 8a, 2e WRITE AND VERIFY, ae, 8e, 41 WRITE SAME, 93, 42 UNMAP",
            "WXR 89 COMPARE AND WRITE, 8b ORWRITE, 9c WRITE ATOMIC, 35 SYNCHRONIZE CACHE, 91",
            "WXR 48/01 SANITIZE, 48/02, 48/03, 48/1f",
            "WXR 83/00 EXTENDED COPY, 84/00 RECEIVE COPY RESULTS, 84/03, 84/04");

    private final Registrants ports = new Registrants(new TestUnit()).registered();

    private static Map<String, String> table(String... lines) {
        Map<String, String> table = new TreeMap<>();
        for (String line : lines) {
            for (String entry : line.substring(4).split(", ", -1)) {
                table.put(entry.split(" ", 2)[0], line.substring(0, 3));
            }
        }
        return table;
    }

    private static String key(int opcode, int action, boolean hasActions) {
        return hasActions ? String.format("%02x/%02x", opcode, action) : String.format("%02x", opcode);
    }

    /** Runs every command with an all zero CDB, and tells which conflict, and whether that is as the table says. */
    private List<String> differences(SecondPort port, char kind) {
        List<String> different = new ArrayList<>();
        OpcodeTable served = BlockDeviceServer.table(ports.target.unit);
        served.forEachServed((opcode, action, row) -> {
            String expected = TABLE.get(key(opcode, action, served.hasServiceActions(opcode)));
            if (opcode == Opcode.PERSISTENT_RESERVE_OUT) {
                return;
            }
            boolean conflict = run(port, opcode, action, row).status() == ScsiStatus.RESERVATION_CONFLICT;
            // RESERVE conflicts with registrations, whatever is reserved.
            boolean refused = opcode == Opcode.RESERVE_6 || opcode == Opcode.RESERVE_10;
            if (expected == null || conflict != (refused || expected.indexOf(kind) >= 0)) {
                different.add(key(opcode, action, served.hasServiceActions(opcode)) + (conflict ? " conflicts" : ""));
            }
        });
        return different;
    }

    private static ScsiTask run(SecondPort port, int opcode, int action, OpcodeTable.Row row) {
        ScsiTask task = TestUnit.prepare(cdb -> {
            for (int index = 0; index < row.usage().lengthBytes(); index++) {
                cdb.put(index, (byte) 0);
            }
            cdb.put(0, (byte) opcode).put(1, (byte) action);
            return row.usage().lengthBytes();
        });
        return port.run(TestUnit.withData(task, row.direction(), ByteBuffer.allocateDirect(512)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 7})
    void writeExclusive(int type) {
        good(out(ports.a, RESERVE, type, KEY_A, 0));
        assertThat(differences(ports.c, 'W')).isEmpty();
        assertThat(differences(ports.a, ' ')).as("of a holder").isEmpty();
        assertThat(differences(ports.b, type == 1 ? 'W' : ' '))
                .as("of a registrant")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 8})
    void exclusiveAccess(int type) {
        good(out(ports.a, RESERVE, type, KEY_A, 0));
        assertThat(differences(ports.c, 'X')).isEmpty();
        assertThat(differences(ports.a, ' ')).as("of a holder").isEmpty();
        assertThat(differences(ports.b, type == 3 ? 'X' : ' '))
                .as("of a registrant")
                .isEmpty();
    }

    @Test
    void reserveOfAnotherNexus() {
        Registrants nobody = new Registrants(new TestUnit());
        good(nobody.a.run(cdb -> {
            cdb.put(0, (byte) Opcode.RESERVE_6).putInt(1, 0).put(5, (byte) 0);
            return 6;
        }));
        List<String> different = new ArrayList<>();
        OpcodeTable served = BlockDeviceServer.table(nobody.target.unit);
        served.forEachServed((opcode, action, row) -> {
            String expected = TABLE.get(key(opcode, action, served.hasServiceActions(opcode)));
            boolean conflict = run(nobody.c, opcode, action, row).status() == ScsiStatus.RESERVATION_CONFLICT;
            if (opcode != 0x84 && (expected == null || conflict != expected.indexOf('R') >= 0)) {
                different.add(String.format("%02x/%02x", opcode, action));
            }
        });
        assertThat(different).isEmpty();
    }

    @Test
    void startingAndAllowingAreFreeStoppingAndPreventingAreNot() {
        good(out(ports.a, RESERVE, 3, KEY_A, 0));
        good(ports.c.run(cdb -> StartStopUnitCdb.build(cdb, true, false, false)));
        good(ports.c.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 0)));
        Registrants.conflict(ports.c.run(cdb -> StartStopUnitCdb.build(cdb, false, false, false)));
        Registrants.conflict(ports.c.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 1)));
    }
}
