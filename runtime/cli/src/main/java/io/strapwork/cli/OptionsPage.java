package io.strapwork.cli;

import io.strapwork.runtime.assembly.RoomKeys;
import io.strapwork.runtime.catalogue.Catalogue;
import io.strapwork.runtime.catalogue.Kind;
import io.strapwork.runtime.catalogue.OptionDescriptor;
import io.strapwork.runtime.catalogue.OptionType;
import io.strapwork.runtime.catalogue.PluginDescriptor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All sections of a profile and all options as Markdown: the second part of {@code docs/profiles.md}, and a page for anybody's own plugin jars. */
final class OptionsPage {
    private final StringBuilder page = new StringBuilder();

    private OptionsPage() {}

    static String of(Catalogue catalogue) {
        var page = new OptionsPage();
        for (Kind kind : catalogue.kinds()) {
            page.kind(kind, catalogue.of(kind));
        }
        return page.page.toString();
    }

    private void kind(Kind kind, List<PluginDescriptor> plugins) {
        page.append("\n## [").append(kind.section()).append("]\n");
        List<OptionDescriptor> keys = kind.further().isEmpty() ? RoomKeys.of(kind.room()) : List.of();
        if (!keys.isEmpty()) {
            page.append("\nFor every plugin:\n");
            table(keys);
        }
        plugins.forEach(this::plugin);
        if (plugins.isEmpty()) {
            page.append("\nNo plugins.\n");
        }
    }

    private void plugin(PluginDescriptor plugin) {
        page.append("\n### ").append(section(plugin)).append("\n\n").append("From `").append(plugin.source().shortName()).append('`');
        plugin.facts().entrySet().stream().filter(fact -> !fact.getValue().isEmpty()).map(OptionsPage::fact)
                .forEach(fact -> page.append("; ").append(fact));
        page.append(".\n");
        if (plugin.keys().isEmpty()) {
            page.append("It has no options.\n");
        } else {
            table(plugin.keys());
        }
    }

    /** As a profile has it: transports and protocols have sections of their own below their room's. */
    private static String section(PluginDescriptor plugin) {
        String use = "use = \"" + plugin.id() + "\"";
        return plugin.sections().stream().map(name -> "[" + plugin.kind().section() + "." + name + "] ").collect(Collectors.joining())
                + use;
    }

    private static String fact(Map.Entry<String, List<String>> fact) {
        return fact.getKey() + " " + fact.getValue().stream().map(value -> "`" + value + "`").collect(Collectors.joining(" "));
    }

    private void table(List<OptionDescriptor> options) {
        page.append("\n| key | value | default | |\n|---|---|---|---|\n");
        for (OptionDescriptor option : options) {
            boolean rest = option.type() instanceof OptionType.Rest;
            page.append("| ").append(rest ? "any other" : "`" + option.key() + "`").append(" | ")
                    .append(cell(rest ? option.inWords().replace("any further keys, each value ", "") : option.inWords()))
                    .append(" | ").append(cell(usual(option))).append(" | ").append(cell(option.summary())).append(" |\n");
        }
    }

    private static String usual(OptionDescriptor option) {
        if (option.required()) {
            return "required";
        }
        return option.defaultText().map(text -> text.isEmpty() ? "empty" : "`" + text + "`").orElse("");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
