package io.isere.vertx.nodes;

import io.isere.iscsi.chap.ChapAlgorithm;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.vertx.IsereInitiatorOptions;
import io.isere.vertx.IsereTransport;
import io.isere.vertx.config.NearestName;
import io.isere.vertx.config.Section;
import io.isere.vertx.impl.IscsiNames;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is kept of a node, under the names that open-iscsi has for it. Each knows its default, which values suit it, and how to
 * put one into options. A secret is never kept, only the name of its file.
 */
public enum NodeSetting {
    /** When a session is opened: {@code manual} or {@code automatic}, at start. */
    STARTUP("node.startup", "manual", oneOf("manual", "automatic"), (options, value) -> {}),
    /** Name of the initiator for this node; empty: the usual one. */
    INITIATOR_NAME("iface.initiatorname", "", NodeSetting::initiatorName, IsereInitiatorOptions::setName),
    /** What carries the session. */
    TRANSPORT(
            "iface.transport_name",
            "iser",
            oneOf("iser", "tcp", "auto"),
            (options, value) -> options.setTransport(IsereTransport.valueOf(value.toUpperCase(Locale.ROOT)))),
    /** None or CHAP; {@link NodeCredentials} makes credentials of this and the next ones. */
    AUTH_METHOD("node.session.auth.authmethod", "None", oneOf("None", "CHAP"), (options, value) -> {}),
    /** The initiator's CHAP name. */
    USERNAME("node.session.auth.username", "", NodeSetting::any, (options, value) -> {}),
    /** File with the initiator's secret. */
    PASSWORD_FILE("node.session.auth.password_file", "", NodeSetting::absolutePath, (options, value) -> {}),
    /** The CHAP name that the target must have; empty: any. */
    USERNAME_IN("node.session.auth.username_in", "", NodeSetting::any, (options, value) -> {}),
    /** File with the secret that the target must prove; empty: it need not. */
    PASSWORD_IN_FILE("node.session.auth.password_in_file", "", NodeSetting::absolutePath, (options, value) -> {}),
    /** Hashes for CHAP, best first. */
    CHAP_ALGORITHMS("node.session.auth.chap_algs", "", NodeSetting::algorithms, (options, value) -> {}),
    /** Whether secrets of less than 96 bits are taken. */
    ALLOW_WEAK("node.session.auth.allow_weak", "No", oneOf("Yes", "No"), (options, value) -> {}),
    /** Seconds a lost session is tried to be opened again; 0: not at all. */
    REPLACEMENT_TIMEOUT(
            "node.session.timeo.replacement_timeout",
            "120",
            number(0, 86_400),
            (options, value) -> options.setReopenPolicy(options.reopenPolicy().withGiveUp(ns(value)))),
    /** Commands with the target at a time. */
    QUEUE_DEPTH(
            "node.session.cmds_max",
            "128",
            number(1, 4096),
            (options, value) -> options.setQueueDepth(Integer.parseInt(value))),
    /** Connections a session is to have, if the target grants them. */
    MAX_CONNECTIONS(
            "node.session.iscsi.MaxConnections", "1", number(1, Resilience.MAX_CONNECTIONS), (options, value) -> {
                InitiatorSettings now = options.settings();
                options.setSettings(now.withResilience(now.resilience().withConnections(Integer.parseInt(value))));
            }),
    /** What is done about damaged PDUs over TCP: 0, drop the connection; 1, ask for them again. */
    ERROR_RECOVERY_LEVEL("node.session.iscsi.ERL", "0", number(0, Resilience.MAX_LEVEL), (options, value) -> {
        InitiatorSettings now = options.settings();
        options.setSettings(now.withResilience(now.resilience().withErrorRecoveryLevel(Integer.parseInt(value))));
    }),
    /** Whether a write's first bytes may come with its command; empty: no over iSER, yes over TCP. */
    IMMEDIATE_DATA("node.session.iscsi.ImmediateData", "", oneOf("Yes", "No"), (options, value) -> {
        InitiatorSettings now = options.settings();
        options.setSettings(now.withUnsolicitedData(value.equals("Yes"), now.initialR2t()));
        negotiate(options, NegotiationKey.IMMEDIATE_DATA, value);
    }),
    /** Whether all data of a write must be asked for; empty: yes over iSER, no over TCP. */
    INITIAL_R2T("node.session.iscsi.InitialR2T", "", oneOf("Yes", "No"), (options, value) -> {
        InitiatorSettings now = options.settings();
        options.setSettings(now.withUnsolicitedData(now.immediateData(), value.equals("Yes")));
        negotiate(options, NegotiationKey.INITIAL_R2T, value);
    }),
    /** Over TCP, most bytes of a write that come unasked. */
    FIRST_BURST(
            "node.session.iscsi.FirstBurstLength",
            "65536",
            number(512, 16_777_215),
            (options, value) -> negotiate(options, NegotiationKey.FIRST_BURST_LENGTH, value)),
    /** Over TCP, most bytes asked for at a time. */
    MAX_BURST(
            "node.session.iscsi.MaxBurstLength",
            "1048576",
            number(512, 16_777_215),
            (options, value) -> negotiate(options, NegotiationKey.MAX_BURST_LENGTH, value)),
    /** Seconds a login may take. */
    LOGIN_TIMEOUT(
            "node.conn[0].timeo.login_timeout",
            "15",
            number(1, 3600),
            (options, value) -> options.setSettings(
                    options.settings().withLogin(ns(value), options.settings().loginAttempts()))),
    /** Seconds of silence after which the target is pinged; 0: never. */
    PING_INTERVAL("node.conn[0].timeo.noop_out_interval", "10", number(0, 3600), (options, value) -> {
        InitiatorSettings now = options.settings();
        options.setSettings(now.withPings(ns(value), now.pingTimeoutNs()));
    }),
    /** Seconds an answer to a ping may take. */
    PING_TIMEOUT("node.conn[0].timeo.noop_out_timeout", "10", number(1, 3600), (options, value) -> {
        InitiatorSettings now = options.settings();
        options.setSettings(now.withPings(now.pingIntervalNs(), ns(value)));
    }),
    /** Over TCP, checksums of headers, best first. */
    HEADER_DIGEST(
            "node.conn[0].iscsi.HeaderDigest",
            "None",
            NodeSetting::digests,
            (options, value) -> negotiate(options, NegotiationKey.HEADER_DIGEST, value)),
    /** Over TCP, checksums of data, best first. */
    DATA_DIGEST(
            "node.conn[0].iscsi.DataDigest",
            "None",
            NodeSetting::digests,
            (options, value) -> negotiate(options, NegotiationKey.DATA_DIGEST, value)),
    /** Over TCP, most bytes of data in one PDU. */
    MAX_SEGMENT(
            "node.conn[0].iscsi.MaxRecvDataSegmentLength",
            "262144",
            number(512, 16_777_215),
            (options, value) -> negotiate(options, NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, value));

    /** The value of {@link #STARTUP} that opens a session at start. */
    public static final String AUTOMATIC = "automatic";

    /** What the names of everything about authentication begin with. */
    public static final String AUTH_PREFIX = "node.session.auth.";

    private static final Map<String, NodeSetting> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(NodeSetting::text, Function.identity()));

    private interface Setter {
        void set(IsereInitiatorOptions options, String value);
    }

    private final String text;
    private final String defaultValue;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final UnaryOperator<String> checker;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Setter setter;

    NodeSetting(String text, String defaultValue, UnaryOperator<String> checker, Setter setter) {
        this.text = text;
        this.defaultValue = defaultValue;
        this.checker = checker;
        this.setter = setter;
    }

    /**
     * The setting of a name.
     *
     * @throws IllegalArgumentException when there is none, with the nearest that there is
     */
    public static NodeSetting named(String name) {
        NodeSetting known = BY_NAME.get(name);
        if (known == null && name.startsWith("node.session.auth.password")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not kept: put the secret into a file that only you can"
                            + " read, and name that in " + name + "_file");
        }
        if (known == null) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no setting of a node" + NearestName.hint(name, BY_NAME.keySet()));
        }
        return known;
    }

    /** Its name, as open-iscsi has it. */
    public String text() {
        return text;
    }

    /** What it is unless set. */
    public String defaultValue() {
        return defaultValue;
    }

    /**
     * A value as it is kept; empty: the default.
     *
     * @throws IllegalArgumentException when it does not suit, with what does
     */
    public String check(String value) {
        try {
            return value.isBlank() ? "" : checker.apply(value.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text + ": " + e.getMessage(), e);
        }
    }

    void apply(IsereInitiatorOptions options, String value) {
        setter.set(options, value);
    }

    private static UnaryOperator<String> oneOf(String... values) {
        return value -> Stream.of(values)
                .filter(value::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + value + "': want " + String.join(" or ", values)));
    }

    private static UnaryOperator<String> number(int min, int max) {
        return value -> Integer.toString(Section.wholeNumber(value, min, max));
    }

    private static String any(String value) {
        return value;
    }

    private static String algorithms(String list) {
        return Stream.of(list.split(",", -1))
                .map(String::strip)
                .peek(ChapAlgorithm::named)
                .collect(Collectors.joining(","));
    }

    private static String absolutePath(String value) {
        return Path.of(value).toAbsolutePath().normalize().toString();
    }

    private static String initiatorName(String value) {
        IscsiNames.require(value, "initiator");
        return value;
    }

    private static String digests(String list) {
        UnaryOperator<String> digest = oneOf("CRC32C", "None");
        return Stream.of(list.split(",", -1)).map(String::strip).map(digest).collect(Collectors.joining(","));
    }

    private static void negotiate(IsereInitiatorOptions options, NegotiationKey key, String value) {
        options.setTcpOptions(options.tcpOptions().with(key, value));
    }

    private static long ns(String seconds) {
        return Integer.parseInt(seconds) * 1_000_000_000L;
    }
}
