package io.strapwork.cli;

import io.strapwork.runtime.profile.DidYouMean;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Where the process starts. */
public final class Main {
    private static final String VERSION = "strapwork 0.1.0-SNAPSHOT";
    static final List<Command> COMMANDS = List.of(BootCommand.COMMAND, ExplainCommand.COMMAND, PluginsCommand.COMMAND,
            MenuCommand.COMMAND, PackCommand.COMMAND, ProbeCommand.COMMAND, FleetCommand.COMMAND);

    private Main() {}

    public static void main(String[] arguments) {
        properties(Arrays.asList(arguments));
        var errors = new PrintWriter(System.err, true);
        System.setErr(new LogStream(new FileOutputStream(FileDescriptor.err)));
        Session session = Session.of(System.getenv(), System.in, new SttyTerminal(), new PrintWriter(System.out, true), errors)
                .ownProcess();
        int status = run(session, arguments);
        if (status != ExitStatus.OK || !isAlone(Thread.currentThread().getThreadGroup())) {
            System.exit(status);
        }
    }

    /**
     * Whether the process ends by itself when this thread does: then it need not be told to. {@code System.exit} looks for a logger of its own in each jar of the class path
     * ({@code Runtime.exit} "event logging"), which takes as long as all that a short command does.
     *
     * @param group this thread's, which all threads belong to that are not the JVM's
     */
    static boolean isAlone(ThreadGroup group) {
        return group.activeCount() == 1;
    }

    /** As {@link #run(Session, String...)}, where nobody types. @param environment of the process */
    static int run(Map<String, String> environment, PrintWriter out, PrintWriter errors, String... arguments) {
        return run(Session.of(environment, InputStream.nullInputStream(), Tty.none(), out, errors), arguments);
    }

    /** Everything but ending the process. */
    static int run(Session session, String... arguments) {
        List<String> words = Arrays.asList(arguments);
        properties(words);
        try {
            return run(words, session);
        } catch (CallException e) {
            session.errors().println("strapwork: " + e.getMessage());
            session.errors().flush();
            return ExitStatus.USAGE;
        } catch (RuntimeException | Error | IOException e) {
            return Terminal.fail(e, session.errors());
        }
    }

    private static int run(List<String> words, Session session) throws CallException, IOException {
        String first = words.isEmpty() ? "" : words.getFirst();
        for (Command command : COMMANDS) {
            if (command.name().equals(first)) {
                return run(command, command.parse(words.subList(1, words.size())), session);
            }
        }
        if (first.equals("-h") || first.equals("--help")) {
            return say(help(), session);
        }
        if (first.equals("-V") || first.equals("--version")) {
            return say(VERSION + "\n", session);
        }
        if (first.isEmpty()) {
            throw new CallException("which command? boot, explain, plugins, menu, pack, probe or fleet\n\n" + help().stripTrailing());
        }
        throw new CallException("unknown command \"" + first + "\"\n"
                + DidYouMean.hint(first, COMMANDS.stream().map(Command::name).toList(), ""));
    }

    private static int run(Command command, Arguments arguments, Session session) throws CallException, IOException {
        if (arguments.has(Command.HELP)) {
            command.help(session);
            session.out().flush();
            return ExitStatus.OK;
        }
        return arguments.has(Command.VERSION) ? say(VERSION + "\n", session) : command.action().run(arguments, session);
    }

    private static int say(String text, Session session) {
        session.out().print(text);
        session.out().flush();
        return ExitStatus.OK;
    }

    private static String help() {
        var text = new StringBuilder("Usage: strapwork COMMAND [OPTION]... [PROFILE]\nFirmware assembled from annotated Java classes.\n\n");
        COMMANDS.forEach(command -> Command.line(text, command.name(), command.summary()));
        text.append('\n');
        Command.line(text, "-h, --help", "Shows this help and exits.");
        Command.line(text, "-V, --version", "Shows the version and exits.");
        return text.append("\n\"strapwork COMMAND --help\" shows the options of a command.\n").toString();
    }

    /** The first class with a logger reads them: they come before anything else. */
    private static void properties(List<String> words) {
        System.setProperty("guice_custom_class_loading", "OFF");
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        setUnlessSet("org.slf4j.simpleLogger.defaultLogLevel",
                words.contains("--" + ProfileArguments.VERBOSE.getLongOpt()) ? "debug" : "error");
        setUnlessSet("org.slf4j.simpleLogger.showThreadName", "true");
        // unnamed, it is looked for in each jar of the class path; and SLF4J prints that it was named
        setUnlessSet("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
        setUnlessSet("slf4j.internal.verbosity", "WARN");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
