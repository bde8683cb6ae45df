package io.isere.vertx.cli;

import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TargetRecord;
import io.isere.vertx.IsereInitiator;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.impl.HostPort;
import io.isere.vertx.nodes.DiscoveryRecord;
import io.isere.vertx.nodes.NodeCredentials;
import io.isere.vertx.nodes.NodeRecords;
import io.isere.vertx.nodes.NodeSetting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere discover}: asks a portal for its targets. */
@Command(
        name = "discover",
        header = "List the targets that a portal offers, and remember them.",
        description = {
            "Logs in to a discovery session and prints a line for each address of each target, as iscsiadm does:"
                    + " host:port,group target-name. What it finds is kept: see isere node. A node that is known keeps its"
                    + " settings; a new one begins with how the portal was asked: transport, CHAP name and secret file,"
                    + " which hold for the next time the portal is asked, too.",
            "The session goes over iSER, as every initiator there is has it; RFC 7145 wants discovery over plain TCP, which"
                    + " is iscsi://HOST or --transport tcp. A target names the portals that serve the transport it was asked"
                    + " over.",
            "Without a portal, lists the portals that were asked before. What an iSNS server says is not kept."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere discover -p 192.0.2.7:3260",
            "  isere discover iscsi://192.0.2.7 -o nonpersistent",
            "  isere discover",
            "  isere discover --isns 192.0.2.1",
            "  isere discover -p 192.0.2.7 -o delete",
            ""
        })
final class DiscoverCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private DatabaseOptions database;

    /** What is kept of it. */
    enum Operation {
        NEW,
        NONPERSISTENT,
        DELETE
    }

    @Option(
            names = "--isns",
            paramLabel = "HOST[:PORT]",
            description = "Ask an iSNS server (RFC 4171) instead of a portal; without a port, 3205.")
    private String isns = "";

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST[:PORT]",
            description = "The portal to ask; without a port, 3260. iscsi://HOST asks over TCP.")
    private String portal = "";

    @Option(
            names = {"-p", "--portal"},
            paramLabel = "HOST[:PORT]",
            description = "The same.")
    private String portalOption = "";

    @Option(
            names = {"-t", "--type"},
            paramLabel = "st",
            description = "How it is asked: st (sendtargets), the only way to ask a portal.")
    private String type = "st";

    @Option(
            names = {"-o", "--op"},
            paramLabel = "new|nonpersistent|delete",
            description =
                    "Keep what is found (new, the default), keep nothing, or forget the portal without asking it.")
    private Operation operation = Operation.NEW;

    @Option(names = "--json", description = "List as JSON.")
    private boolean json;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    DiscoverCommand() {}

    @Override
    public Integer call() {
        common.requireNetwork();
        if (!type.equals("st") && !type.equals("sendtargets")) {
            throw new CliException(
                    ExitCodes.USAGE, "-t " + type + ": want st; an iSNS server is asked by --isns HOST[:PORT]", null);
        }
        if (!isns.isEmpty()) {
            return askIsns();
        }
        if (!portal.isEmpty() && !portalOption.isEmpty()) {
            throw new CliException(ExitCodes.USAGE, "the portal is there twice", null);
        }
        String asked = portal.isEmpty() ? portalOption : portal;
        if (asked.isEmpty()) {
            list(database.read().discoveries());
            return ExitCodes.OK;
        }
        Asked known = Asked.of(database, asked, common, operation == Operation.NONPERSISTENT);
        if (operation == Operation.DELETE) {
            database.update(records -> records.withoutDiscovery(known.record().portal()));
            return ExitCodes.OK;
        }
        List<TargetRecord> found = discover(known);
        print(found);
        if (operation == Operation.NEW) {
            database.update(records -> known.addTo(records, found));
        }
        return ExitCodes.OK;
    }

    private int askIsns() {
        if (!portal.isEmpty() || !portalOption.isEmpty()) {
            throw new CliException(ExitCodes.USAGE, "ask a portal, or an iSNS server by --isns, not both", null);
        }
        Vertx vertx = common.startVertx();
        try {
            DiskUrl server = DiskUrl.ofPortal(isns, common.transportOr(IsereTransport.ISER));
            IsereInitiator initiator = IsereInitiator.create(vertx, common.initiator(server));
            print(Waiting.await(initiator.discoverByIsns(isns), ExitCodes.NOT_REACHED));
            return ExitCodes.OK;
        } finally {
            Waiting.await(vertx.close());
        }
    }

    private List<TargetRecord> discover(Asked asked) {
        IsereInitiatorOptions options = common.initiator(asked.place());
        if (!common.chap().isGiven()) {
            NodeCredentials.apply(asked.record().settings(), options);
        }
        Vertx vertx = common.startVertx();
        try {
            IsereInitiator initiator = IsereInitiator.create(vertx, options);
            return Waiting.await(initiator.discover(asked.place().portal()), ExitCodes.NOT_REACHED);
        } finally {
            Waiting.await(vertx.close());
        }
    }

    /**
     * A portal that is asked.
     *
     * @param place where and over what
     * @param record what is kept of it
     */
    private record Asked(DiskUrl place, DiscoveryRecord record) {
        /** As was asked for, else as is known of it, else over iSER without authentication. */
        static Asked of(DatabaseOptions database, String text, CommonOptions common, boolean forgetful) {
            String address = HostPort.parse(
                            DiskUrl.ofPortal(text, IsereTransport.ISER).portal())
                    .toString();
            List<DiscoveryRecord> before =
                    forgetful ? List.of() : database.read().discoveries();
            Map<String, String> settings = new HashMap<>(before.stream()
                    .filter(record -> record.portal().equals(address))
                    .map(DiscoveryRecord::settings)
                    .findFirst()
                    .orElse(Map.of()));
            String known = settings.getOrDefault(NodeSetting.TRANSPORT.text(), NodeSetting.TRANSPORT.defaultValue());
            DiskUrl place =
                    DiskUrl.ofPortal(text, common.transportOr(IsereTransport.valueOf(known.toUpperCase(Locale.ROOT))));
            settings.put(NodeSetting.TRANSPORT.text(), place.transport().name().toLowerCase(Locale.ROOT));
            if (common.chap().isGiven()) {
                settings.keySet().removeIf(name -> name.startsWith(NodeSetting.AUTH_PREFIX));
                settings.putAll(common.chap().settings());
            }
            return new Asked(place, new DiscoveryRecord(address, settings));
        }

        NodeRecords addTo(NodeRecords records, List<TargetRecord> found) {
            NodeRecords more = records.with(record);
            for (TargetRecord target : found) {
                for (TargetAddress address : target.addresses()) {
                    TargetAddress portal = new TargetAddress(address.host(), address.port(), TargetAddress.NO_TAG);
                    more = more.withFound(
                            record.node(target.name(), portal.text(), Math.max(-1, address.portalGroupTag())));
                }
            }
            return more;
        }
    }

    private void list(List<DiscoveryRecord> records) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonArray array = new JsonArray();
            records.forEach(record -> array.add(new JsonObject()
                    .put("portal", record.portal())
                    .put("transport", record.settings().get(NodeSetting.TRANSPORT.text()))));
            out.println(array.encodePrettily());
            out.flush();
            return;
        }
        records.forEach(record -> out.println(
                record.portal() + " via sendtargets over " + record.settings().get(NodeSetting.TRANSPORT.text())));
        if (records.isEmpty()) {
            out.println("no portal was asked yet: isere discover -p HOST:PORT");
        }
        out.flush();
    }

    private void print(List<TargetRecord> targets) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonArray array = new JsonArray();
            targets.forEach(target -> target.addresses()
                    .forEach(address -> array.add(new JsonObject()
                            .put("target", target.name())
                            .put("portal", address.host() + ":" + address.port())
                            .put("group", address.portalGroupTag()))));
            out.println(array.encodePrettily());
            out.flush();
            return;
        }
        for (TargetRecord target : targets) {
            for (TargetAddress address : target.addresses()) {
                out.println(address.text() + " " + target.name());
            }
        }
        out.flush();
    }
}
