package io.strapwork.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One run of the command line in this process: its exit status and what it printed. */
record CommandLineRun(int status, String out, String errors) {
    /** {@code strapwork ARGUMENTS}, with a cache folder of its own. */
    static CommandLineRun strapwork(Path folder, Object... arguments) {
        var words = new ArrayList<String>();
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        var out = new StringWriter();
        var errors = new StringWriter();
        int status = Main.run(Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()), new PrintWriter(out), new PrintWriter(errors),
                words.toArray(String[]::new));
        return new CommandLineRun(status, out.toString(), errors.toString());
    }

    static CommandLineRun strapwork(Path folder, List<?> arguments) {
        return strapwork(folder, arguments.toArray());
    }

    /** For messages of tests. */
    @Override
    public String toString() {
        return "exit status " + status + "\n" + out + errors;
    }
}
