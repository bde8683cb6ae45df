/**
 * What an initiator remembers: the database of discovery portals and nodes, and the sessions that it opens by itself.
 */
@NullMarked
package io.isere.vertx.nodes;

import org.jspecify.annotations.NullMarked;
