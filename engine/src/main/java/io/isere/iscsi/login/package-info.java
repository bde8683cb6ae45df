/**
 * The login phase of both sides: stages, authentication, and the move to full feature.
 */
@NullMarked
package io.isere.iscsi.login;

import org.jspecify.annotations.NullMarked;
