/**
 * The target's configuration: its file, what it says, and a running node that follows it.
 */
@NullMarked
package io.isere.vertx.config;

import org.jspecify.annotations.NullMarked;
