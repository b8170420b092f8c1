package io.strapwork.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command runs in.
 *
 * @param environment variables of the process, or those that a test gives
 * @param out         standard output for people: whatever is printed there is made printable
 * @param errors      standard error, likewise
 * @param raw         standard output for programs and for the guest's console, as it is
 */
record Session(Map<String, String> environment, PrintWriter out, PrintWriter errors, PrintWriter raw) {
    /** @param out standard output as it is */
    static Session of(Map<String, String> environment, PrintWriter out, PrintWriter errors) {
        return new Session(environment, PrintableWriter.to(out), PrintableWriter.to(errors), out);
    }
}
