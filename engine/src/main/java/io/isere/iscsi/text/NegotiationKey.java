package io.isere.iscsi.text;

import static io.isere.iscsi.text.KeyRule.AND;
import static io.isere.iscsi.text.KeyRule.DECLARE;
import static io.isere.iscsi.text.KeyRule.LIST;
import static io.isere.iscsi.text.KeyRule.MAX;
import static io.isere.iscsi.text.KeyRule.MIN;
import static io.isere.iscsi.text.KeyRule.OBSOLETE;
import static io.isere.iscsi.text.KeyRule.OR;
import static io.isere.iscsi.text.KeyScope.CO;
import static io.isere.iscsi.text.KeyScope.SW;
import static io.isere.iscsi.text.KeySenders.BOTH;
import static io.isere.iscsi.text.KeySenders.INITIATOR;
import static io.isere.iscsi.text.KeySenders.TARGET;
import static io.isere.iscsi.text.KeyTrait.ANY_STAGE;
import static io.isere.iscsi.text.KeyTrait.FOR_UNSOLICITED_DATA;
import static io.isere.iscsi.text.KeyTrait.ISER_ONLY;
import static io.isere.iscsi.text.KeyTrait.LATER_KEY;
import static io.isere.iscsi.text.KeyTrait.NO_DISCOVERY;
import static io.isere.iscsi.text.KeyTrait.NO_ISER;
import static io.isere.iscsi.text.KeyTrait.REPEATABLE;
import static io.isere.iscsi.text.KeyUse.ALL;
import static io.isere.iscsi.text.KeyUse.FFPO;
import static io.isere.iscsi.text.KeyUse.IO;
import static io.isere.iscsi.text.KeyUse.LO;
import static io.isere.iscsi.text.KeyUse.SECURITY;
import static io.isere.iscsi.text.ValueSyntax.BOOLEAN;
import static io.isere.iscsi.text.ValueSyntax.COUNT;
import static io.isere.iscsi.text.ValueSyntax.LENGTH;
import static io.isere.iscsi.text.ValueSyntax.LIMIT;
import static io.isere.iscsi.text.ValueSyntax.NAME;
import static io.isere.iscsi.text.ValueSyntax.PROTOCOL_LEVEL;
import static io.isere.iscsi.text.ValueSyntax.RECOVERY_LEVEL;
import static io.isere.iscsi.text.ValueSyntax.SECONDS;
import static io.isere.iscsi.text.ValueSyntax.SESSION_KIND;
import static io.isere.iscsi.text.ValueSyntax.TAG;
import static io.isere.iscsi.text.ValueSyntax.TEXT;
import static io.isere.iscsi.text.ValueSyntax.VALUE_LIST;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of text keys: RFC 7143 section 13, RFC 7144 section 7, RFC 7145 section 6, one row each.
 *
 * <p>Columns: key; use; scope; senders; values; result function; default; RFC and section; traits. {@link Negotiator}
 * runs the table. SessionType is LO by the RFC, here IO: initiators repeat it on every connection. A target that says
 * TargetName during login, which is for answers to SendTargets, is let pass. Immutable; any thread.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of and the syntaxes are immutable, but nothing says so to the checker
public enum NegotiationKey {
    AUTH_METHOD("AuthMethod", SECURITY, CO, BOTH, VALUE_LIST, LIST, "None", "7143, 12.1"),
    SESSION_TYPE("SessionType", IO, SW, INITIATOR, SESSION_KIND, DECLARE, "Normal", "7143, 13.21", ANY_STAGE),
    INITIATOR_NAME("InitiatorName", IO, SW, INITIATOR, NAME, DECLARE, "", "7143, 13.5", ANY_STAGE),
    INITIATOR_ALIAS("InitiatorAlias", ALL, SW, INITIATOR, TEXT, DECLARE, "", "7143, 13.7", ANY_STAGE),
    TARGET_NAME("TargetName", IO, SW, BOTH, NAME, DECLARE, "", "7143, 13.4", ANY_STAGE),
    TARGET_ALIAS("TargetAlias", ALL, SW, TARGET, TEXT, DECLARE, "", "7143, 13.6", ANY_STAGE),
    TARGET_ADDRESS("TargetAddress", ALL, SW, TARGET, TEXT, DECLARE, "", "7143, 13.8", ANY_STAGE, REPEATABLE),
    TARGET_PORTAL_GROUP_TAG("TargetPortalGroupTag", IO, SW, TARGET, TAG, DECLARE, "", "7143, 13.9", ANY_STAGE),
    SEND_TARGETS("SendTargets", FFPO, SW, INITIATOR, TEXT, DECLARE, "", "7143, 13.3"),
    RDMA_EXTENSIONS("RDMAExtensions", LO, SW, BOTH, BOOLEAN, AND, "No", "7145, 6.3", NO_DISCOVERY, LATER_KEY),
    INITIAL_R2T("InitialR2T", LO, SW, BOTH, BOOLEAN, OR, "Yes", "7143, 13.10", NO_DISCOVERY),
    IMMEDIATE_DATA("ImmediateData", LO, SW, BOTH, BOOLEAN, AND, "Yes", "7143, 13.11", NO_DISCOVERY),
    MAX_BURST_LENGTH("MaxBurstLength", LO, SW, BOTH, LENGTH, MIN, "262144", "7143, 13.13", NO_DISCOVERY),
    FIRST_BURST_LENGTH(
            "FirstBurstLength", LO, SW, BOTH, LENGTH, MIN, "65536", "7143, 13.14", NO_DISCOVERY, FOR_UNSOLICITED_DATA),
    HEADER_DIGEST("HeaderDigest", IO, CO, BOTH, VALUE_LIST, LIST, "None", "7143, 13.1", NO_ISER),
    DATA_DIGEST("DataDigest", IO, CO, BOTH, VALUE_LIST, LIST, "None", "7143, 13.1", NO_ISER),
    MAX_RECV_DATA_SEGMENT_LENGTH(
            "MaxRecvDataSegmentLength", ALL, CO, BOTH, LENGTH, DECLARE, "8192", "7143, 13.12", NO_ISER),
    INITIATOR_RECV_DATA_SEGMENT_LENGTH(
            "InitiatorRecvDataSegmentLength", IO, CO, BOTH, LENGTH, MIN, "8192", "7145, 6.5", ISER_ONLY),
    TARGET_RECV_DATA_SEGMENT_LENGTH(
            "TargetRecvDataSegmentLength", IO, CO, BOTH, LENGTH, MIN, "8192", "7145, 6.4", ISER_ONLY),
    MAX_OUTSTANDING_UNEXPECTED_PDUS(
            "MaxOutstandingUnexpectedPDUs", LO, SW, BOTH, LIMIT, DECLARE, "0", "7145, 6.7", ISER_ONLY),
    MAX_AHS_LENGTH("MaxAHSLength", LO, SW, BOTH, LIMIT, DECLARE, "256", "7145, 6.8", ISER_ONLY),
    TAGGED_BUFFER_FOR_SOLICITED_DATA_ONLY(
            "TaggedBufferForSolicitedDataOnly", LO, SW, INITIATOR, BOOLEAN, DECLARE, "No", "7145, 6.9", ISER_ONLY),
    ISER_HELLO_REQUIRED("iSERHelloRequired", LO, SW, INITIATOR, BOOLEAN, DECLARE, "No", "7145, 6.10", ISER_ONLY),
    MAX_CONNECTIONS("MaxConnections", LO, SW, BOTH, COUNT, MIN, "1", "7143, 13.2", NO_DISCOVERY),
    MAX_OUTSTANDING_R2T("MaxOutstandingR2T", LO, SW, BOTH, COUNT, MIN, "1", "7143, 13.17", NO_DISCOVERY),
    DATA_PDU_IN_ORDER("DataPDUInOrder", LO, SW, BOTH, BOOLEAN, OR, "Yes", "7143, 13.18", NO_DISCOVERY),
    DATA_SEQUENCE_IN_ORDER("DataSequenceInOrder", LO, SW, BOTH, BOOLEAN, OR, "Yes", "7143, 13.19", NO_DISCOVERY),
    DEFAULT_TIME2WAIT("DefaultTime2Wait", LO, SW, BOTH, SECONDS, MAX, "2", "7143, 13.15"),
    DEFAULT_TIME2RETAIN("DefaultTime2Retain", LO, SW, BOTH, SECONDS, MIN, "20", "7143, 13.16"),
    ERROR_RECOVERY_LEVEL("ErrorRecoveryLevel", LO, SW, BOTH, RECOVERY_LEVEL, MIN, "0", "7143, 13.20"),
    TASK_REPORTING("TaskReporting", LO, SW, BOTH, VALUE_LIST, LIST, "RFC3720", "7143, 13.23", NO_DISCOVERY, LATER_KEY),
    ISCSI_PROTOCOL_LEVEL(
            "iSCSIProtocolLevel", LO, SW, BOTH, PROTOCOL_LEVEL, MIN, "1", "7144, 7.1.1", NO_DISCOVERY, LATER_KEY),
    NODE_ARCHITECTURE("X#NodeArchitecture", LO, SW, BOTH, TEXT, DECLARE, "None", "7143, 13.26", LATER_KEY),
    OF_MARKER("OFMarker", IO, CO, BOTH, BOOLEAN, OBSOLETE, "No", "7143, 13.25"),
    IF_MARKER("IFMarker", IO, CO, BOTH, BOOLEAN, OBSOLETE, "No", "7143, 13.25"),
    OF_MARK_INT("OFMarkInt", IO, CO, BOTH, TEXT, OBSOLETE, "", "7143, 13.25"),
    IF_MARK_INT("IFMarkInt", IO, CO, BOTH, TEXT, OBSOLETE, "", "7143, 13.25");

    private static final Map<String, NegotiationKey> BY_TEXT = new HashMap<>();

    static {
        for (NegotiationKey key : values()) {
            BY_TEXT.put(key.text, key);
        }
    }

    private final String text;
    private final KeyUse use;
    private final KeyScope scope;
    private final KeySenders senders;
    private final ValueSyntax syntax;
    private final KeyRule rule;
    private final String defaultValue;
    private final String rfcSection;

    @SuppressWarnings("ImmutableEnumChecker") // List.of() is immutable.
    private final List<KeyTrait> traits;

    NegotiationKey(
            String text,
            KeyUse use,
            KeyScope scope,
            KeySenders senders,
            ValueSyntax syntax,
            KeyRule rule,
            String defaultValue,
            String rfcSection,
            KeyTrait... traits) {
        this.text = text;
        this.use = use;
        this.scope = scope;
        this.senders = senders;
        this.syntax = syntax;
        this.rule = rule;
        this.defaultValue = defaultValue;
        this.rfcSection = rfcSection;
        this.traits = List.of(traits);
    }

    /** The key of this text, null if it is none of the table. */
    public static @Nullable NegotiationKey of(String text) {
        return BY_TEXT.get(text);
    }

    /** The key as it is written, case sensitive. */
    public String text() {
        return text;
    }

    /** When it may be sent. */
    public KeyUse use() {
        return use;
    }

    /** What its result holds for. */
    public KeyScope scope() {
        return scope;
    }

    /** Who may propose or declare it. */
    public KeySenders senders() {
        return senders;
    }

    /** What its values look like. */
    public ValueSyntax syntax() {
        return syntax;
    }

    /** How it is settled. */
    public KeyRule rule() {
        return rule;
    }

    /** What holds if nobody sends it; empty if there is no such value. */
    public String defaultValue() {
        return defaultValue;
    }

    /** RFC number and section that define it, as "7143, 13.1". */
    public String rfcSection() {
        return rfcSection;
    }

    /** Whether it has this property. */
    public boolean has(KeyTrait trait) {
        return traits.contains(trait);
    }

    /** Whether the key is declared by its sender rather than negotiated. */
    public boolean isDeclarative() {
        return rule == DECLARE;
    }

    /** Whether a peer may answer NotUnderstood: the keys that came after RFC 3720. */
    public boolean mayBeNotUnderstood() {
        return has(LATER_KEY) || has(ISER_ONLY);
    }

    /** Whether it may be sent in this phase, on a session's first connection or on a later one. */
    public boolean allowedIn(NegotiationPhase phase, boolean leadingConnection) {
        return switch (phase) {
            case SECURITY -> use == SECURITY || has(ANY_STAGE);
            case OPERATIONAL -> use == IO || use == ALL || (use == LO && leadingConnection);
            case FULL_FEATURE -> use == ALL || use == FFPO;
        };
    }
}
