/** Messages of the Internet Storage Name Service (RFC 4171), as far as iSCSI discovery needs them; no I/O. */
@NullMarked
package io.isere.iscsi.isns;

import org.jspecify.annotations.NullMarked;
