package io.strapwork.handoff.openfirmware;

import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All packages, by phandle and by path. */
final class PackageTree {
    private static final int FIRST_PHANDLE = 0x10000001;
    private static final int ALIAS_LIMIT = 8;
    private final Package root;
    private final Map<Integer, Package> byPhandle = new HashMap<>();
    /** Phandles that the machine's tree itself hands out. */
    private final Set<Integer> given = new HashSet<>();
    private int nextPhandle = FIRST_PHANDLE;

    /** Nodes that have no phandle get one: that of {@code before} at the same path, if there is one, so that what a client knows stays true. */
    PackageTree(DeviceNode machine, Optional<PackageTree> before) {
        before.ifPresent(old -> nextPhandle = old.nextPhandle);
        reserve(machine);
        this.root = adopt(machine, null, before);
        before.ifPresent(this::inherit);
    }

    private void reserve(DeviceNode node) {
        phandle(node).ifPresent(given::add);
        node.children().values().forEach(this::reserve);
    }

    private static Optional<Integer> phandle(DeviceNode node) {
        return node.property("phandle").or(() -> node.property("linux,phandle")).or(() -> node.property("ibm,phandle"))
                .filter(property -> property.value().length == 4).map(property -> ByteBuffer.wrap(property.value()).getInt())
                .filter(phandle -> phandle != 0 && phandle != -1);
    }

    private Package adopt(DeviceNode node, @Nullable Package parent, Optional<PackageTree> before) {
        String path = parent == null ? "/" : parent.path().equals("/") ? "/" + node.name() : parent.path() + "/" + node.name();
        int phandle = phandle(node).filter(own -> !byPhandle.containsKey(own))
                .or(() -> before.flatMap(old -> old.find(path)).map(Package::phandle)
                        .filter(old -> !given.contains(old) && !byPhandle.containsKey(old)))
                .orElseGet(this::fresh);
        var made = new Package(node.name(), parent, phandle);
        byPhandle.put(phandle, made);
        if (!node.properties().containsKey("name")) {
            made.text("name", made.baseName());
        }
        for (DeviceProperty property : node.properties().values()) {
            made.properties().put(property.name(), property.value());
        }
        node.children().values().forEach(child -> adopt(child, made, before));
        return made;
    }

    private int fresh() {
        while (given.contains(nextPhandle) || byPhandle.containsKey(nextPhandle)) {
            nextPhandle++;
        }
        return nextPhandle++;
    }

    /** What the firmware itself and the client had put into the tree that this one replaces. */
    private void inherit(PackageTree old) {
        for (Package node : old.root.children()) {
            String name = node.baseName();
            if (List.of("chosen", "options", "openprom", "aliases").contains(name)) {
                Package mine = find("/" + name).orElseGet(() -> add(name));
                node.properties().forEach(mine.properties()::putIfAbsent);
            }
        }
        old.root.property("reserved-ranges").ifPresent(value -> root.properties().putIfAbsent("reserved-ranges", value));
    }

    /** A new child of the root. */
    Package add(String name) {
        var made = new Package(name, root, fresh());
        made.text("name", name);
        byPhandle.put(made.phandle(), made);
        return made;
    }

    /** The child of the root, made when it is not there. */
    Package topLevel(String name) {
        return find("/" + name).orElseGet(() -> add(name));
    }

    Package root() {
        return root;
    }

    Optional<Package> get(int phandle) {
        return Optional.ofNullable(byPhandle.get(phandle));
    }

    /** All of them, parents first. */
    Map<String, Package> all() {
        var found = new LinkedHashMap<String, Package>();
        Deque<Package> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Package next = open.pop();
            found.put(next.path(), next);
            open.addAll(next.children());
        }
        return found;
    }

    /** By a device specifier (IEEE 1275, 4.3): a path, whose first component may be an alias; arguments behind colons are ignored. */
    Optional<Package> find(String specifier) {
        return find(specifier, 0);
    }

    private Optional<Package> find(String specifier, int aliases) {
        if (!specifier.startsWith("/")) {
            return aliases == ALIAS_LIMIT ? Optional.empty() : alias(specifier).flatMap(path -> find(path, aliases + 1));
        }
        Package at = root;
        for (String component : specifier.split("/")) {
            int colon = component.indexOf(':');
            String wanted = colon < 0 ? component : component.substring(0, colon);
            if (wanted.isEmpty()) {
                continue;
            }
            // without a unit address, the lowest: /memory is where memory begins, whatever the order of a flattened tree
            Optional<Package> next = at.children().stream().filter(child -> child.isMeantBy(wanted))
                    .min(Comparator.comparingInt((Package child) -> child.unit().length()).thenComparing(Package::unit));
            if (next.isEmpty()) {
                return next;
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    private Optional<String> alias(String specifier) {
        int end = 0;
        while (end < specifier.length() && specifier.charAt(end) != '/' && specifier.charAt(end) != ':') {
            end++;
        }
        String name = specifier.substring(0, end);
        String rest = specifier.substring(end);
        return root.children().stream().filter(child -> child.baseName().equals("aliases")).findFirst().map(aliases -> aliases.text(name))
                .filter(path -> !path.isEmpty() && !name.equals("name")).map(path -> path + rest);
    }
}
