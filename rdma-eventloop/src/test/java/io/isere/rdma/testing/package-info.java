/** Helpers of tests, for this module's and for those above it. */
@NullMarked
package io.isere.rdma.testing;

import org.jspecify.annotations.NullMarked;
