package io.isere.iscsi.login;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.chap.ChallengeSource;
import io.isere.iscsi.text.LocalValues;
import io.isere.iscsi.text.TextConstants;

/**
 * Settings of a portal for its {@link TargetLogin}s. Filled by one thread, not changed any more once a login has them.
 */
public final class TargetLoginOptions {

    private final TransportKind transport;
    private LocalValues values;
    private int commandWindow = 1;
    private int firstStatSn = 0;
    private ChallengeSource challenges = ChallengeSource.ofTargets();
    private int textLimitBytes = TextConstants.DEFAULT_DATA_SEGMENT_LENGTH_BYTES;

    /** Settings of a portal with this transport. */
    public TargetLoginOptions(TransportKind transport) {
        this.transport = transport;
        this.values = DefaultValues.target(transport);
    }

    /** What carries the connection. */
    public TransportKind transport() {
        return transport;
    }

    /** What is supported and preferred; {@link DefaultValues#target} by default. */
    public LocalValues values() {
        return values;
    }

    /** Sets it. */
    public TargetLoginOptions values(LocalValues values) {
        this.values = values;
        return this;
    }

    /** How many commands a new session may have outstanding: the window the final response opens, 1 by default. */
    public int commandWindow() {
        return commandWindow;
    }

    /** Sets it. */
    public TargetLoginOptions commandWindow(int commandWindow) {
        this.commandWindow = commandWindow;
        return this;
    }

    /** StatSN of the first response; 0 by default. */
    public int firstStatSn() {
        return firstStatSn;
    }

    /** Sets it. */
    public TargetLoginOptions firstStatSn(int firstStatSn) {
        this.firstStatSn = firstStatSn;
        return this;
    }

    ChallengeSource challenges() {
        return challenges;
    }

    TargetLoginOptions challenges(ChallengeSource challenges) {
        this.challenges = challenges;
        return this;
    }

    /** Longest data segment to send, 1..8192; 8192 by default. */
    public int textLimitBytes() {
        return textLimitBytes;
    }

    /** Sets it. */
    public TargetLoginOptions textLimitBytes(int textLimitBytes) {
        if (textLimitBytes < 1 || textLimitBytes > TextConstants.DEFAULT_DATA_SEGMENT_LENGTH_BYTES) {
            throw new IllegalArgumentException("textLimitBytes " + textLimitBytes + ": want 1..8192");
        }
        this.textLimitBytes = textLimitBytes;
        return this;
    }
}
