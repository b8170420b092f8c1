package io.strapwork.cli;

import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;

/** Lists what there is to choose from. */
final class PluginsCommand {
    private static final Option MARKDOWN = Arguments.flag("markdown",
            "Prints Markdown, with all sections and options of a profile: the second part of docs/profiles.md.");

    static final Command COMMAND = new Command("plugins", "Lists the plugins found, their jars and their options.", "",
            List.of(ProfileArguments.PLUGINS, MARKDOWN, ProfileArguments.VERBOSE), PluginsCommand::run);

    private PluginsCommand() {}

    private static String facts(PluginDescriptor plugin) {
        return plugin.facts().entrySet().stream().filter(fact -> !fact.getValue().isEmpty())
                .map(fact -> fact.getKey() + " " + String.join(" ", fact.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static int run(Arguments arguments, Session session) throws CallException {
        PrintWriter out = session.out();
        Catalogue catalogue = ProfileArguments.catalogue(arguments);
        if (arguments.has(MARKDOWN)) {
            out.print(OptionsPage.of(catalogue));
            out.flush();
            return ExitStatus.OK;
        }
        for (Kind kind : catalogue.kinds()) {
            out.println("[" + kind.section() + "]");
            catalogue.of(kind).forEach(plugin -> {
                out.printf(Locale.ROOT, "  %-14s %s  %s%n", plugin.id(), plugin.source().shortName(), facts(plugin));
                plugin.keys().forEach(option -> out.printf(Locale.ROOT, "      %-20s %-10s %s%s%n", option.key(), option.type().word(),
                        option.defaultText().map(text -> "default " + text + "  ").orElse(""), option.summary()));
            });
        }
        out.flush();
        return ExitStatus.OK;
    }
}
