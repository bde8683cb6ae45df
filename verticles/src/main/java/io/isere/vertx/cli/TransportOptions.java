package io.isere.vertx.cli;

import io.isere.iscsi.text.NegotiationKey;
import io.isere.tcp.TcpOptions;
import io.isere.vertx.IsereTransport;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What carries sessions, and what is negotiated for those over TCP. */
final class TransportOptions {
    @Option(
            names = "--transport",
            paramLabel = "iser|tcp|auto",
            description =
                    "What carries sessions. A target serves that only, auto: both on one port (its default). An initiator"
                            + " uses that and nothing else, auto: iSER, and TCP where there is no iSER; default: what the"
                            + " URL says (iser:// or iscsi://), else iser.")
    private @Nullable IsereTransport transport;

    @Option(
            names = "--header-digest",
            paramLabel = "LIST",
            description = "Over TCP, checksums of headers, best first: crc32c, none or both with a comma between."
                    + " Default: crc32c,none as target, none as initiator.")
    private @Nullable String headerDigest;

    @Option(names = "--data-digest", paramLabel = "LIST", description = "The same for data.")
    private @Nullable String dataDigest;

    @Option(
            names = "--first-burst",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Over TCP, FirstBurstLength: bytes of a write that may come unasked. Default: 64k.")
    private @Nullable Long firstBurstBytes;

    @Option(
            names = "--max-burst",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Over TCP, MaxBurstLength: bytes of a write that are asked for at a time. Default: 1m.")
    private @Nullable Long maxBurstBytes;

    @Option(
            names = "--max-segment",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Over TCP, MaxRecvDataSegmentLength: bytes of data taken in one PDU. Default: 256k.")
    private @Nullable Long maxSegmentBytes;

    @Option(
            names = "--max-r2t",
            paramLabel = "N",
            description = "Over TCP, MaxOutstandingR2T: bursts of a write asked for at a time, 1 to 8. Default: 8.")
    private @Nullable Long maxR2ts;

    /** What was asked for, or else a default. */
    IsereTransport transportOr(IsereTransport unlessAsked) {
        return transport == null ? unlessAsked : transport;
    }

    /** What a session to a place goes over. */
    IsereTransport transportTo(DiskUrl url) {
        if (transport == IsereTransport.TCP && url.transport() == IsereTransport.ISER) {
            throw new CliException(
                    ExitCodes.USAGE, "--transport tcp goes with iscsi:// URLs, and iser:// asks for iSER", null);
        }
        return transportOr(url.transport());
    }

    /** Puts what was asked for into options of TCP. */
    TcpOptions applyTo(TcpOptions options) {
        TcpOptions changed = options;
        changed = with(changed, NegotiationKey.HEADER_DIGEST, digests(headerDigest));
        changed = with(changed, NegotiationKey.DATA_DIGEST, digests(dataDigest));
        changed = with(changed, NegotiationKey.FIRST_BURST_LENGTH, firstBurstBytes);
        changed = with(changed, NegotiationKey.MAX_BURST_LENGTH, maxBurstBytes);
        changed = with(changed, NegotiationKey.MAX_RECV_DATA_SEGMENT_LENGTH, maxSegmentBytes);
        return with(changed, NegotiationKey.MAX_OUTSTANDING_R2T, maxR2ts);
    }

    private static TcpOptions with(TcpOptions options, NegotiationKey key, @Nullable Object value) {
        return value == null ? options : options.with(key, value.toString());
    }

    /** In the spelling of RFC 7143. */
    private static @Nullable String digests(@Nullable String list) {
        if (list == null) {
            return null;
        }
        return Stream.of(list.split(",", -1)).map(TransportOptions::digest).collect(Collectors.joining(","));
    }

    private static String digest(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "crc32c" -> "CRC32C";
            case "none" -> "None";
            default ->
                throw new CliException(
                        ExitCodes.USAGE, "'" + name + "' is no digest: want crc32c, none or crc32c,none", null);
        };
    }
}
