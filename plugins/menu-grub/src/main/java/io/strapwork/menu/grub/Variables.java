package io.strapwork.menu.grub;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** GRUB's environment. A branch sees all of its trunk, and changes only itself. */
final class Variables {
    private final @Nullable Variables trunk;
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> unset = new HashSet<>();
    private final Set<String> exported = new HashSet<>();

    Variables() {
        this(null);
    }

    private Variables(@Nullable Variables trunk) {
        this.trunk = trunk;
    }

    /** For an entry's commands, which must not change what the next entry sees. */
    Variables branch() {
        return new Variables(this);
    }

    /** What GRUB calls a new context: only exported variables are in it, and they are exported there, too. */
    Variables context() {
        var context = new Variables();
        exports().forEach(context::export);
        return context;
    }

    int size() {
        return values.size();
    }

    /** Empty when it isn't set. */
    String get(String name) {
        for (Variables level = this; level != null; level = level.trunk) {
            String value = level.values.get(name);
            if (value != null) {
                return value;
            }
            if (level.unset.contains(name)) {
                return "";
            }
        }
        return "";
    }

    boolean isSet(String name) {
        for (Variables level = this; level != null; level = level.trunk) {
            if (level.values.containsKey(name)) {
                return true;
            }
            if (level.unset.contains(name)) {
                return false;
            }
        }
        return false;
    }

    void set(String name, String value) {
        // GRUB's hook of $root: devices are named without parentheses there
        boolean device = name.equals("root") && value.length() > 1 && value.startsWith("(") && value.endsWith(")");
        values.put(name, device ? value.substring(1, value.length() - 1) : value);
    }

    void unset(String name) {
        values.remove(name);
        unset.add(name);
    }

    /** A variable that isn't set is exported with an empty value ({@code grub_env_export}). */
    void export(String name) {
        if (!isSet(name)) {
            set(name, "");
        }
        exported.add(name);
    }

    void export(String name, String value) {
        set(name, value);
        exported.add(name);
    }

    /** Name to value, sorted. */
    SortedMap<String, String> exports() {
        var names = new TreeMap<String, String>();
        for (Variables level = this; level != null; level = level.trunk) {
            for (String name : level.exported) {
                if (isSet(name)) {
                    names.putIfAbsent(name, get(name));
                }
            }
        }
        return names;
    }
}
