package io.isere.vertx.nodes;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Edits a database of nodes at random: adds and deletes nodes of its own, which have its name. As a program it tells of each
 * edit that is done: {@code FILE NAME SEED COUNT}.
 */
final class RandomEdits {
    private RandomEdits() {}

    /** What there is to be of this name afterwards. */
    static SortedSet<String> run(NodeDatabase database, String name, SplittableRandom random, int edits)
            throws IOException {
        SortedSet<String> mine = new TreeSet<>();
        for (int i = 0; i < edits; i++) {
            apply(mine, edit(database, name, random, mine));
        }
        return mine;
    }

    /** Makes an edit and says which. */
    private static String edit(NodeDatabase database, String name, SplittableRandom random, SortedSet<String> mine)
            throws IOException {
        boolean delete = mine.size() > 20 || (!mine.isEmpty() && random.nextInt(3) == 0);
        String portal = delete ? mine.first() : name + ":" + (1 + random.nextInt(65_000));
        NodeRecord node = NodeRecord.of("iqn.2026-11.io.isere:" + name, portal, 1);
        database.update(records -> delete ? records.without(node::isSameNode) : records.with(node));
        return (delete ? "-" : "+") + portal;
    }

    private static void apply(SortedSet<String> portals, String edit) {
        if (edit.startsWith("-")) {
            portals.remove(edit.substring(1));
        } else {
            portals.add(edit.substring(1));
        }
    }

    /** The program. */
    public static void main(String[] arguments) throws IOException {
        NodeDatabase database = new NodeDatabase(Path.of(arguments[0]));
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
        SortedSet<String> mine = new TreeSet<>();
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            String edit = edit(database, arguments[1], random, mine);
            apply(mine, edit);
            System.out.println(edit);
            System.out.flush();
        }
    }

    /** Starts the program. */
    static Process start(Path file, String name, long seed, int edits) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                RandomEdits.class.getName(),
                file.toString(),
                name,
                Long.toString(seed),
                Integer.toString(edits));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** What a program that ends by itself has left. */
    static SortedSet<String> acknowledged(Process process) throws IOException {
        SortedSet<String> portals = new TreeSet<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                apply(portals, line);
            }
        }
        return portals;
    }

    /** What a program has told of until it was killed in the midst of it. */
    static SortedSet<String> killAfter(Process process, int edits) throws IOException, InterruptedException {
        SortedSet<String> portals = new TreeSet<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            int seen = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (!line.matches("[+-][a-z0-9]+:[0-9]+")) {
                    break;
                }
                apply(portals, line);
                if (++seen == edits) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
        return portals;
    }
}
