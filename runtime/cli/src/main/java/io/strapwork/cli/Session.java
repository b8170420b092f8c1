package io.strapwork.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * What a command runs in.
 *
 * @param environment variables of the process, or those that a test gives
 * @param in          standard input
 * @param terminal    that it comes from, if it does
 * @param out         standard output for people: whatever is printed there is made printable
 * @param errors      standard error, likewise
 * @param raw         standard output for programs, for the guest's console and for what moves the cursor, as it is
 * @param halt        ends the process with a status at once; empty where it is somebody else's
 */
record Session(Map<String, String> environment, InputStream in, Tty terminal, PrintWriter out, PrintWriter errors, PrintWriter raw,
        Optional<IntConsumer> halt) {
    /** @param out standard output as it is */
    static Session of(Map<String, String> environment, InputStream in, Tty terminal, PrintWriter out, PrintWriter errors) {
        return new Session(environment, in, terminal, PrintableWriter.to(out), PrintableWriter.to(errors), out, Optional.empty());
    }

    /** Of a process that is this command's own. */
    Session ownProcess() {
        return new Session(environment, in, terminal, out, errors, raw, Optional.of(Runtime.getRuntime()::halt));
    }
}
