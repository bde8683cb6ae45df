/**
 * The same devices for RxJava 3: Single for one operation, Flowable with backpressure for many.
 */
@NullMarked
package io.isere.vertx.rx;

import org.jspecify.annotations.NullMarked;
