/**
 * iSCSI PDUs (RFC 7143, section 11) as flyweights over the bytes of a basic header segment.
 */
@NullMarked
package io.isere.iscsi.pdu;

import org.jspecify.annotations.NullMarked;
