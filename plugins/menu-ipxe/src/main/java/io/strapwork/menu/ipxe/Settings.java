package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tree of settings blocks. A block's own settings go before those of the blocks below it. Copies share what was there before them, so that a choice of
 * thousands of items is cheap; the original may not change any more.
 */
final class Settings {
    static final String ROOT = "";
    static final String CARD = "net0";
    static final String DHCP = "net0.dhcp";
    static final String PROXY = "proxydhcp";
    static final String FIRMWARE = "smbios";
    static final String BUILTIN = "builtin";

    private final @Nullable Settings before;
    /** In the order of iPXE's tree; a new list for each change. */
    private List<String> blocks;
    /** What is another than before; no type and no bytes for what is gone. */
    private final Map<Key, Value> values = new HashMap<>();
    private int count;

    private record Key(String block, String name) {}

    /**
     * @param type  as it was stored; null when DHCP said it
     * @param words what a fact said, where it is not of the setting's type: the name of a server instead of its address
     */
    record Value(@Nullable SettingType type, byte[] raw, Optional<String> words) {
        private static final Value GONE = new Value(null, new byte[0], Optional.empty());

        Optional<String> format(Optional<SettingType> as) {
            SettingType by = typeAs(as);
            boolean asWritten = switch (by) {
                case HEX, HEXHYP, HEXRAW, BASE64, URISTRING -> false;
                default -> words.isPresent();
            };
            return asWritten ? words : by.format(raw);
        }

        SettingType typeAs(Optional<SettingType> as) {
            return as.orElse(type == null ? SettingType.STRING : type);
        }

        private boolean same(Value other) {
            return type == other.type && Arrays.equals(raw, other.raw);
        }
    }

    Settings() {
        before = null;
        blocks = List.of(ROOT, CARD, DHCP, PROXY, FIRMWARE, BUILTIN);
    }

    Settings(Settings before) {
        this.before = before;
        blocks = before.blocks;
        count = before.count;
    }

    /** How many settings and blocks there are. */
    int count() {
        return count + blocks.size();
    }

    int blocks() {
        return blocks.size();
    }

    Optional<Value> fetch(SettingName name) {
        Optional<Value> own = own(name.block(), name.key());
        if (own.isPresent()) {
            return own;
        }
        return blocks.stream().filter(block -> isBelow(block, name.block())).flatMap(block -> own(block, name.key()).stream()).findFirst();
    }

    private static boolean isBelow(String block, String above) {
        return !block.equals(above) && (above.isEmpty() || block.startsWith(above + "."));
    }

    private Optional<Value> own(String block, String name) {
        var key = new Key(block, name);
        for (Settings layer = this; layer != null; layer = layer.before) {
            Value value = layer.values.get(key);
            if (value != null) {
                return value == Value.GONE ? Optional.empty() : Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** What a script reads: empty when it does not exist or is not of this type. */
    Optional<String> text(SettingName name, BootUri here) {
        boolean builtin = name.block().equals(BUILTIN) || name.block().isEmpty() && !rootHas(name.key());
        if (builtin && name.key().equals("cwuri")) {
            return Optional.of(Uris.text(here));
        }
        if (builtin && name.key().equals("cwduri")) {
            return Optional.of(Uris.text(here.folder()));
        }
        return fetch(name).flatMap(value -> value.format(name.type()));
    }

    boolean rootHas(String key) {
        return own(ROOT, key).isPresent();
    }

    /** @return whether anything is another now */
    boolean store(String block, String name, Value value) {
        if (!blocks.contains(block)) {
            var more = new ArrayList<>(blocks);
            more.add(block);
            blocks = List.copyOf(more);
        }
        Optional<Value> old = own(block, name);
        values.put(new Key(block, name), value);
        count += old.isPresent() ? 0 : 1;
        return old.isEmpty() || !old.get().same(value);
    }

    /** @return whether it was there */
    boolean clear(String block, String name) {
        boolean there = own(block, name).isPresent();
        if (there) {
            values.put(new Key(block, name), Value.GONE);
            count--;
        }
        return there;
    }
}
