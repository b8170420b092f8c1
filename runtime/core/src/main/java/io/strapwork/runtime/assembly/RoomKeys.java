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
    static final String INITRD = "initrd";
    static final List<String> PARTS = List.of("kernel", INITRD, "device-tree");

    static final Bounds SIZES = Bounds.NONE.most("16384GiB");

    private RoomKeys() {}

    /** In the order in which they are told; none for most rooms. */
    public static List<OptionDescriptor> of(Room room) {
        return switch (room) {
            case MACHINE -> List.of(optional(ARCHITECTURE, new OptionType.Choice(Architecture.class.getName(), architectures()),
                    "what the machine is; left out: what the handoff prepares, or all that the machine can be"),
                    new OptionDescriptor(MEMORY, OptionType.Scalar.SIZE, Optional.of(Assembler.USUAL_MEMORY.toString()), SIZES,
                            "of the guest"));
            case FETCH -> List.of(optional("kernel", OptionType.Scalar.URI, "left out: the boot file that the address room was told"),
                    optional(INITRD, OptionType.Scalar.URI, "the initial RAM disk; several in an array are joined"),
                    optional("device-tree", OptionType.Scalar.URI, "a flattened device tree, for handoffs that read it"),
                    new OptionDescriptor(LIMIT, new OptionType.Maybe(OptionType.Scalar.SIZE), Optional.empty(), SIZES,
                            "of all parts together; left out: the machine's memory"));
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
