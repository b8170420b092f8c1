package io.strapwork.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What a command runs in.
 *
 * @param environment variables of the process, or those that a test gives
 * @param out         standard output
 * @param errors      standard error
 */
record Session(Map<String, String> environment, PrintWriter out, PrintWriter errors) {}
