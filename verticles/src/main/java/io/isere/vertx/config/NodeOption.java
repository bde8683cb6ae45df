package io.isere.vertx.config;

import io.isere.iscsi.session.Resilience;
import io.isere.iscsi.target.TargetLimits;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.TextConstants;
import io.isere.iser.IserOptions.BaseOffset;
import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.vertx.IsereTargetOptions;
import io.isere.vertx.IsereTransport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names under {@code options:} in a target's file, those of the command line. Each puts its value into the options. */
enum NodeOption {
    PROVIDER("provider", (options, text) -> options.setProvider(text)),
    TRANSPORT("transport", (options, text) -> options.setTransport(oneOf(IsereTransport.class, text))),
    QUEUE_DEPTH(
            "queue-depth",
            (options, text) ->
                    options.setSettings(options.settings().withQueueDepth(Section.wholeNumber(text, 1, 2048)))),
    SESSION_CONNECTIONS("session-connections", (options, text) -> {
        TargetSettings now = options.settings();
        int connections = Section.wholeNumber(text, 1, Resilience.MAX_CONNECTIONS);
        options.setSettings(now.withResilience(now.resilience().withConnections(connections)));
    }),
    ERROR_RECOVERY_LEVEL("error-recovery-level", (options, text) -> {
        TargetSettings now = options.settings();
        int level = Section.wholeNumber(text, 0, Resilience.MAX_LEVEL);
        options.setSettings(now.withResilience(now.resilience().withErrorRecoveryLevel(level)));
    }),
    IMMEDIATE_DATA("immediate-data", (options, text) -> {
        boolean yes = Section.yesOrNo(text);
        options.setSettings(
                options.settings().withUnsolicitedData(yes, options.settings().initialR2t()));
        negotiate(options, NegotiationKey.IMMEDIATE_DATA, yes ? TextConstants.YES : TextConstants.NO);
    }),
    INITIAL_R2T("initial-r2t", (options, text) -> {
        boolean yes = Section.yesOrNo(text);
        options.setSettings(
                options.settings().withUnsolicitedData(options.settings().immediateData(), yes));
        negotiate(options, NegotiationKey.INITIAL_R2T, yes ? TextConstants.YES : TextConstants.NO);
    }),
    LOGIN_TIMEOUT("login-timeout", (options, text) -> {
        TargetSettings now = options.settings();
        options.setSettings(
                now.withTimeouts(positive(Section.secondsAsNs(text)), now.pingIntervalNs(), now.pingTimeoutNs()));
    }),
    PING_INTERVAL("ping-interval", (options, text) -> {
        TargetSettings now = options.settings();
        options.setSettings(now.withTimeouts(now.loginTimeoutNs(), Section.secondsAsNs(text), now.pingTimeoutNs()));
    }),
    PING_TIMEOUT("ping-timeout", (options, text) -> {
        TargetSettings now = options.settings();
        options.setSettings(
                now.withTimeouts(now.loginTimeoutNs(), now.pingIntervalNs(), positive(Section.secondsAsNs(text))));
    }),
    HEADER_DIGEST("header-digest", (options, text) -> negotiate(options, NegotiationKey.HEADER_DIGEST, digests(text))),
    DATA_DIGEST("data-digest", (options, text) -> negotiate(options, NegotiationKey.DATA_DIGEST, digests(text))),
    FIRST_BURST("first-burst", (options, text) -> negotiateSize(options, NegotiationKey.FIRST_BURST_LENGTH, text)),
    MAX_BURST("max-burst", (options, text) -> negotiateSize(options, NegotiationKey.MAX_BURST_LENGTH, text)),
    MAX_SEGMENT(
            "max-segment",
            (options, text) -> negotiateSize(options, NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, text)),
    MAX_R2T(
            "max-r2t",
            (options, text) -> negotiate(
                    options, NegotiationKey.MAX_OUTSTANDING_R2T, Integer.toString(Section.wholeNumber(text, 1, 8)))),
    BASE_OFFSET("base-offset", (options, text) -> {
        BaseOffset meaning = switch (text) {
            case "solicited" -> BaseOffset.SOLICITED_DATA_ONLY;
            case "whole" -> BaseOffset.WHOLE_BUFFER;
            default -> throw new IllegalArgumentException("'" + text + "': want solicited or whole");
        };
        options.setIserOptions(options.iserOptions().withBaseOffset(meaning));
    }),
    MAX_TARGET_DATA(
            "max-target-data",
            (options, text) -> options.setIserOptions(
                    options.iserOptions().withMaxTargetDataSegmentBytes(Section.wholeNumber(text, 0, 1 << 20)))),
    MPA_CRC("mpa-crc", (options, text) -> options.setIwarpOptions(new IwarpOptions().crc(Section.yesOrNo(text)))),
    MAX_SESSIONS("max-sessions", (options, text) -> {
        TargetLimits now = options.settings().limits();
        limit(options, new TargetLimits(count(text), now.maxSessionsPerInitiator(), now.maxConnections()));
    }),
    MAX_SESSIONS_PER_INITIATOR("max-sessions-per-initiator", (options, text) -> {
        TargetLimits now = options.settings().limits();
        limit(options, new TargetLimits(now.maxSessions(), count(text), now.maxConnections()));
    }),
    MAX_CONNECTIONS("max-connections", (options, text) -> {
        TargetLimits now = options.settings().limits();
        limit(options, new TargetLimits(now.maxSessions(), now.maxSessionsPerInitiator(), count(text)));
    });

    /** TSIHs are numbers of 16 bits. */
    private static final int MAX_COUNT = 0xffff;

    private interface Setter {
        void set(IsereTargetOptions options, String text);
    }

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Setter setter;

    NodeOption(String key, Setter setter) {
        this.key = key;
        this.setter = setter;
    }

    /** Reads those that are there, as text; each is checked by putting it into options that nobody uses. */
    static Map<String, String> read(Section section) {
        Map<String, String> read = new LinkedHashMap<>();
        for (NodeOption option : values()) {
            if (section.has(option.key)) {
                String text = section.value(
                        option.key,
                        value -> {
                            option.setter.set(new IsereTargetOptions(), value);
                            return value;
                        },
                        "");
                read.put(option.key, text);
            }
        }
        return read;
    }

    /** Puts what was read into options. */
    static void apply(Map<String, String> read, IsereTargetOptions options) {
        for (NodeOption option : values()) {
            String text = read.get(option.key);
            if (text != null) {
                option.setter.set(options, text);
            }
        }
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        String known = Stream.of(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("'" + text + "': want one of " + known);
    }

    private static int count(String text) {
        return Section.wholeNumber(text, 1, MAX_COUNT);
    }

    private static void limit(IsereTargetOptions options, TargetLimits limits) {
        options.setSettings(options.settings().withLimits(limits));
    }

    private static long positive(long ns) {
        if (ns <= 0) {
            throw new IllegalArgumentException("want more than 0 seconds");
        }
        return ns;
    }

    private static void negotiate(IsereTargetOptions options, NegotiationKey key, String value) {
        options.setTcpOptions(options.tcpOptions().with(key, value));
    }

    private static void negotiateSize(IsereTargetOptions options, NegotiationKey key, String size) {
        negotiate(options, key, Long.toString(Sizes.parse(size)));
    }

    private static String digests(String list) {
        return Stream.of(list.split(",", -1)).map(NodeOption::digest).collect(Collectors.joining(","));
    }

    private static String digest(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "crc32c" -> "CRC32C";
            case "none" -> "None";
            default -> throw new IllegalArgumentException("'" + name + "': want crc32c, none or crc32c,none");
        };
    }
}
