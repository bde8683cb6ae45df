package io.isere.iscsi.login;

/** Target directories for tests. */
final class Directories {

    static final String INITIATOR = "iqn.2026-11.io.isere:host1";
    static final String TARGET = "iqn.2026-11.io.isere:disk1";
    static final int TSIH = 0x1234;

    /** Knows one target, lets everybody in. */
    static final TargetDirectory OPEN = new TargetDirectory() {
        @Override
        public Admission admit(LoginIdentity identity) {
            if (identity.discovery() || identity.targetName().equals(TARGET)) {
                return Admission.granted(7, "a disk");
            }
            return Admission.refused(LoginStatus.NOT_FOUND, "no target " + identity.targetName());
        }

        @Override
        public int openSession(LoginIdentity identity) {
            return TSIH;
        }
    };

    private Directories() {}

    /** Answers every login with this. */
    static TargetDirectory answering(Admission admission) {
        return new TargetDirectory() {
            @Override
            public Admission admit(LoginIdentity identity) {
                return admission;
            }

            @Override
            public int openSession(LoginIdentity identity) {
                return TSIH;
            }
        };
    }

    /** Has no room for a session. */
    static TargetDirectory full() {
        return new TargetDirectory() {
            @Override
            public Admission admit(LoginIdentity identity) {
                return Admission.granted(1, "");
            }

            @Override
            public int openSession(LoginIdentity identity) {
                return 0;
            }
        };
    }
}
