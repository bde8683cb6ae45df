/** What the whole-system tests share. */
package io.isere.vertx.testing;
