/**
 * CHAP (RFC 1994) as iSCSI uses it (RFC 7143, sections 9.2.1 and 12.1.3): algorithms, secrets and challenges, without a
 * protocol around them.
 */
@NullMarked
package io.isere.iscsi.chap;

import org.jspecify.annotations.NullMarked;
