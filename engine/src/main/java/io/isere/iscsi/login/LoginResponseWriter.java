package io.isere.iscsi.login;

import io.isere.iscsi.pdu.LoginRequestBhs;
import io.isere.iscsi.pdu.LoginResponseBhs;
import io.isere.iscsi.text.NegotiationKey;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the Login Responses of one {@link TargetLogin} and counts their StatSN. One object a login; belongs to the
 * connection's thread.
 */
final class LoginResponseWriter {

    private final LoginResponseBhs response = new LoginResponseBhs();
    private final int commandWindow;
    private int statSn;
    private int lengthBytes;

    LoginResponseWriter(TargetLoginOptions options) {
        this.commandWindow = options.commandWindow();
        this.statSn = options.firstStatSn();
    }

    /** Where the next response goes. */
    void wrap(ByteBuffer out, int outOffset) {
        response.wrap(out, outOffset);
    }

    /** Writes a response without text: the answer to a request with the C bit set. */
    void writeEmpty(LoginStart login, LoginStage stage) {
        writeHeader(login, stage, false, stage, login.tsih());
        lengthBytes = response.pduLengthBytes();
    }

    /** Writes a response with as much of the login's text as fits. */
    void write(LoginStart login, LoginStage stage, boolean transit, LoginStage next, int tsih) {
        writeHeader(login, stage, transit, next, tsih);
        if (transit && next == LoginStage.FULL_FEATURE) {
            response.maxCmdSn(login.cmdSn() + commandWindow - 1);
        }
        lengthBytes = login.text().writeSegment(response);
        response.continueBit(!login.text().out().isEmpty());
    }

    private void writeHeader(LoginStart login, LoginStage stage, boolean transit, LoginStage next, int tsih) {
        response.init()
                .transitBit(transit)
                .currentStage(stage.code())
                .nextStage(transit ? next.code() : 0)
                .isid(login.isid())
                .tsih(tsih)
                .initiatorTaskTag(login.initiatorTaskTag())
                .statSn(statSn++)
                .expCmdSn(login.cmdSn())
                .maxCmdSn(login.cmdSn());
    }

    /**
     * Writes a response that ends the login.
     *
     * @param login null if the first request was not even well formed
     * @param request what is refused, perhaps not wrapped
     * @param redirectTo value of TargetAddress, empty for none
     */
    void writeRefusal(LoginStatus status, @Nullable LoginStart login, LoginRequestBhs request, String redirectTo) {
        response.init().statusClass(status.statusClass()).statusDetail(status.statusDetail());
        lengthBytes = response.pduLengthBytes();
        if (login == null) {
            boolean isWrapped = request.buffer().capacity() > 0;
            response.initiatorTaskTag(isWrapped ? request.initiatorTaskTag() : 0);
            return;
        }
        response.isid(login.isid()).tsih(login.tsih()).initiatorTaskTag(login.initiatorTaskTag());
        if (!redirectTo.isEmpty()) {
            login.text().out().clear();
            login.text().declare(NegotiationKey.TARGET_ADDRESS, redirectTo);
            lengthBytes = login.text().writeSegment(response);
        }
    }

    /** StatSN of the next response. */
    int statSn() {
        return statSn;
    }

    /** Length of the response last written, padding included. */
    int lengthBytes() {
        return lengthBytes;
    }
}
