/**
 * What initiator and target share of a session: the connection state machine, sequence numbers, task tags, limits.
 */
@NullMarked
package io.isere.iscsi.session;

import org.jspecify.annotations.NullMarked;
