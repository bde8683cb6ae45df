package io.isere.vertx;

import io.isere.iscsi.access.TargetAccess;
import io.isere.iscsi.login.TargetAuthentication;
import io.isere.iscsi.target.TargetSettings;
import io.isere.iser.IserOptions;
import io.isere.rdma.iwarp.IwarpOptions;
import io.isere.rdma.iwarp.IwarpProvider;
import io.isere.scsi.backstore.Backstore;
import io.isere.tcp.TcpOptions;
import io.isere.vertx.config.LunSpec;
import io.isere.vertx.config.OptionsJson;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a target is made of. Every setter returns this object. Goes into JSON and comes back. Read once by {@link IsereTarget#create}; not thread-safe.
 */
public final class IsereTargetOptions {
    /** Block size unless {@link #addLun(int, Backstore, int)} says otherwise. */
    public static final int DEFAULT_BLOCK_BYTES = 512;

    private String name = "";
    private String alias = "";
    private String provider = IwarpProvider.NAME;
    private final List<String> portals = new ArrayList<>();
    private Set<Integer> portalGroups = Set.of();
    private final List<LunEntry> luns = new ArrayList<>();
    private final Map<Integer, String> lunSpecs = new TreeMap<>();
    private String isnsServer = "";
    private TargetAccess access = TargetAccess.open();
    private TargetAuthentication discoveryAuthentication = TargetAuthentication.none();
    private TargetSettings settings = TargetSettings.defaults();
    private IsereTransport transport = IsereTransport.AUTO;
    private IserOptions iserOptions = IserOptions.defaults();
    private TcpOptions tcpOptions = TcpOptions.defaults();
    private @Nullable IwarpOptions iwarpOptions;

    /**
     * A logical unit to be served.
     *
     * @param lun its number, 0 to 16383
     * @param backstore where its blocks live
     * @param options how it is served
     */
    public record LunEntry(int lun, Backstore backstore, LunOptions options) {}

    /** With defaults for everything; a name, a portal and a logical unit are needed besides. */
    public IsereTargetOptions() {}

    /** A copy, of the same backstores. */
    public IsereTargetOptions(IsereTargetOptions other) {
        name = other.name;
        alias = other.alias;
        provider = other.provider;
        portals.addAll(other.portals);
        portalGroups = other.portalGroups;
        luns.addAll(other.luns);
        lunSpecs.putAll(other.lunSpecs);
        isnsServer = other.isnsServer;
        access = other.access;
        discoveryAuthentication = other.discoveryAuthentication;
        settings = other.settings;
        transport = other.transport;
        iserOptions = other.iserOptions;
        tcpOptions = other.tcpOptions;
        iwarpOptions = other.iwarpOptions;
    }

    /**
     * What JSON tells; everything else has its default.
     *
     * @param json names are those of the setters: {@code {"name": "iqn...", "portals": ["0.0.0.0:3260"], "luns": [{"lun": 0,
     *     "spec": "ram:1g"}]}}; {@link #toJson} shows all of them
     * @throws IllegalArgumentException when a name is not known, or a value is none for it
     */
    public IsereTargetOptions(JsonObject json) {
        OptionsJson.read(json, this);
    }

    /**
     * All of it as JSON, from which an equal one can be made.
     *
     * @throws IllegalStateException when there are access rules or backstores that are objects, which have no form in JSON
     */
    public JsonObject toJson() {
        return OptionsJson.write(this);
    }

    /** The iSCSI name, for example {@code iqn.2026-11.io.isere:disk1}. */
    public String name() {
        return name;
    }

    /** Sets the iSCSI name. Required. */
    public IsereTargetOptions setName(String iscsiName) {
        name = iscsiName;
        return this;
    }

    /** A name for people; empty: none. */
    public String alias() {
        return alias;
    }

    /** Sets the name for people. */
    public IsereTargetOptions setAlias(String forPeople) {
        alias = forPeople;
        return this;
    }

    /** Where it listens. */
    public List<String> portals() {
        return List.copyOf(portals);
    }

    /**
     * Listens there too.
     *
     * @param hostAndPort {@code host:port}; port 0 takes a free one, no port is 3260, an IPv6 address goes in brackets
     */
    public IsereTargetOptions addPortal(String hostAndPort) {
        portals.add(hostAndPort);
        return this;
    }

    /** Tags of the portal groups of its node through which it is reached; empty: all there are. */
    public Set<Integer> portalGroups() {
        return portalGroups;
    }

    /** Restricts a target of an {@link IsereTargetNode} to the portals of some groups. */
    public IsereTargetOptions setPortalGroups(Set<Integer> tags) {
        portalGroups = Set.copyOf(tags);
        return this;
    }

    /** What it serves. */
    public List<LunEntry> luns() {
        return List.copyOf(luns);
    }

    /** Serves a backstore in blocks of 512 bytes; see {@link #addLun(int, Backstore, int)}. */
    public IsereTargetOptions addLun(int lun, Backstore backstore) {
        return addLun(lun, backstore, DEFAULT_BLOCK_BYTES);
    }

    /**
     * Serves a backstore, which the target owns from {@link IsereTarget#create} on: its close closes it.
     *
     * @param lun 0 to 16383
     * @param blockBytes 512 or 4096
     */
    public IsereTargetOptions addLun(int lun, Backstore backstore, int blockBytes) {
        return addLun(lun, backstore, new LunOptions().setBlockBytes(blockBytes));
    }

    /**
     * Serves a backstore, which the target owns from {@link IsereTarget#create} on: its close closes it.
     *
     * @param lun 0 to 16383
     */
    public IsereTargetOptions addLun(int lun, Backstore backstore, LunOptions options) {
        luns.add(new LunEntry(lun, backstore, options));
        return this;
    }

    /** What it serves of what was named in a line, by number. */
    public Map<Integer, String> lunSpecs() {
        return Collections.unmodifiableMap(lunSpecs);
    }

    /**
     * Serves what a line names, in the words of {@code isere target --lun}: {@code file:disk.img,size=10g},
     * {@code ram:1g,bs=4096}. It is opened by {@link IsereTarget#start}, and closed with the target.
     *
     * @param lun 0 to 16383
     * @throws IllegalArgumentException when it is malformed
     */
    public IsereTargetOptions addLun(int lun, String spec) {
        LunSpec.parse(spec);
        lunSpecs.put(lun, spec);
        return this;
    }

    /**
     * Opens what was named in a line; blocks. The caller closes the backstores.
     *
     * @throws IOException with what was wrong and what to do about it; then nothing is open
     */
    public List<LunEntry> openLunSpecs() throws IOException {
        List<LunEntry> opened = new ArrayList<>();
        try {
            for (Map.Entry<Integer, String> lun : lunSpecs.entrySet()) {
                LunSpec spec = LunSpec.parse(lun.getValue());
                opened.add(new LunEntry(lun.getKey(), spec.open(), spec.options()));
            }
            return opened;
        } catch (IOException e) {
            opened.forEach(entry -> entry.backstore().close());
            throw e;
        }
    }

    /** The iSNS server it registers with; empty: none. */
    public String isnsServer() {
        return isnsServer;
    }

    /**
     * Registers a target of its own with an iSNS server (RFC 4171) as long as it runs.
     *
     * @param hostAndPort no port is 3205
     */
    public IsereTargetOptions setIsnsServer(String hostAndPort) {
        isnsServer = hostAndPort;
        return this;
    }

    /** Who may use it, how they authenticate themselves and what they see; everybody and everything unless set. */
    public TargetAccess access() {
        return access;
    }

    /** Sets who may use it. */
    public IsereTargetOptions setAccess(TargetAccess targetAccess) {
        access = targetAccess;
        return this;
    }

    /** How initiators authenticate themselves for discovery; not at all unless set. */
    public TargetAuthentication discoveryAuthentication() {
        return discoveryAuthentication;
    }

    /** Sets how initiators authenticate themselves for discovery: of the whole node, where it is shared. */
    public IsereTargetOptions setDiscoveryAuthentication(TargetAuthentication authentication) {
        discoveryAuthentication = authentication;
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
    public IsereTargetOptions setProvider(String providerName) {
        provider = providerName;
        return this;
    }

    /** Queue depth, unsolicited data and times. */
    public TargetSettings settings() {
        return settings;
    }

    /** Sets queue depth, unsolicited data and times. */
    public IsereTargetOptions setSettings(TargetSettings targetSettings) {
        settings = targetSettings;
        return this;
    }

    /** What iSER leaves open. */
    public IserOptions iserOptions() {
        return iserOptions;
    }

    /** Sets what iSER leaves open. */
    public IsereTargetOptions setIserOptions(IserOptions options) {
        iserOptions = options;
        return this;
    }

    /** What its portals serve; {@link IsereTransport#AUTO} unless set. */
    public IsereTransport transport() {
        return transport;
    }

    /** Sets what its portals serve: iSER, plain iSCSI over TCP, or both. Others are refused at login. */
    public IsereTargetOptions setTransport(IsereTransport served) {
        transport = served;
        return this;
    }

    /** Times of TCP connections, and what is negotiated for them: digests, bursts, segment lengths. */
    public TcpOptions tcpOptions() {
        return tcpOptions;
    }

    /** Sets times of TCP connections, and what is negotiated for them. */
    public IsereTargetOptions setTcpOptions(TcpOptions options) {
        tcpOptions = options;
        return this;
    }

    /** How the iwarp provider speaks; null: its defaults, which suit the Linux kernel's siw. */
    public @Nullable IwarpOptions iwarpOptions() {
        return iwarpOptions;
    }

    /** Sets how the iwarp provider speaks: MPA revision, CRC, buffers. Not changed any more by the caller. */
    public IsereTargetOptions setIwarpOptions(IwarpOptions options) {
        iwarpOptions = options;
        return this;
    }
}
