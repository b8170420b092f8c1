package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.Room;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All plugins that were discovered. Immutable and shared by any number of boots at once; closing it, when no boot needs a class of a plugin jar any more, closes those jars.
 */
public final class Catalogue implements AutoCloseable {
    private final Map<Kind, List<PluginDescriptor>> kinds = new LinkedHashMap<>();
    private final List<Closeable> loaders;

    /**
     * @param plugins no two of one kind with one id
     * @param loaders closed with the catalogue
     */
    Catalogue(List<PluginDescriptor> plugins, List<? extends Closeable> loaders) {
        for (Kind kind : kinds(plugins)) {
            var ofKind = new ArrayList<PluginDescriptor>();
            for (PluginDescriptor plugin : plugins) {
                if (plugin.kind().equals(kind)) {
                    ofKind.add(plugin);
                }
            }
            ofKind.sort((one, other) -> one.id().compareTo(other.id()));
            kinds.put(kind, List.copyOf(ofKind));
        }
        this.loaders = List.copyOf(loaders);
    }

    private static List<Kind> kinds(List<PluginDescriptor> plugins) {
        var kinds = new ArrayList<Kind>(Kind.FIRST);
        for (PluginDescriptor plugin : plugins) {
            if (!kinds.contains(plugin.kind())) {
                kinds.add(plugin.kind());
            }
        }
        kinds.sort(Catalogue::inOrder);
        return kinds;
    }

    /** Without any plugin jar. */
    public static Catalogue of(List<PluginDescriptor> plugins) {
        return new Catalogue(plugins, List.of());
    }

    /** The first kind of each room, and all further kinds that a plugin has, in the order of rooms, then by section. */
    public List<Kind> kinds() {
        return List.copyOf(kinds.keySet());
    }

    /** The kind of a section below a room's. */
    public Optional<Kind> further(Room room, String section) {
        for (Kind kind : kinds.keySet()) {
            if (kind.room() == room && !section.isEmpty() && kind.further().equals(section)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The plugins of a kind, by id. */
    public List<PluginDescriptor> of(Kind kind) {
        return kinds.getOrDefault(kind, List.of());
    }

    public Optional<PluginDescriptor> find(Kind kind, String id) {
        for (PluginDescriptor plugin : of(kind)) {
            if (plugin.id().equals(id)) {
                return Optional.of(plugin);
            }
        }
        return Optional.empty();
    }

    /** All plugins, in the order of kinds, then by id. */
    public List<PluginDescriptor> all() {
        var all = new ArrayList<PluginDescriptor>();
        kinds.values().forEach(all::addAll);
        return all;
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        for (Closeable loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                if (failed == null) {
                    failed = e;
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** Not Comparator.comparing: the lambdas within that are in no cache of the JVM's, and make each start longer. */
    private static int inOrder(Kind left, Kind right) {
        int byRoom = left.room().compareTo(right.room());
        return byRoom == 0 ? left.further().compareTo(right.further()) : byRoom;
    }
}
