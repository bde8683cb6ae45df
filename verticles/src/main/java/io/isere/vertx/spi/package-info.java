/**
 * What an embedder may implement to extend Isere on Vert.x: {@link io.isere.vertx.spi.AsyncStore} for disks whose blocks
 * live where futures come from. What is in memory or needs no allocation at all implements
 * {@link io.isere.scsi.backstore.Backstore} itself.
 */
@NullMarked
package io.isere.vertx.spi;

import org.jspecify.annotations.NullMarked;
