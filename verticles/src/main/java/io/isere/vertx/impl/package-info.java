/**
 * The verticles behind the API; nothing here is for callers.
 */
@NullMarked
package io.isere.vertx.impl;

import org.jspecify.annotations.NullMarked;
