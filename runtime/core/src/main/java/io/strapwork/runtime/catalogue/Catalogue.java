package io.strapwork.runtime.catalogue;

import io.strapwork.api.plugin.Room;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All plugins that were discovered. Immutable and shared by any number of boots at once; closing it, when no boot needs a class of a plugin jar any more, closes those jars.
 */
public final class Catalogue implements AutoCloseable {
    private final Map<Room, List<PluginDescriptor>> rooms = new EnumMap<>(Room.class);
    private final List<Closeable> loaders;

    /**
     * @param plugins no two of one room with one id
     * @param loaders closed with the catalogue
     */
    Catalogue(List<PluginDescriptor> plugins, List<? extends Closeable> loaders) {
        for (Room room : Room.values()) {
            var inRoom = new ArrayList<PluginDescriptor>();
            for (PluginDescriptor plugin : plugins) {
                if (plugin.room() == room) {
                    inRoom.add(plugin);
                }
            }
            inRoom.sort((one, other) -> one.id().compareTo(other.id()));
            rooms.put(room, List.copyOf(inRoom));
        }
        this.loaders = List.copyOf(loaders);
    }

    /** Without any plugin jar. */
    public static Catalogue of(List<PluginDescriptor> plugins) {
        return new Catalogue(plugins, List.of());
    }

    /** The plugins of a room, by id. */
    public List<PluginDescriptor> in(Room room) {
        return rooms.getOrDefault(room, List.of());
    }

    public Optional<PluginDescriptor> find(Room room, String id) {
        for (PluginDescriptor plugin : in(room)) {
            if (plugin.id().equals(id)) {
                return Optional.of(plugin);
            }
        }
        return Optional.empty();
    }

    /** All plugins, in the order of rooms, then by id. */
    public List<PluginDescriptor> all() {
        var all = new ArrayList<PluginDescriptor>();
        for (Room room : Room.values()) {
            all.addAll(in(room));
        }
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
}
