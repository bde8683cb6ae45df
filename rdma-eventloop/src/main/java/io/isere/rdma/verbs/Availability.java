package io.isere.rdma.verbs;

/**
 * Whether a provider can work on this machine.
 *
 * @param available whether it can
 * @param reason when it cannot: why, and what a user can do about it; otherwise a word on what was found
 */
public record Availability(boolean available, String reason) {}
