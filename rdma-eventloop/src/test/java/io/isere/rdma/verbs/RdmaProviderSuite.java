package io.isere.rdma.verbs;

import org.junit.jupiter.api.Nested;

/**
 * What every provider does, whatever is below it. A provider's test extends this and gives a bed; what a device cannot do
 * (see {@link DeviceCaps}) is skipped.
 *
 * <p>Each part is a file of its own beside this one; each test makes its bed anew and ends with a check for leaks.
 */
public abstract class RdmaProviderSuite {
    /** Two fresh devices. */
    protected abstract RdmaTestBed createBed();

    @Nested
    class Connecting extends ConnectBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }

    @Nested
    class Sending extends SendBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }

    @Nested
    class Writing extends WriteBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }

    @Nested
    class Reading extends ReadBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }

    @Nested
    class Invalidating extends InvalidateBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }

    @Nested
    class Violating extends AccessBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }

    @Nested
    class Ending extends EndBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }

    @Nested
    class Failing extends HandlerFailureBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }

    @Nested
    class Working extends WorkloadBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }

    @Nested
    class Allocating extends AllocationBehaviour {
        @Override
        RdmaTestBed createBed() {
            return RdmaProviderSuite.this.createBed();
        }
    }
}
