package io.isere.vertx.cli;

import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TargetRecord;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereTransport;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere discover}: asks a portal for its targets. */
@Command(
        name = "discover",
        header = "List the targets that a portal offers.",
        description =
                "Logs in to a discovery session and prints a line for each address of each target, as iscsiadm does:"
                        + " host:port,group target-name.",
        footerHeading = "%nExample:%n",
        footer = {"  isere discover 192.0.2.7:3260", "  isere discover iscsi://192.0.2.7", ""})
final class DiscoverCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Parameters(
            paramLabel = "HOST[:PORT]",
            description = "The portal to ask; without a port, 3260. iscsi://HOST asks over TCP.")
    private String portal;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DiscoverCommand() {}

    @Override
    public Integer call() {
        common.requireNetwork();
        Vertx vertx = common.startVertx();
        try {
            DiskUrl asked = DiskUrl.ofPortal(portal, common.transportOr(IsereTransport.ISER));
            IsereInitiator initiator = IsereInitiator.create(vertx, common.initiator(asked));
            print(Waiting.await(initiator.discover(asked.portal()), ExitCodes.NOT_REACHED));
        } finally {
            Waiting.await(vertx.close());
        }
        return ExitCodes.OK;
    }

    private void print(List<TargetRecord> targets) {
        PrintWriter out = spec.commandLine().getOut();
        for (TargetRecord target : targets) {
            for (TargetAddress address : target.addresses()) {
                out.println(address.text() + " " + target.name());
            }
        }
        out.flush();
    }
}
