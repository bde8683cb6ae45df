/**
 * The line between iSCSI and what moves its data (RFC 5047): the operations going down and the notifications
 * coming up.
 */
@NullMarked
package io.isere.datamover;

import org.jspecify.annotations.NullMarked;
