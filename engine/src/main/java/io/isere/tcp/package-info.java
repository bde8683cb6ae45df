/**
 * The datamover over a plain TCP stream: Data-In, R2T, Data-Out and digests.
 */
@NullMarked
package io.isere.tcp;

import org.jspecify.annotations.NullMarked;
