/**
 * Management of running targets and initiators, and their metrics.
 */
@NullMarked
package io.isere.vertx.admin;

import org.jspecify.annotations.NullMarked;
