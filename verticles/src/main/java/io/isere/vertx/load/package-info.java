/**
 * Load on block devices, in fio's words: closed loop (so many commands under way) and open loop (so many begin in a second,
 * whatever the disk does), on any number of sessions; latencies, and reports as text, JSON and HTML.
 */
@NullMarked
package io.isere.vertx.load;

import org.jspecify.annotations.NullMarked;
