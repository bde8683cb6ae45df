/**
 * Micro-benchmarks of the hot paths, and load generators for whole systems.
 */
@NullMarked
package io.isere.bench;

import org.jspecify.annotations.NullMarked;
