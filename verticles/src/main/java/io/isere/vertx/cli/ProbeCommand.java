package io.isere.vertx.cli;

import io.isere.scsi.initiator.InquiryData;
import io.isere.scsi.task.ScsiTask;
import io.isere.scsi.task.SubmitResult;
import io.isere.scsi.task.TaskManagementFunction;
import io.isere.scsi.task.TaskManagementResult;
import io.isere.vertx.IsereDevice;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code isere probe}: sees how a target takes what is not reading and writing. Writes only if told to try commands. */
@Command(
        name = "probe",
        header = "See how a target takes idling, aborts, resets and rare commands.",
        description =
                "Logs in, does what the options ask for, and makes sure after each that the disk answers. Reads only,"
                        + " unless --commands is given; and a reset also ends what other initiators have under way.",
        footerHeading = "%nExample:%n",
        footer = {
            "  isere probe iser://192.0.2.7/iqn.2026-11.io.isere:disk1/0 --sessions 8 --idle 60 --abort --reset lun",
            ""
        })
final class ProbeCommand implements Callable<Integer> {
    private static final int READS = 16;
    private static final int READ_BYTES = 1 << 16;

    /** What is reset. */
    enum Reset {
        LUN(TaskManagementFunction.LOGICAL_UNIT_RESET),
        TARGET(TaskManagementFunction.TARGET_WARM_RESET);

        private final TaskManagementFunction function;

        Reset(TaskManagementFunction function) {
            this.function = function;
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Mixin
    private SessionOptions lasting;

    @Parameters(paramLabel = "URL", description = "The disk: " + DiskUrl.SHAPE + ".")
    private String url;

    @Option(names = "--sessions", paramLabel = "N", description = "Log in that often. Default: ${DEFAULT-VALUE}.")
    private int sessions = 1;

    @Option(names = "--idle", paramLabel = "S", description = "Then stay idle for S seconds; pings go on.")
    private double idleSeconds;

    @Option(names = "--abort", description = "Then abort one of " + READS + " reads under way (ABORT TASK).")
    private boolean abort;

    @Option(
            names = "--reset",
            paramLabel = "lun|target",
            description = "Then reset the disk, or the target, with " + READS + " reads under way.")
    private @Nullable Reset reset;

    @Option(
            names = "--commands",
            description =
                    "Then try the commands beyond READ and WRITE on the last MiB of the disk, WHICH LOSES ITS DATA:"
                            + " verify, compare and write, write same, unmap, and with --sessions 2 reserve.")
    private boolean commands;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ProbeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        common.requireNetwork();
        Vertx vertx = common.startVertx();
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < sessions; i++) {
                clients.add(Client.open(vertx, common, lasting, DiskUrl.parse(url), READS));
                say("logged in: " + clients.get(i).session().description());
            }
            probe(clients);
        } finally {
            // Also those that the target has dropped: their verticles must be gone before their Vert.x goes.
            clients.forEach(Client::close);
            Waiting.await(vertx.close());
        }
        return ExitCodes.OK;
    }

    private void probe(List<Client> clients) throws InterruptedException {
        requireAnswers(clients);
        if (idleSeconds > 0) {
            Thread.sleep((long) (idleSeconds * 1e3));
            requireAnswers(clients);
            say("idle for " + idleSeconds + " s: every session is still there");
        }
        IsereDevice device = clients.get(0).device();
        if (abort) {
            manage(device, TaskManagementFunction.ABORT_TASK);
            requireAnswers(clients);
        }
        if (commands) {
            IsereDevice last = clients.get(clients.size() - 1).device();
            new ProbedCommands(device, last, this::say).run();
            requireAnswers(clients);
        }
        if (reset != null) {
            manage(device, reset.function);
            requireAnswers(clients);
        }
    }

    private static void requireAnswers(List<Client> clients) {
        for (Client client : clients) {
            InquiryData inquiry = Waiting.await(client.device().inquiry());
            if (inquiry.vendor().isEmpty() || !client.session().isOpen()) {
                throw new CliException(ExitCodes.FAILED, "the disk does not answer as a disk: " + inquiry, null);
            }
        }
    }

    /** Sends the function behind reads, and waits for its answer and the end of every read. */
    private void manage(IsereDevice device, TaskManagementFunction function) {
        int blocks = READ_BYTES / device.blockBytes();
        ByteBuffer buffer = device.buffer(READS * READ_BYTES);
        Promise<TaskManagementResult> answer = Promise.promise();
        AtomicInteger good = new AtomicInteger();
        List<Future<Void>> reads = new ArrayList<>();
        List<ScsiTask> tasks = new ArrayList<>();
        for (int i = 0; i < READS; i++) {
            ScsiTask task = device.prepareRead(new ScsiTask(), 0, blocks);
            task.clientData().add(buffer, i * READ_BYTES, READ_BYTES);
            tasks.add(task);
        }
        List<Promise<Void>> ends =
                tasks.stream().map(task -> Promise.<Void>promise()).toList();
        ends.forEach(end -> reads.add(end.future()));
        device.execute(() -> {
            for (int i = 0; i < READS; i++) {
                Promise<Void> end = ends.get(i);
                SubmitResult submitted = device.submit(tasks.get(i), task -> {
                    good.addAndGet(task.isGood() ? 1 : 0);
                    end.complete();
                });
                if (submitted == SubmitResult.CLOSED) {
                    end.fail("the session has ended");
                }
            }
            ScsiTask last = function == TaskManagementFunction.ABORT_TASK ? tasks.get(READS - 1) : null;
            device.manage(function, last).onComplete(answer);
        });
        TaskManagementResult result = Waiting.await(answer.future());
        Waiting.await(Future.join(reads));
        say(function + ": " + result + "; of " + READS + " reads under way " + good + " succeeded");
        boolean ended =
                function == TaskManagementFunction.ABORT_TASK && result == TaskManagementResult.TASK_DOES_NOT_EXIST;
        if (result != TaskManagementResult.FUNCTION_COMPLETE && !ended) {
            throw new CliException(ExitCodes.FAILED, function + " was answered " + result, null);
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
