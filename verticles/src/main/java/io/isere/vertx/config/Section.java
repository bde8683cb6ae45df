package io.isere.vertx.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a {@link ConfigFile}, read key by key. What is wrong is noted with its line and reading goes on with a
 * default, so that all is found in one go. {@link #end} refuses keys that nobody asked for. One thread.
 */
public final class Section {
    private static final Map<String, Boolean> YES_NO =
            Map.of("yes", true, "true", true, "on", true, "no", false, "false", false, "off", false);

    private final ConfigProblems problems;
    private final String what;
    private final int line;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<String> asked = new TreeSet<>();

    Section(ConfigProblems problems, MappingNode node, String what) {
        this.problems = problems;
        this.what = what;
        line = ConfigFile.line(node.getStartMark());
        for (NodeTuple tuple : node.getValue()) {
            int keyLine = ConfigFile.line(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyLine, "a name in " + what + " must be plain text");
            } else if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                problems.add(
                        keyLine, "'" + key.getValue() + "' is there twice, first in line " + lines.get(key.getValue()));
            } else {
                lines.put(key.getValue(), keyLine);
            }
        }
    }

    /** Where it begins, from 1; 0 when it is empty. */
    public int line() {
        return line;
    }

    /** Where a key is; where the section begins when it is not there. */
    public int line(String key) {
        return lines.getOrDefault(key, line);
    }

    /** Notes that something is wrong. */
    public void problem(int atLine, String message) {
        problems.add(atLine, message);
    }

    /** Whether a key is there. */
    public boolean has(String key) {
        asked.add(key);
        return values.containsKey(key);
    }

    /**
     * A value of one line.
     *
     * @param parser makes something of it; throws IllegalArgumentException with what is expected
     */
    public <T> T value(String key, Function<String, T> parser, T absent) {
        asked.add(key);
        Node node = values.get(key);
        T parsed = node == null ? null : parse(key, node, parser);
        return parsed == null ? absent : parsed;
    }

    /** A value of one line that must be there. */
    public <T> T required(String key, Function<String, T> parser, T stopgap) {
        if (!has(key)) {
            problems.add(line, what + " needs '" + key + "'");
        }
        return value(key, parser, stopgap);
    }

    /** Text; empty when absent. */
    public String text(String key) {
        return value(key, Function.identity(), "");
    }

    /** A whole number in a range. */
    public int number(String key, int min, int max, int absent) {
        return value(key, text -> wholeNumber(text, min, max), absent);
    }

    /** Yes or no. */
    public boolean yes(String key, boolean absent) {
        return value(key, Section::yesOrNo, absent);
    }

    /** Seconds, not necessarily whole, as nanoseconds. */
    public long secondsAsNs(String key, long absentNs) {
        return value(key, Section::secondsAsNs, absentNs);
    }

    /** One value, or a list of them. */
    public <T> List<T> values(String key, Function<String, T> parser) {
        List<T> parsed = new ArrayList<>();
        asked.add(key);
        Node node = values.get(key);
        if (node != null) {
            List<Node> nodes = node instanceof SequenceNode list ? list.getValue() : List.of(node);
            for (Node each : nodes) {
                T value = parse(key, each, parser);
                if (value != null) {
                    parsed.add(value);
                }
            }
        }
        return parsed;
    }

    /** A section below this one; an empty one when absent. */
    public <T> T section(String key, Function<Section, T> reader) {
        asked.add(key);
        Node node = values.get(key);
        if (node != null && !(node instanceof MappingNode)) {
            problems.add(line(key), "'" + key + "' must be followed by indented 'name: value' lines");
        }
        MappingNode below = node instanceof MappingNode mapping ? mapping : emptyNode();
        return read(below, "'" + key + "'", reader);
    }

    /** A list of sections; the reader gives null for one that is wrong. */
    public <T> List<T> sections(String key, String whatEach, Function<Section, @Nullable T> reader) {
        List<T> read = new ArrayList<>();
        if (!has(key)) {
            return read;
        }
        if (!(values.get(key) instanceof SequenceNode list)) {
            problems.add(line(key), "'" + key + "' must be a list: '- name: value' lines");
            return read;
        }
        for (Node node : list.getValue()) {
            if (node instanceof MappingNode mapping) {
                T value = read(mapping, whatEach, reader);
                if (value != null) {
                    read.add(value);
                }
            } else {
                problems.add(ConfigFile.line(node.getStartMark()), "want 'name: value' lines for " + whatEach);
            }
        }
        return read;
    }

    /** Whether a key is there with a list, and nothing in it. */
    boolean isEmptyList(String key) {
        return values.get(key) instanceof SequenceNode list && list.getValue().isEmpty();
    }

    /** Every key that was not asked for yet, with its text: for sections whose names are data. */
    public void each(BiConsumer<String, String> reader) {
        for (Map.Entry<String, Node> entry : values.entrySet()) {
            if (asked.add(entry.getKey())) {
                String text = parse(entry.getKey(), entry.getValue(), Function.identity());
                if (text != null) {
                    reader.accept(entry.getKey(), text);
                }
            }
        }
    }

    private <T extends @Nullable Object> T read(MappingNode node, String name, Function<Section, T> reader) {
        Section below = new Section(problems, node, name);
        T result = reader.apply(below);
        below.end();
        return result;
    }

    private static MappingNode emptyNode() {
        return new MappingNode(
                org.snakeyaml.engine.v2.nodes.Tag.MAP, List.of(), org.snakeyaml.engine.v2.common.FlowStyle.BLOCK);
    }

    private <T> @Nullable T parse(String key, Node node, Function<String, T> parser) {
        int at = ConfigFile.line(node.getStartMark());
        if (!(node instanceof ScalarNode scalar)) {
            problems.add(at, "'" + key + "' must be one value");
            return null;
        }
        try {
            return parser.apply(scalar.getValue());
        } catch (IllegalArgumentException | ArithmeticException e) {
            problems.add(at, "'" + key + "': " + e.getMessage());
            return null;
        }
    }

    /** Refuses the keys that nobody asked for. */
    void end() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                problems.add(line(key), "'" + key + "' is not known in " + what + NearestName.hint(key, asked));
            }
        }
    }

    /** A whole number in a range; see {@link #number}. */
    public static int wholeNumber(String text, int min, int max) {
        boolean number = text.matches("-?[0-9]{1,9}");
        if (!number || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException("'" + text + "': want a whole number from " + min + " to " + max);
        }
        return Integer.parseInt(text);
    }

    /** Yes or no; see {@link #yes}. */
    public static boolean yesOrNo(String text) {
        Boolean meaning = YES_NO.get(text.toLowerCase(Locale.ROOT));
        if (meaning == null) {
            throw new IllegalArgumentException("'" + text + "': want yes or no");
        }
        return meaning;
    }

    /** Seconds as nanoseconds; see {@link #secondsAsNs(String, long)}. */
    public static long secondsAsNs(String text) {
        if (!text.matches("[0-9]{1,6}(\\.[0-9]{1,3})?")) {
            throw new IllegalArgumentException("'" + text + "': want seconds, for example 30 or 0.5");
        }
        return Math.round(Double.parseDouble(text) * 1e9);
    }
}
