/**
 * The initiator's side of a session: commands out, responses in, recovery.
 */
@NullMarked
package io.isere.iscsi.initiator;

import org.jspecify.annotations.NullMarked;
