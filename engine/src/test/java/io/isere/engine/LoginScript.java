package io.isere.engine;

import io.isere.datamover.TransportKind;
import io.isere.iscsi.login.Admission;
import io.isere.iscsi.login.LoginIdentity;
import io.isere.iscsi.login.TargetDirectory;
import io.isere.iscsi.login.TargetLogin;
import io.isere.iscsi.login.TargetLoginOptions;
import io.isere.iscsi.text.LocalValues;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The login of a scripted target: proper, so that what comes afterwards need not be. */
final class LoginScript implements TargetDirectory {
    private LoginScript() {}

    /**
     * Answers Login Requests until the initiator is logged in.
     *
     * @param values what this side settles
     * @return StatSN of the next response
     */
    static int answer(
            TransportKind kind, LocalValues values, Supplier<ByteBuffer> requests, Consumer<byte[]> responses) {
        TargetLogin login =
                new TargetLogin(new TargetLoginOptions(kind).values(values).commandWindow(32), new LoginScript());
        ByteBuffer answer = ByteBuffer.allocate(16384);
        TargetLogin.Outcome outcome = TargetLogin.Outcome.SEND;
        while (outcome == TargetLogin.Outcome.SEND) {
            ByteBuffer request = requests.get();
            outcome = login.onRequest(request, 0, request.capacity(), answer, 0);
            byte[] pdu = new byte[login.responseLengthBytes()];
            answer.get(0, pdu);
            responses.accept(pdu);
        }
        if (outcome != TargetLogin.Outcome.SEND_FINAL) {
            throw new AssertionError("login failed: " + login.failure());
        }
        return login.nextStatSn();
    }

    @Override
    public Admission admit(LoginIdentity identity) {
        return Admission.granted(1, "");
    }

    @Override
    public int openSession(LoginIdentity identity) {
        return 1;
    }
}
