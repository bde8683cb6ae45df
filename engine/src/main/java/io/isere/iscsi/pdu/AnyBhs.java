package io.isere.iscsi.pdu;

/**
 * The fields common to all PDUs, for a header whose opcode is not known yet.
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class AnyBhs extends Bhs<AnyBhs> {}
