package io.isere.vertx.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One run of the isere command within the test.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err its complaints
 */
record Run(int status, String out, String err) {
    static Run of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = IsereMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Run(status, out.toString(), err.toString());
    }
}
