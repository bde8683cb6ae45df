package io.isere.scsi.commands.preventallowmediumremoval;

import io.isere.scsi.cdb.StartStopUnitCdb;
import io.isere.scsi.testing.Check;
import io.isere.scsi.testing.TestUnit;
import org.junit.jupiter.api.Test;

/** PREVENT ALLOW MEDIUM REMOVAL. */
class PreventAllowMediumRemovalTest {
    private final TestUnit target = new TestUnit();

    @Test
    void preventAndAllowAreGood() {
        Check.good(target.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 1)));
        Check.good(target.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 0)));
    }

    @Test
    void obsoleteValuesAreRefused() {
        Check.invalidField(target.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 2)), 4);
        Check.invalidField(target.run(cdb -> StartStopUnitCdb.buildPrevent(cdb, 3)), 4);
    }
}
