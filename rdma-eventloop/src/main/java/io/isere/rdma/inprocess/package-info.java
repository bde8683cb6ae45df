/**
 * Both ends of a connection in one JVM, stepped by hand, with fault injection: for tests, and for measuring what
 * stands above the verbs.
 */
@NullMarked
package io.isere.rdma.inprocess;

import org.jspecify.annotations.NullMarked;
