package io.isere.vertx.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, so that a reader hears of all of it at once. One thread. */
final class ConfigProblems {
    private record Problem(int line, String message) {}

    private final Path file;
    private final List<Problem> problems = new ArrayList<>();

    ConfigProblems(Path file) {
        this.file = file;
    }

    /** @param line from 1; 0: the whole file */
    void add(int line, String message) {
        problems.add(new Problem(line, message));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Throws what was found, if anything was. */
    void throwIfAny() {
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(Problem::line));
            throw new ConfigException(problems.stream().map(this::text).toList());
        }
    }

    private String text(Problem problem) {
        return file + (problem.line() > 0 ? ":" + problem.line() : "") + ": " + problem.message();
    }
}
