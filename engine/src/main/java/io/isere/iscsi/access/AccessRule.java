package io.isere.iscsi.access;

import io.isere.iscsi.login.TargetAuthentication;
import io.isere.scsi.lun.LunView;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a target's access list: which initiators it is about, and what they get. Immutable; any thread.
 *
 * @param initiator their names
 * @param addresses where they come from; empty: anywhere
 * @param luns what they see
 * @param authentication how they authenticate themselves; null: as the target wants it of everybody
 */
public record AccessRule(
        NamePattern initiator,
        List<AddressRange> addresses,
        LunView luns,
        @Nullable TargetAuthentication authentication) {

    /** Copies the list. */
    public AccessRule {
        addresses = List.copyOf(addresses);
    }

    /** Initiators of these names, from anywhere, see all logical units. */
    public static AccessRule allow(String initiatorPattern) {
        return new AccessRule(new NamePattern(initiatorPattern), List.of(), LunView.all(), null);
    }

    /** The same, only from these addresses. */
    public AccessRule from(List<AddressRange> ranges) {
        return new AccessRule(initiator, ranges, luns, authentication);
    }

    /** The same, with another view of the logical units. */
    public AccessRule seeing(LunView view) {
        return new AccessRule(initiator, addresses, view, authentication);
    }

    /** The same, with authentication of its own. */
    public AccessRule authenticatedBy(@Nullable TargetAuthentication own) {
        return new AccessRule(initiator, addresses, luns, own);
    }

    boolean isAbout(String name) {
        return initiator.matches(name);
    }

    boolean isFrom(InetAddress address) {
        return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address));
    }
}
