package io.isere.iscsi.login;

/**
 * What a {@link TargetLogin} asks of the targets and sessions behind a portal. Called on the connection's thread, must
 * not block.
 */
public interface TargetDirectory {

    /**
     * Decides on a login as soon as its names are known: does the target exist, may the initiator use it, is the session
     * to join there (the table in RFC 7143, section 6.3.1).
     */
    Admission admit(LoginIdentity identity);

    /**
     * Reserves the handle of a new session, when its login is about to end well. It goes out in the final response.
     *
     * @return TSIH 1..65535, or 0 if there is no room for another session
     */
    int openSession(LoginIdentity identity);
}
