/**
 * What an embedder may implement to extend Isere on Vert.x.
 */
@NullMarked
package io.isere.vertx.spi;

import org.jspecify.annotations.NullMarked;
