/**
 * Small programs that use Isere as an embedder would.
 */
@NullMarked
package io.isere.samples;

import org.jspecify.annotations.NullMarked;
