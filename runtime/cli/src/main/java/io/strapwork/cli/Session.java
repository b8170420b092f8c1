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
 * @param out         standard output
 * @param errors      standard error
 */
record Session(Map<String, String> environment, InputStream in, Tty terminal, PrintWriter out, PrintWriter errors) {}
