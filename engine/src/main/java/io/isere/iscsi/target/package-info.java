/**
 * The target's side of a session: command ordering, task execution, portals.
 */
@NullMarked
package io.isere.iscsi.target;

import org.jspecify.annotations.NullMarked;
