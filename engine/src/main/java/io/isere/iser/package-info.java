/**
 * The datamover over RDMA verbs: iSER (RFC 7145).
 */
@NullMarked
package io.isere.iser;

import org.jspecify.annotations.NullMarked;
