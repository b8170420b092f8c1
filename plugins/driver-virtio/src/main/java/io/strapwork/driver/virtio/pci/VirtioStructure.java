package io.strapwork.driver.virtio.pci;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A structure of a virtio device in one of its BARs (virtio 1.3, 4.1.4), checked against the BAR's length.
 *
 * @param address    on the bus
 * @param bytes      its length, as the capability says
 * @param multiplier of notification offsets; 0 except for {@link Kind#NOTIFY}
 */
record VirtioStructure(long address, long bytes, long multiplier) {
    static final String STRUCTURE = "SW-L125";
    private static final int STATUS = 0x06;
    private static final int STATUS_HAS_CAPABILITIES = 0x10;
    private static final int CAPABILITIES = 0x34;
    private static final int VENDOR_SPECIFIC = 9;
    private static final int FIRST_CAPABILITY = 0x40;

    /** Kinds, by {@code cfg_type}. */
    enum Kind {
        COMMON(1, 0x38), NOTIFY(2, 2), ISR(3, 1), DEVICE(4, 6);

        private final int type;
        private final int least;

        Kind(int type, int least) {
            this.type = type;
            this.least = least;
        }

        private static Optional<Kind> of(int type) {
            for (Kind kind : values()) {
                if (kind.type == type) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** Follows the list of capabilities, each register at most once, and takes the first of each kind (virtio 1.3, 4.1.4.1). All kinds are there. */
    static Map<Kind, VirtioStructure> find(PciFunction function, MemoryBars bars) {
        var structures = new EnumMap<Kind, VirtioStructure>(Kind.class);
        var visited = new BitSet(256);
        int at = (function.u16(STATUS) & STATUS_HAS_CAPABILITIES) == 0 ? 0 : function.u8(CAPABILITIES) & ~3;
        while (at >= FIRST_CAPABILITY) {
            if (visited.get(at)) {
                throw function.problem("SW-L123",
                        "the device's list of capabilities is a loop: it returns to register 0x" + Integer.toHexString(at), "");
            }
            visited.set(at);
            int capability = at;
            if (function.u8(at) == VENDOR_SPECIFIC) {
                Kind.of(function.u8(at + 3)).filter(kind -> !structures.containsKey(kind))
                        .flatMap(kind -> parse(function, bars, kind, capability)
                                .map(structure -> Map.entry(kind, structure)))
                        .ifPresent(entry -> structures.put(entry.getKey(), entry.getValue()));
            }
            at = function.u8(at + 1) & ~3;
        }
        for (Kind kind : Kind.values()) {
            if (!structures.containsKey(kind)) {
                throw function.problem("SW-L124", "the device has no usable virtio structure of type " + kind.type + " (" + kind + ")",
                        "the device may only support virtio before 1.0; on QEMU, don't set disable-modern=on");
            }
        }
        return structures;
    }

    /** Empty when the capability names a BAR that can't be used: another of the same kind may follow. */
    private static Optional<VirtioStructure> parse(PciFunction function, MemoryBars bars, Kind kind, int at) {
        Optional<MemoryBars.Bar> bar = bars.bar(function.u8(at + 4));
        if (bar.isEmpty()) {
            return Optional.empty();
        }
        long offset = function.u32(at + 8) & 0xffff_ffffL;
        long bytes = function.u32(at + 12) & 0xffff_ffffL;
        if (offset + bytes > bar.get().bytes() || bytes < kind.least) {
            throw function.problem(STRUCTURE,
                    "the device's " + kind + " structure, " + bytes + " bytes at " + offset + ", " + (bytes < kind.least
                            ? "is shorter than " + kind.least + " bytes"
                            : "is not inside its BAR " + bar.get().number() + " of " + bar.get().bytes() + " bytes"),
                    "");
        }
        long multiplier = kind == Kind.NOTIFY ? function.u32(at + 16) & 0xffff_ffffL : 0;
        return Optional.of(new VirtioStructure(bar.get().address() + offset, bytes, multiplier));
    }
}
