package io.isere.iscsi.isns;

import static io.isere.iscsi.isns.IsnsTag.DELIMITER;
import static io.isere.iscsi.isns.IsnsTag.ENTITY_IDENTIFIER;
import static io.isere.iscsi.isns.IsnsTag.ENTITY_PROTOCOL;
import static io.isere.iscsi.isns.IsnsTag.GROUP_ADDRESS;
import static io.isere.iscsi.isns.IsnsTag.GROUP_PORT;
import static io.isere.iscsi.isns.IsnsTag.GROUP_TAG;
import static io.isere.iscsi.isns.IsnsTag.ISCSI_ALIAS;
import static io.isere.iscsi.isns.IsnsTag.ISCSI_NAME;
import static io.isere.iscsi.isns.IsnsTag.ISCSI_NODE_TYPE;
import static io.isere.iscsi.isns.IsnsTag.PORTAL_ADDRESS;
import static io.isere.iscsi.isns.IsnsTag.PORTAL_PORT;
import static io.isere.iscsi.isns.IsnsTag.REGISTRATION_PERIOD;

import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TargetRecord;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The requests that iSCSI nodes make of an iSNS server, and what its responses say (RFC 4171, section 5.6). The entity of a
 * node has the node's name. Static functions; any thread.
 */
public final class IsnsRequests {
    private static final int PROTOCOL_ISCSI = 2;
    private static final int TARGET = 1;
    private static final int INITIATOR = 2;
    private static final int UNKNOWN_SOURCE = 6;

    private IsnsRequests() {}

    /** Registers a target with its portals, or renews that. */
    public static IsnsMessage registerTarget(
            int transactionId, String name, String alias, List<InetSocketAddress> portals, int portalGroupTag) {
        List<IsnsAttribute> attributes = registration(name);
        for (InetSocketAddress portal : portals) {
            attributes.add(IsnsAttribute.address(PORTAL_ADDRESS, portal.getAddress()));
            attributes.add(IsnsAttribute.number(PORTAL_PORT, portal.getPort()));
        }
        addNode(attributes, name, TARGET, alias);
        attributes.add(IsnsAttribute.number(GROUP_TAG, portalGroupTag));
        return IsnsMessage.request(IsnsFunction.DEVICE_REGISTRATION, transactionId, attributes);
    }

    /**
     * Registers the targets of a node as one entity, which has the name of the first: a portal belongs to one entity only, and
     * several targets are reached through it.
     *
     * @param targets one or more
     */
    public static IsnsMessage registerTargets(int transactionId, List<IsnsTarget> targets) {
        List<IsnsAttribute> attributes = registration(targets.get(0).name());
        List<InetSocketAddress> portals = targets.stream()
                .flatMap(target -> target.portals().keySet().stream())
                .distinct()
                .sorted(Comparator.comparing(InetSocketAddress::toString))
                .toList();
        for (InetSocketAddress portal : portals) {
            attributes.add(IsnsAttribute.address(PORTAL_ADDRESS, portal.getAddress()));
            attributes.add(IsnsAttribute.number(PORTAL_PORT, portal.getPort()));
        }
        for (IsnsTarget target : targets) {
            addNode(attributes, target.name(), TARGET, target.alias());
            for (InetSocketAddress portal : portals) {
                // Without a tag of its own a portal would be in group 1 of every target.
                Integer tag = target.portals().get(portal);
                attributes.add(tag == null ? IsnsAttribute.empty(GROUP_TAG) : IsnsAttribute.number(GROUP_TAG, tag));
                attributes.add(IsnsAttribute.address(GROUP_ADDRESS, portal.getAddress()));
                attributes.add(IsnsAttribute.number(GROUP_PORT, portal.getPort()));
            }
        }
        return IsnsMessage.request(IsnsFunction.DEVICE_REGISTRATION, transactionId, attributes);
    }

    /** Registers an initiator: servers answer nobody else. */
    public static IsnsMessage registerInitiator(int transactionId, String name) {
        List<IsnsAttribute> attributes = registration(name);
        addNode(attributes, name, INITIATOR, "");
        return IsnsMessage.request(IsnsFunction.DEVICE_REGISTRATION, transactionId, attributes);
    }

    private static List<IsnsAttribute> registration(String name) {
        return new ArrayList<>(List.of(
                IsnsAttribute.text(ISCSI_NAME, name),
                IsnsAttribute.text(ENTITY_IDENTIFIER, name),
                IsnsAttribute.empty(DELIMITER),
                IsnsAttribute.text(ENTITY_IDENTIFIER, name),
                IsnsAttribute.number(ENTITY_PROTOCOL, PROTOCOL_ISCSI)));
    }

    private static void addNode(List<IsnsAttribute> attributes, String name, int type, String alias) {
        attributes.add(IsnsAttribute.text(ISCSI_NAME, name));
        attributes.add(IsnsAttribute.number(ISCSI_NODE_TYPE, type));
        if (!alias.isEmpty()) {
            attributes.add(IsnsAttribute.text(ISCSI_ALIAS, alias));
        }
    }

    /** Ends the registration of a node and of all that belongs to it. */
    public static IsnsMessage deregister(int transactionId, String name) {
        return IsnsMessage.request(
                IsnsFunction.DEVICE_DEREGISTRATION,
                transactionId,
                List.of(
                        IsnsAttribute.text(ISCSI_NAME, name),
                        IsnsAttribute.empty(DELIMITER),
                        IsnsAttribute.text(ENTITY_IDENTIFIER, name)));
    }

    /** Asks for the names of all targets that this initiator may know. */
    public static IsnsMessage queryTargets(int transactionId, String initiatorName) {
        return IsnsMessage.request(
                IsnsFunction.DEVICE_QUERY,
                transactionId,
                List.of(
                        IsnsAttribute.text(ISCSI_NAME, initiatorName),
                        IsnsAttribute.number(ISCSI_NODE_TYPE, TARGET),
                        IsnsAttribute.empty(DELIMITER),
                        IsnsAttribute.empty(ISCSI_NAME)));
    }

    /** Asks for the portals of a target. */
    public static IsnsMessage queryPortals(int transactionId, String initiatorName, String targetName) {
        return IsnsMessage.request(
                IsnsFunction.DEVICE_QUERY,
                transactionId,
                List.of(
                        IsnsAttribute.text(ISCSI_NAME, initiatorName),
                        IsnsAttribute.text(ISCSI_NAME, targetName),
                        IsnsAttribute.empty(DELIMITER),
                        IsnsAttribute.empty(GROUP_ADDRESS),
                        IsnsAttribute.empty(GROUP_PORT),
                        IsnsAttribute.empty(GROUP_TAG)));
    }

    /**
     * Checks that a response is that of a request, and that the server did what was asked.
     *
     * @throws IsnsException if not
     */
    public static IsnsMessage requireGranted(IsnsMessage request, IsnsMessage response) {
        if (response.transactionId() != request.transactionId() || !response.isResponse()) {
            throw new IsnsException("the iSNS server answered something that was not asked");
        }
        if (response.status() != 0) {
            throw new IsnsException("the iSNS server refused with status " + response.status()
                    + (response.status() == UNKNOWN_SOURCE ? " (source unknown)" : "")
                    + ": see RFC 4171, section 5.4, and"
                    + " the server's log");
        }
        return response;
    }

    /** The names in the response to {@link #queryTargets}. */
    public static List<String> names(IsnsMessage response) {
        return operating(response).stream()
                .filter(attribute -> attribute.is(ISCSI_NAME) && !attribute.isEmpty())
                .map(IsnsAttribute::text)
                .toList();
    }

    /** A target with the portals in the response to {@link #queryPortals}. */
    public static TargetRecord record(String targetName, IsnsMessage response) {
        List<TargetAddress> addresses = new ArrayList<>();
        InetAddress address = null;
        long port = 0;
        for (IsnsAttribute attribute : operating(response)) {
            if (attribute.is(GROUP_ADDRESS)) {
                address = attribute.address();
            } else if (attribute.is(GROUP_PORT)) {
                port = attribute.number() & 0xffff;
            } else if (attribute.is(GROUP_TAG) && address != null && port > 0) {
                long tag = attribute.number();
                if (tag >= 0 && tag <= 0xffff) {
                    addresses.add(new TargetAddress(TargetAddress.hostOf(address), (int) port, (int) tag));
                }
                address = null;
            }
        }
        return new TargetRecord(targetName, addresses);
    }

    /** Seconds after which a registration ends; 0 when the server does not say. */
    public static long periodSeconds(IsnsMessage response) {
        return operating(response).stream()
                .filter(attribute -> attribute.is(REGISTRATION_PERIOD))
                .mapToLong(attribute -> Math.max(0, attribute.number()))
                .findFirst()
                .orElse(0);
    }

    private static List<IsnsAttribute> operating(IsnsMessage message) {
        int index = 0;
        while (index < message.attributes().size()
                && !message.attributes().get(index).is(DELIMITER)) {
            index++;
        }
        return message.attributes()
                .subList(
                        Math.min(index + 1, message.attributes().size()),
                        message.attributes().size());
    }
}
