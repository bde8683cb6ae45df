package io.isere.vertx.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code isere completion}: a script by which a shell completes the command. */
@Command(
        name = "completion",
        header = "Print a script that lets bash or zsh complete isere's commands and options.",
        footerHeading = "%nExamples:%n",
        footer = {"  source <(isere completion)", "  isere completion > /etc/bash_completion.d/isere", ""})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CompletionCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println(AutoComplete.bash("isere", spec.root().commandLine()));
        out.flush();
        return ExitCodes.OK;
    }
}
