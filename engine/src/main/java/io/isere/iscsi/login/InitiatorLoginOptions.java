package io.isere.iscsi.login;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.chap.ChallengeSource;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.TextConstants;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one {@link InitiatorLogin}. Filled by one thread, not changed any more once a login has them.
 */
public final class InitiatorLoginOptions {

    private final TransportKind transport;
    private final String initiatorName;
    private final String targetName;
    private final boolean discovery;
    private String initiatorAlias = "";
    private long isid = Isid.random(0, 0);
    private int tsih = 0;
    private int cid = 0;
    private int initiatorTaskTag = 0;
    private int cmdSn = 1;
    private LoginStage firstStage = LoginStage.OPERATIONAL;
    private boolean skipOperational = false;
    private int expectedPortalGroupTag = -1;
    private LocalValues values;
    private @Nullable InitiatorAuthentication authentication;
    private ChallengeSource challenges = ChallengeSource.ofInitiators();
    private int textLimitBytes = TextConstants.DEFAULT_DATA_SEGMENT_LENGTH_BYTES;

    private InitiatorLoginOptions(TransportKind transport, String initiatorName, String targetName, boolean discovery) {
        this.transport = transport;
        this.initiatorName = initiatorName;
        this.targetName = targetName;
        this.discovery = discovery;
        this.values = DefaultValues.initiator(transport);
    }

    /** A Normal session with a target; by default one PDU in the operational stage, if the target agrees. */
    public static InitiatorLoginOptions normal(TransportKind transport, String initiatorName, String targetName) {
        return new InitiatorLoginOptions(transport, initiatorName, targetName, false);
    }

    /** A discovery session. */
    public static InitiatorLoginOptions discovery(TransportKind transport, String initiatorName) {
        return new InitiatorLoginOptions(transport, initiatorName, "", true);
    }

    /** What carries the connection. */
    public TransportKind transport() {
        return transport;
    }

    /** iSCSI name of this initiator. */
    public String initiatorName() {
        return initiatorName;
    }

    /** iSCSI name of the target; empty for a discovery session. */
    public String targetName() {
        return targetName;
    }

    /** Whether to open a discovery session. */
    public boolean discovery() {
        return discovery;
    }

    /** Name for people; empty, the default, sends none. */
    public String initiatorAlias() {
        return initiatorAlias;
    }

    /** Sets it. */
    public InitiatorLoginOptions initiatorAlias(String initiatorAlias) {
        this.initiatorAlias = initiatorAlias;
        return this;
    }

    /** Initiator session identifier, 48 bits; see {@link Isid}. */
    public long isid() {
        return isid;
    }

    /** Sets it. */
    public InitiatorLoginOptions isid(long isid) {
        this.isid = isid;
        return this;
    }

    /** 0, the default, for a new session, else the session to join. */
    public int tsih() {
        return tsih;
    }

    /** Sets it. */
    public InitiatorLoginOptions tsih(int tsih) {
        this.tsih = tsih;
        return this;
    }

    /** Connection ID within the session, 0..65535; 0 by default. */
    public int cid() {
        return cid;
    }

    /** Sets it. */
    public InitiatorLoginOptions cid(int cid) {
        this.cid = cid;
        return this;
    }

    /** ITT of all Login Requests; 0 by default. */
    public int initiatorTaskTag() {
        return initiatorTaskTag;
    }

    /** Sets it. */
    public InitiatorLoginOptions initiatorTaskTag(int initiatorTaskTag) {
        this.initiatorTaskTag = initiatorTaskTag;
        return this;
    }

    /** CmdSN of the Login Requests and of the first command after them; 1 by default. */
    public int cmdSn() {
        return cmdSn;
    }

    /** Sets it. */
    public InitiatorLoginOptions cmdSn(int cmdSn) {
        this.cmdSn = cmdSn;
        return this;
    }

    /** {@link LoginStage#SECURITY}, or {@link LoginStage#OPERATIONAL}, the default. */
    public LoginStage firstStage() {
        return firstStage;
    }

    /** Sets it. */
    public InitiatorLoginOptions firstStage(LoginStage firstStage) {
        if (firstStage != LoginStage.SECURITY && firstStage != LoginStage.OPERATIONAL) {
            throw new IllegalArgumentException("a login starts in SECURITY or OPERATIONAL, not in " + firstStage);
        }
        this.firstStage = firstStage;
        return this;
    }

    /** Whether to ask for full feature right after security, all keys at their defaults; false by default. */
    public boolean skipOperational() {
        return skipOperational;
    }

    /** Sets it. */
    public InitiatorLoginOptions skipOperational(boolean skipOperational) {
        this.skipOperational = skipOperational;
        return this;
    }

    /** Fail if another portal group answers; -1, the default, takes any. */
    public int expectedPortalGroupTag() {
        return expectedPortalGroupTag;
    }

    /** Sets it. */
    public InitiatorLoginOptions expectedPortalGroupTag(int expectedPortalGroupTag) {
        this.expectedPortalGroupTag = expectedPortalGroupTag;
        return this;
    }

    /** What to offer; {@link DefaultValues#initiator} by default. */
    public LocalValues values() {
        return values;
    }

    /** Sets it. */
    public InitiatorLoginOptions values(LocalValues values) {
        this.values = values;
        return this;
    }

    /** Who the initiator is and who the target has to be; null, the default: no authentication. */
    public @Nullable InitiatorAuthentication authentication() {
        return authentication;
    }

    /** Sets it; the login starts in {@link LoginStage#SECURITY} then. */
    public InitiatorLoginOptions authentication(@Nullable InitiatorAuthentication authentication) {
        this.authentication = authentication;
        return this;
    }

    ChallengeSource challenges() {
        return challenges;
    }

    InitiatorLoginOptions challenges(ChallengeSource challenges) {
        this.challenges = challenges;
        return this;
    }

    /** Longest data segment to send, 1..8192; 8192 by default. */
    public int textLimitBytes() {
        return textLimitBytes;
    }

    /** Sets it. */
    public InitiatorLoginOptions textLimitBytes(int textLimitBytes) {
        if (textLimitBytes < 1 || textLimitBytes > TextConstants.DEFAULT_DATA_SEGMENT_LENGTH_BYTES) {
            throw new IllegalArgumentException("textLimitBytes " + textLimitBytes + ": want 1..8192");
        }
        this.textLimitBytes = textLimitBytes;
        return this;
    }
}
