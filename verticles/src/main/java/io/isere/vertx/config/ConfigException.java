package io.isere.vertx.config;

import java.util.List;

/** A file of configuration that cannot be used: all that is wrong with it, each with its file and line. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Each {@code file:line: what is wrong}; without a line when it is about the whole file. */
    private final String[] problems;

    ConfigException(List<String> problems) {
        super(problems.size() == 1 ? problems.get(0) : problems.size() + " errors:\n" + String.join("\n", problems));
        this.problems = problems.toArray(String[]::new);
    }

    /** Each {@code file:line: what is wrong and what is expected}, in the order of the lines. */
    public List<String> problems() {
        return List.of(problems);
    }
}
