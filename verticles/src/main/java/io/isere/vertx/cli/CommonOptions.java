package io.isere.vertx.cli;

import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.initiator.InitiatorCredentials;
import io.isere.iscsi.login.InitiatorAuthentication;
import io.isere.rdma.eventloop.LoopMode;
import io.isere.rdma.eventloop.LoopOptions;
import io.isere.rdma.inprocess.InProcessProvider;
import io.isere.rdma.iwarp.IwarpProvider;
import io.isere.rdma.verbs.RdmaException;
import io.isere.rdma.verbs.RdmaProviders;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.IsereVertx;
import io.vertx.core.Vertx;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that every command of isere has. */
final class CommonOptions {
    @Option(
            names = {"-v", "--verbose"},
            description = "Log what happens to stderr; -vv for more.")
    private boolean[] verbose = {};

    @Option(names = "--debug", description = "Show the stack trace of an error.")
    private boolean debug;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description =
                    "RDMA provider: iwarp (software iWARP over TCP), disni (RDMA devices), auto (a device where the"
                            + " address is on one, software iWARP elsewhere) or inprocess. Default: ${DEFAULT-VALUE}.")
    private String provider = IwarpProvider.NAME;

    @Option(
            names = "--loop-mode",
            paramLabel = "MODE",
            description =
                    "What an idle event loop does: busy polls on (lowest latency, a whole core), adaptive polls for"
                            + " a while and then sleeps, blocking sleeps at once. Default: ${DEFAULT-VALUE}.")
    private LoopMode loopMode = LoopMode.ADAPTIVE;

    @ArgGroup(exclusive = false, heading = "%nWhat carries sessions, and what is negotiated over TCP:%n")
    private TransportOptions transport = new TransportOptions();

    @ArgGroup(exclusive = false, heading = "%nWhat the RFCs leave open between peers:%n")
    private WireOptions wire = new WireOptions();

    @ArgGroup(exclusive = false, heading = "%nAuthentication by CHAP; secrets come from files or the environment:%n")
    private ChapOptions chap = new ChapOptions();

    ChapOptions chap() {
        return chap;
    }

    boolean debug() {
        return debug;
    }

    String provider() {
        return provider;
    }

    LoopMode loopMode() {
        return loopMode;
    }

    /** Those of a target that are the same for every command. */
    IsereTargetOptions target() {
        IsereTargetOptions options = wire.applyTo(new IsereTargetOptions().setProvider(provider));
        return options.setTransport(transport.transportOr(options.transport()))
                .setTcpOptions(transport.applyTo(options.tcpOptions()))
                .setAccess(TargetAccess.open().withAuthentication(chap.target()));
    }

    /** Those of an initiator of a place that are the same for every command. */
    IsereInitiatorOptions initiator(DiskUrl url) {
        IsereInitiatorOptions options = wire.applyTo(new IsereInitiatorOptions().setProvider(provider));
        InitiatorAuthentication authentication = chap.initiator();
        return options.setTransport(transport.transportTo(url))
                .setTcpOptions(transport.applyTo(options.tcpOptions()))
                .setCredentials(new InitiatorCredentials(authentication, authentication));
    }

    /** Those of an initiator of nodes, whose records say more. */
    IsereInitiatorOptions initiator() {
        return initiator(DiskUrl.ofPortal("", transportOr(IsereTransport.ISER)));
    }

    /** What was asked for to carry sessions, or else a default. */
    IsereTransport transportOr(IsereTransport unlessAsked) {
        return transport.transportOr(unlessAsked);
    }

    /** Refuses a provider that does not leave this process, for commands that need another one. */
    void requireNetwork() {
        if (provider.equals(InProcessProvider.NAME)) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "provider " + provider + " reaches this process only: use it with isere bench --local",
                    null);
        }
    }

    /** Starts the event loops; before that, decides what is logged and looks whether there is such a provider. */
    Vertx startVertx() {
        Logging.configure(verbose.length);
        try {
            if (!provider.equals(RdmaProviders.AUTO)) {
                RdmaProviders.named(provider);
            }
        } catch (RdmaException e) {
            throw new CliException(ExitCodes.USAGE, CliException.messageOf(e), e);
        }
        return IsereVertx.create(new LoopOptions().mode(loopMode));
    }
}
