package io.isere.datamover;

/**
 * What a connection needs in full feature phase: the Resource_Descriptor of Allocate_Connection_Resources.
 *
 * @param taskCount task slots
 * @param receiveCount receive buffers to have posted: what the peer may send without asking
 * @param sendCount control PDUs that can be on their way at a time
 */
public record ConnectionResources(int taskCount, int receiveCount, int sendCount) {}
