/**
 * Marker PDU aligned framing (RFC 5044, RFC 6581): FPDUs on a TCP stream, CRC32C, and connection set-up frames.
 */
@NullMarked
package io.isere.rdma.iwarp.mpa;

import org.jspecify.annotations.NullMarked;
