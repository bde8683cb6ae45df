package io.isere.vertx.cli;

import io.isere.vertx.nodes.NodeRecord;
import io.isere.vertx.nodes.NodeSetting;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nodes for people, and as JSON for programs. Static functions. */
final class NodeTable {
    private NodeTable() {}

    /** A line each. */
    static void print(List<NodeRecord> nodes, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PORTAL", "TARGET", "TRANSPORT", "STARTUP"));
        for (NodeRecord node : nodes) {
            rows.add(List.of(
                    portal(node), node.target(), node.get(NodeSetting.TRANSPORT), node.get(NodeSetting.STARTUP)));
        }
        TextTable.print(rows, out);
    }

    private static String portal(NodeRecord node) {
        return node.portal() + (node.group() == NodeRecord.NO_GROUP ? "" : "," + node.group());
    }

    /** All of one, as iscsiadm shows it. */
    static void printRecord(NodeRecord node, PrintWriter out) {
        out.println("# BEGIN RECORD");
        out.println("node.name = " + node.target());
        out.println("node.portal = " + portal(node));
        for (NodeSetting setting : NodeSetting.values()) {
            String value = node.get(setting);
            out.println(setting.text() + " = " + (value.isEmpty() ? "<empty>" : value));
        }
        out.println("# END RECORD");
        out.flush();
    }

    /** As JSON: an array of objects. */
    static String json(List<NodeRecord> nodes) {
        List<Object> all = new ArrayList<>();
        for (NodeRecord node : nodes) {
            Map<String, Object> settings = new TreeMap<>();
            for (NodeSetting setting : NodeSetting.values()) {
                settings.put(setting.text(), node.get(setting));
            }
            Map<String, Object> object = new TreeMap<>();
            object.put("target", node.target());
            object.put("portal", node.portal());
            object.put("settings", settings);
            if (node.group() != NodeRecord.NO_GROUP) {
                object.put("group", node.group());
            }
            all.add(object);
        }
        return new io.vertx.core.json.JsonArray(all).encodePrettily();
    }
}
