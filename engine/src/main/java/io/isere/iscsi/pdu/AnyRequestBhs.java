package io.isere.iscsi.pdu;

/**
 * The fields common to the requests that carry a CmdSN, for code that treats them alike whatever their opcode.
 *
 * <p>Threads, lifetime and allocation: see {@link Flyweight}.
 */
public final class AnyRequestBhs extends RequestBhs<AnyRequestBhs> {}
