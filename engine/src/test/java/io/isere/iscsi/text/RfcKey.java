package io.isere.iscsi.text;

import static io.isere.iscsi.text.KeyTrait.ISER_ONLY;
import static io.isere.iscsi.text.KeyTrait.NO_DISCOVERY;
import static io.isere.iscsi.text.KeyTrait.NO_ISER;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the RFCs say of each text key, written down from their text and not from {@link NegotiationKey}, so that each of the
 * two tables finds the mistakes of the other. Tests run over {@link NegotiationKey#values()}: a new key without a row here
 * fails.
 *
 * @param text key-name
 * @param section where it is defined
 * @param use "SEC" security stage, "IO", "LO", "ALL", "FFPO"
 * @param anyStage whether the section says "Any-Stage"
 * @param senders "I", "T", or "IT"
 * @param scope "CO" or "SW"
 * @param function "AND", "OR", "MIN", "MAX", "LIST", "DECLARE", or "OBSOLETE"
 * @param defaultValue the section's default; empty if it names none
 * @param values what its values look like
 * @param irrelevant the section's "Irrelevant when", besides FirstBurstLength's
 * @param later whether NotUnderstood is a legal answer: keys newer than RFC 3720, which peers may not know
 */
record RfcKey(
        String text,
        String section,
        String use,
        boolean anyStage,
        String senders,
        String scope,
        String function,
        String defaultValue,
        Values values,
        Set<KeyTrait> irrelevant,
        boolean later) {

    /** Legal and illegal values of one kind (RFC 7143, section 6.1), the limits among them. */
    record Values(List<String> legal, List<String> illegal) {}

    private static final String LONG_255 = "x".repeat(255);
    private static final String LONG_256 = "x".repeat(256);

    private static final Values YES_NO = new Values(
            List.of("Yes", "No"), List.of("", "yes", "NO", "1", "0", "true", "Yes ", " No", "Yes,No", "YesNo"));
    private static final Values LENGTHS = numbers(512, 16_777_215, "8192", "65536", "262144");
    private static final Values COUNTS = numbers(1, 65_535, "2", "8");
    private static final Values SECONDS = numbers(0, 3600, "2", "20");
    private static final Values LEVELS = numbers(0, 2, "1");
    private static final Values PROTOCOLS = numbers(0, 31, "1", "2");
    private static final Values TAGS = numbers(0, 65_535, "1");
    private static final Values LIMITS = limits();
    private static final Values DIGESTS =
            new Values(List.of("None", "CRC32C", "CRC32C,None", "None,CRC32C"), List.of("", ",", "CRC32C,", ",None"));
    private static final Values METHODS =
            new Values(List.of("None", "CHAP", "CHAP,None", "SRP,CHAP"), List.of("", ",", "CHAP,", ",None"));
    private static final Values REPORTING = new Values(
            List.of("RFC3720", "RFC3720,ResponseFence", "FastAbort,ResponseFence,RFC3720"),
            List.of("", ",", "RFC3720,"));
    private static final Values NAMES = new Values(
            List.of("iqn.2026-11.io.isere:disk1", "eui.020000023B040506", "naa.52004567BA64678D", "x".repeat(223)),
            List.of("", "x".repeat(224), "iqn.x y", "iqn.x,y", "iqn.x\ty"));
    private static final Values ALIASES =
            new Values(List.of("Bob-s Disk", "", "Gr\u00fcn", LONG_255), List.of(LONG_256));
    private static final Values TEXTS = new Values(List.of("a", "a/b,c", LONG_255), List.of(LONG_256));
    private static final Values KINDS =
            new Values(List.of("Normal", "Discovery"), List.of("", "normal", "Discovery,Normal", "Both"));
    private static final Values ANY_YES_NO = new Values(List.of("Yes", "No"), List.of("maybe"));
    private static final Values RANGES = new Values(List.of("1~2048", "512"), List.of());

    private static final Set<KeyTrait> ALWAYS = Set.of();
    private static final Set<KeyTrait> SESSION = Set.of(NO_DISCOVERY);
    private static final Set<KeyTrait> TCP = Set.of(NO_ISER);
    private static final Set<KeyTrait> ISER = Set.of(ISER_ONLY);

    private static final Map<String, RfcKey> ROWS = new TreeMap<>();

    static {
        row("AuthMethod", "7143, 12.1", "SEC", "IT", "CO", "LIST", "None", METHODS, ALWAYS);
        row("HeaderDigest", "7143, 13.1", "IO", "IT", "CO", "LIST", "None", DIGESTS, TCP);
        row("DataDigest", "7143, 13.1", "IO", "IT", "CO", "LIST", "None", DIGESTS, TCP);
        row("MaxConnections", "7143, 13.2", "LO", "IT", "SW", "MIN", "1", COUNTS, SESSION);
        row("SendTargets", "7143, 13.3", "FFPO", "I", "SW", "DECLARE", "", ALIASES, ALWAYS);
        row("TargetName", "7143, 13.4", "IO any", "IT", "SW", "DECLARE", "", NAMES, ALWAYS);
        row("InitiatorName", "7143, 13.5", "IO any", "I", "SW", "DECLARE", "", NAMES, ALWAYS);
        row("TargetAlias", "7143, 13.6", "ALL any", "T", "SW", "DECLARE", "", ALIASES, ALWAYS);
        row("InitiatorAlias", "7143, 13.7", "ALL any", "I", "SW", "DECLARE", "", ALIASES, ALWAYS);
        row("TargetAddress", "7143, 13.8", "ALL any", "T", "SW", "DECLARE", "", TEXTS, ALWAYS);
        row("TargetPortalGroupTag", "7143, 13.9", "IO any", "T", "SW", "DECLARE", "", TAGS, ALWAYS);
        row("InitialR2T", "7143, 13.10", "LO", "IT", "SW", "OR", "Yes", YES_NO, SESSION);
        row("ImmediateData", "7143, 13.11", "LO", "IT", "SW", "AND", "Yes", YES_NO, SESSION);
        row("MaxRecvDataSegmentLength", "7143, 13.12", "ALL", "IT", "CO", "DECLARE", "8192", LENGTHS, TCP);
        row("MaxBurstLength", "7143, 13.13", "LO", "IT", "SW", "MIN", "262144", LENGTHS, SESSION);
        row("FirstBurstLength", "7143, 13.14", "LO", "IT", "SW", "MIN", "65536", LENGTHS, SESSION);
        row("DefaultTime2Wait", "7143, 13.15", "LO", "IT", "SW", "MAX", "2", SECONDS, ALWAYS);
        row("DefaultTime2Retain", "7143, 13.16", "LO", "IT", "SW", "MIN", "20", SECONDS, ALWAYS);
        row("MaxOutstandingR2T", "7143, 13.17", "LO", "IT", "SW", "MIN", "1", COUNTS, SESSION);
        row("DataPDUInOrder", "7143, 13.18", "LO", "IT", "SW", "OR", "Yes", YES_NO, SESSION);
        row("DataSequenceInOrder", "7143, 13.19", "LO", "IT", "SW", "OR", "Yes", YES_NO, SESSION);
        row("ErrorRecoveryLevel", "7143, 13.20", "LO", "IT", "SW", "MIN", "0", LEVELS, ALWAYS);
        // LO in the RFC. Initiators (open-iscsi, libiscsi) repeat it on every connection, so it is taken as IO.
        row("SessionType", "7143, 13.21", "IO any", "I", "SW", "DECLARE", "Normal", KINDS, ALWAYS);
        later("TaskReporting", "7143, 13.23", "LO", "IT", "SW", "LIST", "RFC3720", REPORTING, SESSION);
        later("iSCSIProtocolLevel", "7144, 7.1.1", "LO", "IT", "SW", "MIN", "1", PROTOCOLS, SESSION);
        row("OFMarker", "7143, 13.25", "IO", "IT", "CO", "OBSOLETE", "No", ANY_YES_NO, ALWAYS);
        row("IFMarker", "7143, 13.25", "IO", "IT", "CO", "OBSOLETE", "No", ANY_YES_NO, ALWAYS);
        row("OFMarkInt", "7143, 13.25", "IO", "IT", "CO", "OBSOLETE", "", RANGES, ALWAYS);
        row("IFMarkInt", "7143, 13.25", "IO", "IT", "CO", "OBSOLETE", "", RANGES, ALWAYS);
        later("X#NodeArchitecture", "7143, 13.26", "LO", "IT", "SW", "DECLARE", "None", TEXTS, ALWAYS);
        later("RDMAExtensions", "7145, 6.3", "LO", "IT", "SW", "AND", "No", YES_NO, SESSION);
        later("TargetRecvDataSegmentLength", "7145, 6.4", "IO", "IT", "CO", "MIN", "8192", LENGTHS, ISER);
        later("InitiatorRecvDataSegmentLength", "7145, 6.5", "IO", "IT", "CO", "MIN", "8192", LENGTHS, ISER);
        later("MaxOutstandingUnexpectedPDUs", "7145, 6.7", "LO", "IT", "SW", "DECLARE", "0", LIMITS, ISER);
        later("MaxAHSLength", "7145, 6.8", "LO", "IT", "SW", "DECLARE", "256", LIMITS, ISER);
        later("TaggedBufferForSolicitedDataOnly", "7145, 6.9", "LO", "I", "SW", "DECLARE", "No", YES_NO, ISER);
        later("iSERHelloRequired", "7145, 6.10", "LO", "I", "SW", "DECLARE", "No", YES_NO, ISER);
    }

    private static void row(
            String text,
            String section,
            String use,
            String senders,
            String scope,
            String function,
            String defaultValue,
            Values values,
            Set<KeyTrait> irrelevant) {
        add(text, section, use, senders, scope, function, defaultValue, values, irrelevant, false);
    }

    private static void later(
            String text,
            String section,
            String use,
            String senders,
            String scope,
            String function,
            String defaultValue,
            Values values,
            Set<KeyTrait> irrelevant) {
        add(text, section, use, senders, scope, function, defaultValue, values, irrelevant, true);
    }

    private static void add(
            String text,
            String section,
            String use,
            String senders,
            String scope,
            String function,
            String defaultValue,
            Values values,
            Set<KeyTrait> irrelevant,
            boolean later) {
        String[] where = use.split(" ", -1);
        ROWS.put(
                text,
                new RfcKey(
                        text,
                        section,
                        where[0],
                        where.length > 1,
                        senders,
                        scope,
                        function,
                        defaultValue,
                        values,
                        irrelevant,
                        later));
    }

    /** A number from {@code min} to {@code max} as decimal or hex constant; nothing else is one. */
    private static Values numbers(long min, long max, String... between) {
        List<String> legal = new ArrayList<>(Arrays.asList(between));
        legal.addAll(List.of(
                Long.toString(min),
                Long.toString(max),
                "0x" + Long.toHexString(max),
                "0X" + Long.toHexString(max).toUpperCase(Locale.ROOT)));
        List<String> illegal = new ArrayList<>(List.of(
                Long.toString(max + 1),
                "0x" + Long.toHexString(max + 1),
                "18446744073709551616",
                "99999999999999999999999",
                "-1",
                "+1",
                "",
                "0x",
                "0xg1",
                "0bAAAA",
                "8k",
                " 1",
                "1 ",
                "01",
                "1.0",
                "1~2",
                "many",
                LONG_256));
        if (min > 0) {
            illegal.add(Long.toString(min - 1));
        }
        return new Values(List.copyOf(legal), List.copyOf(illegal));
    }

    /** "numerical-value-from-2-to-(2**32-1) | 0". */
    private static Values limits() {
        return numbers(2, 0xffff_ffffL, "0", "256");
    }

    /** The row of a key of the program's table. */
    static RfcKey of(NegotiationKey key) {
        RfcKey row = ROWS.get(key.text());
        if (row == null) {
            throw new AssertionError(key + " has no row here: write down what its RFC says of it");
        }
        return row;
    }

    /** Every key-name of the RFCs. */
    static Set<String> names() {
        return ROWS.keySet();
    }

    boolean isDeclared() {
        return function.equals("DECLARE");
    }

    /** Whether its result comes from an offer and an answer. */
    boolean isNegotiated() {
        return !isDeclared() && !function.equals("OBSOLETE");
    }

    boolean mayBeSentBy(Role role) {
        return senders.contains(role == Role.INITIATOR ? "I" : "T");
    }

    /** Whether it has a place in this phase (section 13: "Use", "Any-Stage"). */
    boolean hasPlaceIn(NegotiationPhase phase, boolean leadingConnection) {
        return switch (phase) {
            case SECURITY -> use.equals("SEC") || anyStage;
            case OPERATIONAL -> use.equals("IO") || use.equals("ALL") || (use.equals("LO") && leadingConnection);
            case FULL_FEATURE -> use.equals("ALL") || use.equals("FFPO");
        };
    }

    /** The answer to {@code offered} by somebody who wants {@code own}; both are legal values. */
    String answer(String offered, String own) {
        return switch (function) {
            case "AND" -> offered.equals("Yes") && own.equals("Yes") ? "Yes" : "No";
            case "OR" -> offered.equals("No") && own.equals("No") ? "No" : "Yes";
            case "MIN" -> Long.decode(own) < Long.decode(offered) ? own : offered;
            case "MAX" -> Long.decode(own) > Long.decode(offered) ? own : offered;
            case "LIST" ->
                Arrays.stream(offered.split(","))
                        .filter(List.of(own.split(","))::contains)
                        .findFirst()
                        .orElse("Reject");
            case "OBSOLETE" -> offered.equals("No") ? "No" : "Reject";
            default -> "";
        };
    }

    /** Whether {@code answered} is a possible answer to {@code offered}: the check of the "result function". */
    boolean admits(String offered, String answered) {
        return switch (function) {
            case "AND" -> offered.equals("Yes") || answered.equals("No");
            case "OR" -> offered.equals("No") || answered.equals("Yes");
            case "MIN" -> Long.decode(answered) <= Long.decode(offered);
            case "MAX" -> Long.decode(answered) >= Long.decode(offered);
            case "LIST" -> List.of(offered.split(",")).contains(answered);
            default -> false;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
