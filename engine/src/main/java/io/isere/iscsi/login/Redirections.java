package io.isere.iscsi.login;

import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.text.KeyValue;
import io.isere.iscsi.text.NegotiationKey;
import io.isere.iscsi.text.TargetAddress;
import io.isere.iscsi.text.TextConstants;
import io.isere.iscsi.text.TextReader;
import java.util.ArrayList;
import java.util.List;

/** Reads where a Login Response with a redirection status sends the initiator. Static functions; any thread. */
final class Redirections {

    private Redirections() {}

    /** The addresses in the response's text; those that cannot be read are passed over. */
    static List<TargetAddress> of(LoginResponseBhs response) {
        TextReader reader = new TextReader(TextConstants.MAX_TEXT_LENGTH_BYTES);
        List<TargetAddress> addresses = new ArrayList<>();
        if (reader.append(response.buffer(), response.dataSegmentOffset(), response.dataSegmentLengthBytes())) {
            for (KeyValue pair : reader.parse().pairs()) {
                TargetAddress address = TargetAddress.parse(pair.value());
                if (address != null && pair.key().equals(NegotiationKey.TARGET_ADDRESS.text())) {
                    addresses.add(address);
                }
            }
        }
        return List.copyOf(addresses);
    }
}
