package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.Reading.Script;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which configurations are open around the one that runs. People write entries that lead back ("Main menu"): those lead to entries that are listed already, and
 * following them would never end.
 */
final class OpenMenus {
    /** Differ with each entry, and change nothing of what a menu offers. */
    private static final Set<String> IGNORED = Set.of("chosen", "config_file", "config_directory");

    private List<String> chain;
    private final Set<String> shown = new HashSet<>();

    OpenMenus(String root) {
        chain = List.of(root);
    }

    /** From the root to the innermost. */
    List<String> chain() {
        return chain;
    }

    void chain(List<String> restored) {
        chain = restored;
    }

    List<String> with(String file) {
        var longer = new ArrayList<>(chain);
        longer.add(file);
        return List.copyOf(longer);
    }

    /** Why a configuration isn't opened; empty when it may be. */
    String refusal(Script script, ScriptRunner runner) throws FetchException {
        String file = script.text().file().toString();
        if (chain.contains(file)) {
            return "it leads back to a menu that is already listed";
        }
        if (shown.contains(key(file, runner))) {
            return "its menu " + file + " is already listed";
        }
        return "";
    }

    void shown(String file, ScriptRunner runner) throws FetchException {
        shown.add(key(file, runner));
    }

    private static String key(String file, ScriptRunner runner) throws FetchException {
        SortedMap<String, String> exports = runner.variables().exports();
        exports.keySet().removeAll(IGNORED);
        String key = file + " " + exports;
        runner.budget().characters(key.length());
        return key;
    }
}
