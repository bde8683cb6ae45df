/**
 * Who may log in to a target, how it has to authenticate itself, and what it sees: access rules by initiator name and
 * address, LUN views, session limits, redirection.
 */
@NullMarked
package io.isere.iscsi.access;

import org.jspecify.annotations.NullMarked;
