/**
 * The isere command.
 */
@NullMarked
package io.isere.vertx.cli;

import org.jspecify.annotations.NullMarked;
