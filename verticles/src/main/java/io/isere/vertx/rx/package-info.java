/**
 * The same sessions and devices for RxJava 3: Single for one operation, Flowable with backpressure for many. Nothing happens
 * before somebody subscribes; who disposes cancels.
 */
@NullMarked
package io.isere.vertx.rx;

import org.jspecify.annotations.NullMarked;
