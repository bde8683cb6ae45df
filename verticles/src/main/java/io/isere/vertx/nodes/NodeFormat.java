package io.isere.vertx.nodes;

import io.isere.vertx.config.Section;
import io.isere.vertx.impl.HostPort;
import io.isere.vertx.impl.IscsiNames;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The file of a {@link NodeDatabase}: YAML, a list of discovery portals and a list of nodes. Static; any thread. */
final class NodeFormat {
    private static final int VERSION = 1;
    private static final int MAX_GROUP = 0xffff;
    private static final String HEAD =
            "# What isere remembers of targets: see isere node, isere discover. Written by the command; what is\n"
                    + "# changed by hand stays, comments do not. Secrets are not in here, only the names of their"
                    + " files.\n";

    private NodeFormat() {}

    static byte[] write(NodeRecords records) {
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("version", VERSION);
        top.put("discovery", records.discoveries().stream().map(NodeFormat::map).toList());
        top.put("nodes", records.nodes().stream().map(NodeFormat::map).toList());
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false)
                .build();
        return (HEAD + new Dump(settings).dumpToString(top)).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> map(DiscoveryRecord record) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("portal", record.portal());
        return withSettings(map, record.settings());
    }

    private static Map<String, Object> map(NodeRecord record) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("target", record.target());
        map.put("portal", record.portal());
        if (record.group() != NodeRecord.NO_GROUP) {
            map.put("group", record.group());
        }
        return withSettings(map, record.settings());
    }

    private static Map<String, Object> withSettings(Map<String, Object> map, Map<String, String> settings) {
        if (!settings.isEmpty()) {
            map.put("settings", settings);
        }
        return map;
    }

    static NodeRecords read(Section top) {
        int version = top.number("version", 1, Integer.MAX_VALUE, VERSION);
        if (version > VERSION) {
            top.problem(
                    top.line("version"),
                    "'version': " + version + " is of a newer isere; this one reads and writes " + VERSION);
        }
        List<DiscoveryRecord> discoveries = top.sections("discovery", "a discovery portal", NodeFormat::discovery);
        Map<String, Integer> lines = new HashMap<>();
        List<NodeRecord> nodes = top.sections("nodes", "a node", section -> node(section, lines));
        return new NodeRecords(discoveries, nodes);
    }

    private static @Nullable DiscoveryRecord discovery(Section section) {
        String portal = section.required("portal", NodeFormat::portal, "");
        Map<String, String> settings = section.section("settings", NodeFormat::settings);
        return portal.isEmpty() ? null : new DiscoveryRecord(portal, settings);
    }

    private static @Nullable NodeRecord node(Section section, Map<String, Integer> lines) {
        String target = section.required("target", NodeFormat::target, "");
        String portal = section.required("portal", NodeFormat::portal, "");
        int group = section.number("group", 0, MAX_GROUP, NodeRecord.NO_GROUP);
        Map<String, String> settings = section.section("settings", NodeFormat::settings);
        Integer before = lines.putIfAbsent(portal + " " + target, section.line());
        if (before != null) {
            section.problem(section.line(), target + " at " + portal + " is there already, in line " + before);
        }
        return target.isEmpty() || portal.isEmpty() ? null : new NodeRecord(target, portal, group, settings);
    }

    private static Map<String, String> settings(Section section) {
        Map<String, String> settings = new HashMap<>();
        for (NodeSetting setting : NodeSetting.values()) {
            String value = section.value(setting.text(), setting::check, "");
            if (!value.isEmpty()) {
                settings.put(setting.text(), value);
            }
        }
        return settings;
    }

    static String target(String name) {
        IscsiNames.require(name, "target");
        return name;
    }

    /** A portal as it is kept: always with its port. */
    static String portal(String text) {
        return HostPort.parse(text).toString();
    }
}
