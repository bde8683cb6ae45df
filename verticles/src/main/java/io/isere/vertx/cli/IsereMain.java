package io.isere.vertx.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The isere command: hands over to its sub-commands, and turns their failures into one line and an exit status. */
@Command(
        name = "isere",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = IsereMain.Version.class,
        header = "Disks over RDMA (iSER, RFC 7145), with software iWARP where there is no RDMA hardware.",
        description = "Each command explains itself: isere COMMAND --help.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TargetCommand.class,
            CheckConfigCommand.class,
            StatusCommand.class,
            SessionsCommand.class,
            LunsCommand.class,
            TopCommand.class,
            DiscoverCommand.class,
            NodeCommand.class,
            LoginCommand.class,
            LogoutCommand.class,
            SessionCommand.class,
            InquiryCommand.class,
            CapacityCommand.class,
            ReadCommand.class,
            WriteCommand.class,
            CopyCommand.class,
            VerifyCommand.class,
            BenchCommand.class,
            ProbeCommand.class,
            ChapSecretCommand.class,
            CompletionCommand.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:something failed on the way",
            "2:the command line is wrong",
            "3:no connection, no login, or no such disk",
            "4:the data read is not the data written"
        },
        footerHeading = "%nA first try, in two terminals:%n",
        footer = {
            "  isere target --lun ram:1g",
            "  isere copy /path/to/file iser://127.0.0.1:3260/" + TargetCommand.DEFAULT_NAME + "/0 --verify",
            ""
        })
public final class IsereMain implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    IsereMain() {}

    /** What the manifest of the jar says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = IsereMain.class.getPackage().getImplementationVersion();
            return new String[] {"isere " + (version == null ? "(not packaged)" : version)};
        }
    }

    /** Runs a command and exits with its status. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, to be executed. */
    static CommandLine commandLine() {
        return new CommandLine(new IsereMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler(IsereMain::onUsageError)
                .setExecutionExceptionHandler(IsereMain::onFailure);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int onUsageError(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + error.getMessage() + " (see: " + name + " --help)");
        return ExitCodes.USAGE;
    }

    private static int onFailure(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + CliException.messageOf(failure));
        if (parsed.hasSubcommand() && parsed.subcommand().hasMatchedOption("--debug")) {
            failure.printStackTrace(err);
        }
        if (failure instanceof CliException known) {
            return known.exitCode();
        }
        return failure instanceof IllegalArgumentException ? ExitCodes.USAGE : ExitCodes.FAILED;
    }
}
