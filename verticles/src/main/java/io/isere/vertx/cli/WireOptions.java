package io.isere.vertx.cli;

import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.TextConstants;
import io.isere.iser.IserOptions;
import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.rdma.iwarp.mpa.MpaNegotiation;
import io.isere.tcp.TcpOptions;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTargetOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the RFCs leave open between peers. The defaults are the way of the peers there are; see each option. */
final class WireOptions {
    /** A value of a boolean iSCSI key. */
    enum YesNo {
        YES,
        NO;

        String inKey() {
            return this == YES ? TextConstants.YES : TextConstants.NO;
        }
    }

    /** What the base offset of a Write STag points at. */
    enum Base {
        SOLICITED(IserOptions.BaseOffset.SOLICITED_DATA_ONLY),
        WHOLE(IserOptions.BaseOffset.WHOLE_BUFFER);

        private final IserOptions.BaseOffset meaning;

        Base(IserOptions.BaseOffset meaning) {
            this.meaning = meaning;
        }
    }

    @Option(
            names = "--immediate-data",
            paramLabel = "yes|no",
            description =
                    "ImmediateData: whether a write's first bytes may come with its command. The target agrees to it,"
                            + " the initiator offers it. Default: no over iSER, on which all peers agree, and yes over TCP.")
    private @Nullable YesNo immediateData;

    @Option(
            names = "--initial-r2t",
            paramLabel = "yes|no",
            description =
                    "InitialR2T: with no, a write's first burst may come unasked. Default: yes over iSER, on which"
                            + " all peers agree, and no over TCP.")
    private @Nullable YesNo initialR2t;

    @Option(
            names = "--base-offset",
            paramLabel = "solicited|whole",
            description =
                    "What a Write STag's base offset points at when data came unasked: the first byte that did not,"
                            + " as Linux and libiscsi have it, or byte 0, as RFC 7145 has it when"
                            + " TaggedBufferForSolicitedDataOnly was not sent. Default: solicited.")
    private Base baseOffset = Base.SOLICITED;

    @Option(
            names = "--max-target-data",
            paramLabel = "BYTES",
            description =
                    "Longest data segment a target puts into a PDU after login. Default: 128, for the Linux, FreeBSD"
                            + " and libiscsi initiators announce more and post receives of 128 bytes. 0: what was announced.")
    private int maxTargetDataBytes = IserOptions.KERNEL_INITIATOR_DATA_BYTES;

    @Option(
            names = "--hello",
            description =
                    "Open every connection with the iSER Hello exchange, as initiator (iSERHelloRequired=Yes). Default: no,"
                            + " for nobody does; a target that does not know the key is sent none. A target answers it.")
    private boolean hello;

    @Option(
            names = "--mpa-crc",
            description =
                    "Ask for a CRC in every iWARP frame; it is used when either side asks. Default: not asked for,"
                            + " as siw.")
    private boolean mpaCrc;

    @Option(
            names = "--mpa-revision",
            paramLabel = "1|2",
            description = "MPA revision an initiator asks for; a target answers both. Default: 2 (RFC 6581), as siw.")
    private int mpaRevision = MpaNegotiation.REVISION_2;

    @Option(
            names = "--ping-interval",
            paramLabel = "S",
            description =
                    "Seconds of silence after which the peer is pinged with a NOP; 0: never. Default: 30 as target,"
                            + " 10 as initiator.")
    private double pingIntervalSeconds = -1;

    @Option(
            names = "--ping-timeout",
            paramLabel = "S",
            description =
                    "Seconds an answer to a ping may take before the connection is dropped. Default: 30 as target,"
                            + " 10 as initiator.")
    private double pingTimeoutSeconds = -1;

    @Option(
            names = "--login-timeout",
            paramLabel = "S",
            description = "Seconds one attempt to log in may take, connecting included. Default: 10; as target 15.")
    private double loginTimeoutSeconds = -1;

    @Option(
            names = "--login-attempts",
            paramLabel = "N",
            description =
                    "How often an initiator tries to log in while nothing answers; Linux's siw loses a login now and then."
                            + " An answer is taken at its word, whatever it says. Default: 3.")
    private int loginAttempts;

    @Option(
            names = "--session-connections",
            paramLabel = "N",
            description =
                    "MaxConnections: most connections of a session, 1 to 16. An initiator opens as many as the target"
                            + " grants, spreads its commands over them, and goes on while one is left. A target grants"
                            + " them over TCP; over iSER a session has one. Default: 4 as target, 1 as initiator.")
    private int sessionConnections;

    @Option(
            names = "--error-recovery-level",
            paramLabel = "0|1",
            description =
                    "Over TCP, ErrorRecoveryLevel: with 1, PDUs whose data digest is wrong are asked for again (SNACK,"
                            + " recovery R2T) where both sides agree; with 0 the connection is dropped. Useful with"
                            + " --data-digest crc32c only. Default: 0, on which all peers agree.")
    private int errorRecoveryLevel = -1;

    private final IwarpOptions iwarp = new IwarpOptions();

    /** Puts them into a target's options. */
    IsereTargetOptions applyTo(IsereTargetOptions options) {
        TargetSettings settings = options.settings();
        return options.setSettings(settings.withUnsolicitedData(immediateData == YesNo.YES, initialR2t != YesNo.NO)
                        .withTimeouts(
                                nanoseconds(loginTimeoutSeconds, settings.loginTimeoutNs()),
                                nanoseconds(pingIntervalSeconds, settings.pingIntervalNs()),
                                nanoseconds(pingTimeoutSeconds, settings.pingTimeoutNs()))
                        .withResilience(resilience(settings.resilience())))
                .setIserOptions(iserOptions(options.iserOptions()))
                .setTcpOptions(tcpOptions(options.tcpOptions()))
                .setIwarpOptions(iwarpOptions());
    }

    /** Puts them into an initiator's options. */
    IsereInitiatorOptions applyTo(IsereInitiatorOptions options) {
        InitiatorSettings settings = options.settings();
        return options.setSettings(settings.withUnsolicitedData(immediateData == YesNo.YES, initialR2t != YesNo.NO)
                        .withLogin(
                                nanoseconds(loginTimeoutSeconds, settings.loginTimeoutNs()),
                                loginAttempts == 0 ? settings.loginAttempts() : loginAttempts)
                        .withPings(
                                nanoseconds(pingIntervalSeconds, settings.pingIntervalNs()),
                                nanoseconds(pingTimeoutSeconds, settings.pingTimeoutNs()))
                        .withResilience(resilience(settings.resilience())))
                .setIserOptions(iserOptions(options.iserOptions()))
                .setTcpOptions(tcpOptions(options.tcpOptions()))
                .setIwarpOptions(iwarpOptions());
    }

    private Resilience resilience(Resilience defaults) {
        Resilience resilience = errorRecoveryLevel < 0 ? defaults : defaults.withErrorRecoveryLevel(errorRecoveryLevel);
        return sessionConnections == 0 ? resilience : resilience.withConnections(sessionConnections);
    }

    /** What was not said is TCP's own to decide. */
    private TcpOptions tcpOptions(TcpOptions defaults) {
        TcpOptions options = defaults;
        if (immediateData != null) {
            options = options.with(NegotiationKey.IMMEDIATE_DATA, immediateData.inKey());
        }
        if (initialR2t != null) {
            options = options.with(NegotiationKey.INITIAL_R2T, initialR2t.inKey());
        }
        return options;
    }

    private IserOptions iserOptions(IserOptions defaults) {
        return defaults.withBaseOffset(baseOffset.meaning)
                .withMaxTargetDataSegmentBytes(maxTargetDataBytes)
                .withHello(hello);
    }

    /** One object a command, so that a target and an initiator of the same process share their loops' resources. */
    private IwarpOptions iwarpOptions() {
        return iwarp.crc(mpaCrc).mpaRevision(mpaRevision);
    }

    private static long nanoseconds(double seconds, long defaultNs) {
        return seconds < 0 ? defaultNs : (long) (seconds * 1e9);
    }
}
