package io.strapwork.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Where the process starts. */
@Command(name = "strapwork", mixinStandardHelpOptions = true, version = "strapwork 0.1.0-SNAPSHOT", description = "Firmware assembled from annotated Java classes.", subcommands = {
    BootCommand.class, ExplainCommand.class, PluginsCommand.class}, synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    private final Map<String, String> environment;

    private Main(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }

    /** Everything but ending the process. @param environment of the process */
    static int run(Map<String, String> environment, PrintWriter out, PrintWriter errors, String... arguments) {
        System.setProperty("guice_custom_class_loading", "OFF");
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        setUnlessSet("org.slf4j.simpleLogger.defaultLogLevel",
                arguments.length > 0 && java.util.List.of(arguments).contains("--verbose") ? "debug" : "error");
        setUnlessSet("org.slf4j.simpleLogger.showThreadName", "true");
        var line = new CommandLine(new Main(environment)).setOut(out).setErr(errors);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((exception, command, parsed) -> Terminal.fail(exception, command.getErr()));
        return line.execute(arguments);
    }

    /** Variables of the process, or those that a test gives it. */
    Map<String, String> environment() {
        return environment;
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "say what to do: boot, explain or plugins");
        }
    }
}
