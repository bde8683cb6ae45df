package io.isere.vertx;

import io.isere.iscsi.initiator.InitiatorCredentials;
import io.isere.iscsi.initiator.InitiatorSettings;
import io.isere.iscsi.initiator.ReopenPolicy;
import io.isere.iscsi.login.Isid;
import io.isere.iser.IserOptions;
import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.rdma.iwarp.IwarpProvider;
import io.isere.tcp.TcpOptions;
import io.isere.vertx.config.OptionsJson;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What an initiator is. Every setter returns this object. Goes into JSON and comes back. Read once by {@link IsereInitiator#create}; not thread-safe.
 */
public final class IsereInitiatorOptions {
    /** The name of an initiator that is not given one. */
    public static final String DEFAULT_NAME = "iqn.2026-11.io.isere:initiator";

    private static final SecureRandom RANDOM = new SecureRandom();

    private String provider = IwarpProvider.NAME;
    private InitiatorSettings settings = InitiatorSettings.of(DEFAULT_NAME, Isid.random(RANDOM.nextInt(1 << 24), 0));
    private IsereTransport transport = IsereTransport.ISER;
    private ReopenPolicy reopenPolicy = ReopenPolicy.defaults();
    private IserOptions iserOptions = IserOptions.defaults();
    private TcpOptions tcpOptions = TcpOptions.defaults();
    private @Nullable IwarpOptions iwarpOptions;

    /** With defaults for everything. */
    public IsereInitiatorOptions() {}

    /** A copy. */
    public IsereInitiatorOptions(IsereInitiatorOptions other) {
        provider = other.provider;
        settings = other.settings;
        transport = other.transport;
        reopenPolicy = other.reopenPolicy;
        iserOptions = other.iserOptions;
        tcpOptions = other.tcpOptions;
        iwarpOptions = other.iwarpOptions;
    }

    /**
     * What JSON tells; everything else has its default.
     *
     * @param json names are those of the setters: {@code {"name": "iqn...", "transport": "tcp", "settings": {"queueDepth":
     *     32}}}; {@link #toJson} shows all of them
     * @throws IllegalArgumentException when a name is not known, or a value is none for it
     */
    public IsereInitiatorOptions(JsonObject json) {
        OptionsJson.read(json, this);
    }

    /**
     * All of it as JSON, from which an equal one can be made.
     *
     * @throws IllegalStateException when there are credentials: secrets do not go into JSON
     */
    public JsonObject toJson() {
        return OptionsJson.write(this);
    }

    /** The iSCSI name. */
    public String name() {
        return settings.initiatorName();
    }

    /** Sets the iSCSI name, for example {@code iqn.2026-11.io.isere:host1}; the rest of the settings stays. */
    public IsereInitiatorOptions setName(String iscsiName) {
        settings = settings.withName(iscsiName);
        return this;
    }

    /** Sets who the initiator is to targets, and who they have to be; for sessions and for discovery. */
    public IsereInitiatorOptions setCredentials(InitiatorCredentials credentials) {
        settings = settings.withCredentials(credentials);
        return this;
    }

    /** Sets how many commands may be with the target at a time: 1 to 4096, 128 unless set. */
    public IsereInitiatorOptions setQueueDepth(int commands) {
        settings = settings.withQueueDepth(commands);
        return this;
    }

    /** Name of the RDMA provider; {@code iwarp} unless set. */
    public String provider() {
        return provider;
    }

    /**
     * Sets the RDMA provider: {@code iwarp} (software iWARP over TCP), {@code disni} (RDMA devices), {@code auto} (a device
     * where the address is on one, software iWARP elsewhere) or {@code inprocess} (both ends in this JVM).
     */
    public IsereInitiatorOptions setProvider(String providerName) {
        provider = providerName;
        return this;
    }

    /** Name, queue depth, unsolicited data and times. */
    public InitiatorSettings settings() {
        return settings;
    }

    /** Sets all of the settings; each session adds a number of its own to the ISID. */
    public IsereInitiatorOptions setSettings(InitiatorSettings initiatorSettings) {
        settings = initiatorSettings;
        return this;
    }

    /** When a lost session is opened again, and for how long that is tried. */
    public ReopenPolicy reopenPolicy() {
        return reopenPolicy;
    }

    /**
     * Sets when a lost session is opened again, and for how long that is tried: two minutes unless set;
     * {@link ReopenPolicy#never} fails a lost session's commands at once.
     */
    public IsereInitiatorOptions setReopenPolicy(ReopenPolicy policy) {
        reopenPolicy = policy;
        return this;
    }

    /** What iSER leaves open. */
    public IserOptions iserOptions() {
        return iserOptions;
    }

    /** Sets what iSER leaves open. */
    public IsereInitiatorOptions setIserOptions(IserOptions options) {
        iserOptions = options;
        return this;
    }

    /** What its sessions go over; {@link IsereTransport#ISER} unless set. */
    public IsereTransport transport() {
        return transport;
    }

    /** Sets what its sessions go over: iSER, plain iSCSI over TCP, or TCP only where iSER fails. */
    public IsereInitiatorOptions setTransport(IsereTransport used) {
        transport = used;
        return this;
    }

    /** Times of TCP connections, and what is negotiated for them: digests, bursts, segment lengths. */
    public TcpOptions tcpOptions() {
        return tcpOptions;
    }

    /** Sets times of TCP connections, and what is negotiated for them. */
    public IsereInitiatorOptions setTcpOptions(TcpOptions options) {
        tcpOptions = options;
        return this;
    }

    /** How the iwarp provider speaks; null: its defaults, which suit the Linux kernel's siw. */
    public @Nullable IwarpOptions iwarpOptions() {
        return iwarpOptions;
    }

    /** Sets how the iwarp provider speaks: MPA revision, CRC, buffers. Not changed any more by the caller. */
    public IsereInitiatorOptions setIwarpOptions(IwarpOptions options) {
        iwarpOptions = options;
        return this;
    }
}
