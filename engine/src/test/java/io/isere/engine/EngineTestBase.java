package io.isere.engine;

import org.junit.jupiter.api.AfterEach;

/** Closes the rigs of a test: listeners of the in-process network would hold their memory for ever. */
abstract class EngineTestBase {
    @AfterEach
    void closeRigs() {
        EngineRig.closeAll();
    }
}
