package io.strapwork.runtime.assembly;

import io.strapwork.api.fetch.BootUri;
import java.util.List;
import java.util.Optional;

/**
 * {@code [fetch.menu]}.
 *
 * @param use    the id of the only reader; empty when the configuration decides
 * @param config where the configuration is; empty when it is searched for
 * @param entry  what boots, by id, title or number; empty for the preset
 */
public record MenuChoice(Optional<String> use, Optional<BootUri> config, Optional<String> entry) {
    static final String CONFIG = "config";
    static final String ENTRY = "entry";
    static final List<String> KEYS = List.of(CONFIG, ENTRY);
    /** For people. @param from where it is searched for */
    public String inWords(BootFrom from) {
        return config.map(its -> "from " + its)
                .orElse(from == BootFrom.DISK ? "searched for on the machine's disks" : "searched for as the network offers")
                + use.map(id -> ", read as " + id).orElse("")
                + entry.map(id -> ", entry \"" + id + "\"").orElse(", its preset");
    }

    /** Of a profile that says nothing of menus. */
    public static final MenuChoice NONE = new MenuChoice(Optional.empty(), Optional.empty(), Optional.empty());
}
