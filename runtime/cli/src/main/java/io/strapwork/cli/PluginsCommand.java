package io.strapwork.cli;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "plugins", mixinStandardHelpOptions = true, description = "Lists what is discovered, from which jar, with its options.")
final class PluginsCommand implements Callable<Integer> {
    @Option(names = "--plugins", paramLabel = "DIR", description = "A folder with more plugin jars.")
    private List<Path> pluginFolders = new ArrayList<>();

    @Option(names = "--markdown", description = "As Markdown, with all sections and options of a profile: the second part of docs/profiles.md.")
    private boolean markdown;

    @Spec
    private @Nullable CommandSpec spec;

    private static String facts(PluginDescriptor plugin) {
        return plugin.facts().entrySet().stream().filter(fact -> !fact.getValue().isEmpty())
                .map(fact -> fact.getKey() + " " + String.join(" ", fact.getValue()))
                .collect(Collectors.joining("; "));
    }

    @Override
    public Integer call() {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        Catalogue catalogue = Discovery.discover(PluginsCommand.class.getClassLoader(), pluginFolders);
        if (markdown) {
            out.print(OptionsPage.of(catalogue));
            out.flush();
            return ExitStatus.OK;
        }
        for (Room room : Room.values()) {
            out.println("[" + room.section() + "]");
            catalogue.in(room).forEach(plugin -> {
                out.printf(Locale.ROOT, "  %-14s %s  %s%n", plugin.id(), plugin.source().shortName(), facts(plugin));
                plugin.keys().forEach(option -> out.printf(Locale.ROOT, "      %-20s %-10s %s%s%n", option.key(), option.type().word(),
                        option.defaultText().map(text -> "default " + text + "  ").orElse(""), option.summary()));
            });
        }
        out.flush();
        return ExitStatus.OK;
    }
}
