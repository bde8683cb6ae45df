package io.isere.vertx.cli;

import io.isere.scsi.backstore.Backstore;
import io.isere.vertx.IsereTarget;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.admin.AdminTarget;
import io.isere.vertx.admin.TargetService;
import io.isere.vertx.config.LunSpec;
import io.isere.vertx.config.Sizes;
import io.isere.vertx.config.TargetConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code isere target}: serves files or memory until it is told to stop. */
@Command(
        name = "target",
        header = "Serve files or memory as disks.",
        description = "Listens for iSER and iSCSI/TCP initiators on the same port and serves each --lun as a SCSI disk,"
                + " numbered from 0 in the order given. Prints one line beginning with 'serving' when it is ready."
                + " SIGTERM or Ctrl-C lets commands under way end, saves files to the disk and exits with status"
                + " 0.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  isere target --lun ram:1g",
            "  isere target --name iqn.2026-11.io.isere:disk1 --portal 0.0.0.0:3260 \\",
            "               --lun file:/srv/disk.img --lun file:/srv/new.img,size=10g,bs=4096",
            "  isere target --lun ram:1g,bs=4096,removable --lun file:disk.img,reservations=disk.pr",
            "  isere target --config samples/target.yaml",
            "  isere target --portal 127.0.0.1:0 --lun file:image.iso,ro     (a free port; read-only)",
            "  isere target --lun ram:1g --chap-user host1 --chap-secret-file host1.secret \\",
            "               --allow 'iqn.2026-11.io.isere:*,from=192.0.2.0/24'",
            ""
        })
final class TargetCommand implements Callable<Integer> {
    static final String DEFAULT_NAME = "iqn.2026-11.io.isere:target";

    /** What has no place beside --config. */
    private static final List<String> SAID_IN_THE_FILE = List.of(
            "--name",
            "--portal",
            "--lun",
            "--queue-depth",
            "--isns",
            "--max-sessions",
            "--max-sessions-per-initiator",
            "--max-connections",
            "--allow",
            "--redirect",
            "--redirect-for-good",
            "--discovery-chap-user",
            "--discovery-chap-secret-file",
            "--chap-user",
            "--chap-secret-file",
            "--mutual-user",
            "--mutual-secret-file");

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(names = "--name", paramLabel = "IQN", description = "iSCSI name. Default: ${DEFAULT-VALUE}.")
    private String name = DEFAULT_NAME;

    @Option(
            names = "--portal",
            paramLabel = "HOST:PORT",
            description =
                    "Where to listen; may be given several times. Port 0 takes a free one. Default: 127.0.0.1:3260.")
    private List<String> portals = List.of("127.0.0.1:3260");

    @Option(
            names = "--lun",
            paramLabel = "SPEC",
            description =
                    "What to serve: file:PATH, ram:SIZE, or none:SIZE, which forgets what is written; then ,bs=4096"
                            + " for its block size, ,physical=4096 for larger ones below those, ,max-transfer=SIZE for the"
                            + " most data of one command, ,ro for reading only, ,removable for a medium that can be ejected,"
                            + " ,thin for one that must be thin provisioned (ram is), ,reservations=PATH to keep"
                            + " persistent reservations over a restart, ,size=SIZE for a file that is to be made or served"
                            + " larger than it is, ,sanitize-rate=SIZE for the bytes a second that SANITIZE may write,"
                            + " ,pi=1 or ,pi=3 for T10 protection information, of a file in PATH.pi, ,encrypted for blocks that"
                            + " are kept encrypted (XTS-AES-256) and can be erased by their key, that of a file in PATH.key,"
                            + " which is made with the file. A file is sparse"
                            + " where nothing was written, but gives no space back: the JDK can make no holes, so there is"
                            + " no UNMAP. May be given several times.")
    private List<String> luns = List.of();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Serve what a file says instead: targets, portals, LUNs, access. SIGHUP reads it again and changes"
                            + " only what is different. samples/target.yaml is an example; isere check-config checks one.")
    private @Nullable Path config;

    @Option(
            names = "--queue-depth",
            paramLabel = "N",
            description = "Commands an initiator may have under way, 1 to 2048. Default: ${DEFAULT-VALUE}.")
    private int queueDepth = 128;

    @Option(
            names = "--isns",
            paramLabel = "HOST[:PORT]",
            description = "Register the target with this iSNS server (RFC 4171) as long as it runs.")
    private String isns = "";

    @ArgGroup(exclusive = false, heading = "%nHow much initiators may ask of the target:%n")
    private LimitOptions limits = new LimitOptions();

    @ArgGroup(exclusive = false, heading = "%nHow it is watched and administered while it runs:%n")
    private ServiceOptions service = new ServiceOptions();

    @ArgGroup(exclusive = false, heading = "%nWho may use the target:%n")
    private AccessOptions access = new AccessOptions();

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    TargetCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.requireNetwork();
        if (config == null) {
            return serveLuns();
        }
        for (String option : SAID_IN_THE_FILE) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new CliException(ExitCodes.USAGE, "with --config, " + option + " is said in the file", null);
            }
        }
        return serveFile(config);
    }

    private int serveFile(Path file) throws InterruptedException {
        TargetConfig read = ConfigFiles.target(file);
        Vertx vertx = common.startVertx();
        try {
            CommandLine command = spec.commandLine();
            ConfiguredTarget target =
                    ConfiguredTarget.start(vertx, file, read, common.target(), command.getOut(), command.getErr());
            TargetService doors = service.open(
                    vertx, AdminTarget.of(target.node()), file.toString(), command.getOut(), command.getErr());
            target.announce(common.provider());
            new OrderlyStop(file.toString(), () -> doors.stop(target.node()::close), vertx, command.getOut()).install();
            new CountDownLatch(1).await();
        } finally {
            vertx.close();
        }
        return ExitCodes.OK;
    }

    private int serveLuns() throws IOException, InterruptedException {
        if (luns.isEmpty()) {
            throw new CliException(ExitCodes.USAGE, "nothing to serve: give --lun SPEC or --config FILE", null);
        }
        List<LunSpec> specs = luns.stream().map(LunSpec::parse).toList();
        DirectMemory.requireRoomFor(specs.stream()
                .filter(LunSpec::isRam)
                .mapToLong(LunSpec::sizeBytes)
                .sum());
        Vertx vertx = common.startVertx();
        try {
            IsereTargetOptions options = options(specs);
            IsereTarget target =
                    Waiting.await(IsereTarget.create(vertx, options).start());
            CommandLine command = spec.commandLine();
            TargetService doors = service.open(
                    vertx, AdminTarget.of(vertx, target.node()), target.name(), command.getOut(), command.getErr());
            announce(target, options);
            new OrderlyStop(target.name(), () -> doors.stop(target::close), vertx, command.getOut()).install();
            new CountDownLatch(1).await();
        } finally {
            vertx.close();
        }
        return ExitCodes.OK;
    }

    private IsereTargetOptions options(List<LunSpec> specs) throws IOException {
        IsereTargetOptions options = common.target().setName(name);
        options.setSettings(limits.applyTo(options.settings().withQueueDepth(queueDepth)));
        options.setAccess(access.access(common.chap())).setDiscoveryAuthentication(access.discovery(common.chap()));
        options.setIsnsServer(isns);
        portals.forEach(options::addPortal);
        for (int lun = 0; lun < specs.size(); lun++) {
            options.addLun(lun, specs.get(lun).open(), specs.get(lun).options());
        }
        return options;
    }

    private void announce(IsereTarget target, IsereTargetOptions options) {
        String disks = options.luns().stream()
                .map(entry -> entry.lun() + " " + describe(entry.backstore(), luns.get(entry.lun())))
                .collect(Collectors.joining("; "));
        PrintWriter out = spec.commandLine().getOut();
        out.println("serving " + target.name() + " on " + String.join(" ", target.portals()) + " over "
                + served(options) + ": " + disks);
        out.flush();
    }

    private static String served(IsereTargetOptions options) {
        String iser = "iSER (" + options.provider() + ")";
        return switch (options.transport()) {
            case ISER -> iser;
            case TCP -> "TCP";
            case AUTO -> iser + " and TCP";
        };
    }

    private static String describe(Backstore backstore, String lunSpec) {
        return lunSpec + " (" + Sizes.format(backstore.capacityBytes()) + ")";
    }
}
