package io.strapwork.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command runs in.
 *
 * @param environment variables of the process, or those that a test gives
 * @param in          standard input
 * @param terminal    that it comes from, if it does
 * @param out         standard output for people: whatever is printed there is made printable
 * @param errors      standard error, likewise
 * @param raw         standard output for programs, for the guest's console and for what moves the cursor, as it is
 */
record Session(Map<String, String> environment, InputStream in, Tty terminal, PrintWriter out, PrintWriter errors, PrintWriter raw) {
    /** @param out standard output as it is */
    static Session of(Map<String, String> environment, InputStream in, Tty terminal, PrintWriter out, PrintWriter errors) {
        return new Session(environment, in, terminal, PrintableWriter.to(out), PrintableWriter.to(errors), out);
    }
}
