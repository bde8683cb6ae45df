package io.isere.vertx.cli;

import io.isere.vertx.nodes.NodeRecord;
import io.isere.vertx.nodes.NodeSetting;
import java.util.ArrayList;
import java.util.List;

/** {@code -n NAME -v VALUE}, several times, as changes of a node. Static functions. */
final class NodeSettings {
    /** A setting's name and what it is to be. */
    record Pair(String name, String value) {}

    private NodeSettings() {}

    /** Each name with its value; names and values are checked before anything is changed. */
    static List<Pair> pairs(List<String> names, List<String> values) {
        if (names.size() != values.size()) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "each -n NAME needs its -v VALUE: " + names.size() + " names, " + values.size() + " values",
                    null);
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            NodeSetting.named(names.get(i)).check(values.get(i));
            pairs.add(new Pair(names.get(i), values.get(i)));
        }
        return pairs;
    }

    static NodeRecord apply(NodeRecord node, List<Pair> pairs) {
        NodeRecord changed = node;
        for (Pair pair : pairs) {
            changed = changed.with(pair.name(), pair.value());
        }
        return changed;
    }
}
