package io.strapwork.runtime.catalogue;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.plugin.Room;
import io.strapwork.api.stack.IpStack;
import io.strapwork.api.transport.Transport;
import io.strapwork.api.trust.ImageVerifier;
import java.util.List;
import java.util.Objects;

/**
 * A kind of plugins, as {@link io.strapwork.api.plugin.PluginKind} says it. Annotations that name the same interface in the same place are one kind.
 *
 * @param room    where its plugins work
 * @param further the section below the room's: {@code "disk"} of {@code [link.disk]}; empty for the kind of the room's own section
 * @param type    binary name of the interface that its plugins implement
 * @param noun    what messages call such a plugin; says nothing about which kind it is
 */
public record Kind(Room room, String further, String type, String noun) {
    // As in the annotations, which reflection would take long to read on every start; a test compares them.
    public static final Kind MACHINE = new Kind(Room.MACHINE, "", MachineProvider.class.getName(), "machine");
    public static final Kind DRIVER = new Kind(Room.LINK, "", LinkDriver.class.getName(), "driver");
    public static final Kind STACK = new Kind(Room.STACK, "", IpStack.class.getName(), "stack");
    public static final Kind ADDRESS = new Kind(Room.ADDRESS, "", AddressSource.class.getName(), "address source");
    public static final Kind TRANSPORT = new Kind(Room.TRANSPORT, "", Transport.class.getName(), "transport");
    public static final Kind PROTOCOL = new Kind(Room.FETCH, "", BootProtocol.class.getName(), "protocol");
    public static final Kind VERIFIER = new Kind(Room.TRUST, "", ImageVerifier.class.getName(), "verifier");
    public static final Kind LOADER = new Kind(Room.LOAD, "", ImageLoader.class.getName(), "loader");
    public static final Kind HANDOFF = new Kind(Room.HANDOFF, "", HandoffShim.class.getName(), "handoff");

    public static final Kind DISK_DRIVER = new Kind(Room.LINK, "disk", DiskDriver.class.getName(), "disk driver");
    public static final Kind FILE_SYSTEM = new Kind(Room.FETCH, "files", FileSystem.class.getName(), "file system");
    public static final Kind MENU = new Kind(Room.FETCH, "menu", MenuReader.class.getName(), "menu reader");

    /** The kind of each room's own section, in the order of rooms: what every boot has. */
    public static final List<Kind> FIRST = List.of(MACHINE, DRIVER, STACK, ADDRESS, TRANSPORT, PROTOCOL, VERIFIER, LOADER, HANDOFF);

    /** As profiles have it, without brackets: {@code "link"}, {@code "link.disk"}. */
    public String section() {
        return room.section() + (further.isEmpty() ? "" : "." + further);
    }

    /** For messages, where such plugins are: {@code "the link room"}, {@code "[link.disk]"}. */
    public String place() {
        return further.isEmpty() ? "the " + room.section() + " room" : "[" + section() + "]";
    }

    /** The interface's simple name. */
    public String typeName() {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    /** Whether a class has the interface that its own loader knows by that name; of the API there is only ours. */
    public boolean isImplementedBy(Class<?> plugin) {
        ClassLoader own = plugin.getClassLoader();
        try {
            boolean ours = own == null || type.startsWith("io.strapwork.api.");
            return Class.forName(type, false, ours ? Kind.class.getClassLoader() : own).isAssignableFrom(plugin);
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Kind kind && room == kind.room && further.equals(kind.further) && type.equals(kind.type);
    }

    @Override
    public int hashCode() {
        return Objects.hash(room, further, type);
    }
}
