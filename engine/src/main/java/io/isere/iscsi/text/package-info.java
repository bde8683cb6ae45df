/**
 * Text keys and their negotiation (RFC 7143, section 13): the table of keys and the rules that settle them.
 */
@NullMarked
package io.isere.iscsi.text;

import org.jspecify.annotations.NullMarked;
