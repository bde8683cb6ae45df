package io.isere.iscsi.text;

import java.util.List;

/**
 * One target in a SendTargets response (RFC 7143, appendix C). Immutable.
 *
 * @param name iSCSI name
 * @param addresses its portals; none means: the address the response came from
 */
public record TargetRecord(String name, List<TargetAddress> addresses) {

    /** Copies the list. */
    public TargetRecord {
        addresses = List.copyOf(addresses);
    }
}
