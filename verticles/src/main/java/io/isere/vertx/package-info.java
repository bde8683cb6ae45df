/**
 * What an embedder uses: targets, initiators and devices on Vert.x.
 */
@NullMarked
package io.isere.vertx;

import org.jspecify.annotations.NullMarked;
