package io.strapwork.runtime.assembly;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.catalogue.Bounds;
import io.strapwork.runtime.catalogue.OptionDescriptor;
import io.strapwork.runtime.catalogue.OptionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys of a room's section that are the room's own, whatever plugin works in it. */
public final class RoomKeys {
    static final String ARCHITECTURE = "architecture";
    static final String MEMORY = "memory";
    static final String LIMIT = "limit";
    static final String BOOT = "boot";
    /** Of files on the machine's disks. */
    static final String DISK_SCHEME = "disk";
    /** Of a machine's section: what tells that it has disks. */
    static final String DISKS = "disks";
    static final String INITRD = "initrd";
    static final List<String> PARTS = List.of("kernel", INITRD, "device-tree");

    static final Bounds SIZES = Bounds.NONE.most("16384GiB");

    private RoomKeys() {}

    /** In the order in which they are told; none for most rooms. */
    public static List<OptionDescriptor> of(Room room) {
        return switch (room) {
            case MACHINE -> List.of(optional(ARCHITECTURE, new OptionType.Choice(Architecture.class.getName(), architectures()),
                    "the machine's architecture; default: what the handoff prepares, or all that the machine supports"),
                    new OptionDescriptor(MEMORY, OptionType.Scalar.SIZE, Optional.of(Assembler.USUAL_MEMORY.toString()), SIZES,
                            "the guest's memory"));
            case FETCH -> List.of(optional("kernel", OptionType.Scalar.URI, "default: what the network offers or the disks hold"),
                    optional(BOOT, new OptionType.Choice(BootFrom.class.getName(), BootFrom.words()),
                            "where to look for what to boot when the profile names neither kernel nor menu; default: the disks, if the machine has any"),
                    optional(INITRD, OptionType.Scalar.URI, "the initial RAM disk; several in an array are concatenated"),
                    optional("device-tree", OptionType.Scalar.URI, "a flattened device tree, for handoffs that read it"),
                    new OptionDescriptor(LIMIT, new OptionType.Maybe(OptionType.Scalar.SIZE), Optional.empty(), SIZES,
                            "of all parts together; default: the machine's memory"));
            default -> List.of();
        };
    }

    private static List<String> architectures() {
        var ids = new ArrayList<String>();
        for (Architecture architecture : Architecture.values()) {
            ids.add(architecture.id());
        }
        return ids;
    }

    private static OptionDescriptor optional(String key, OptionType type, String summary) {
        return new OptionDescriptor(key, new OptionType.Maybe(type), Optional.empty(), summary);
    }
}
