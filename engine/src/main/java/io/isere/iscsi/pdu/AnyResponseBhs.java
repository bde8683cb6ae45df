package io.isere.iscsi.pdu;

/**
 * The fields common to all PDUs of the target, for code that treats them alike whatever their opcode.
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class AnyResponseBhs extends ResponseBhs<AnyResponseBhs> {}
