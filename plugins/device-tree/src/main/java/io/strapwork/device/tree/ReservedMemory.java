package io.strapwork.device.tree;

import io.strapwork.api.machine.GuestRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the children of {@code /reserved-memory} keep (Devicetree Specification 3.5). A child that is switched off or malformed keeps nothing, as in Linux (drivers/of/of_reserved_mem.c).
 *
 * @param fixed  ranges of {@code reg}
 * @param wanted what the next system is to find a place for by itself: {@code size} without {@code reg}
 */
public record ReservedMemory(List<GuestRange> fixed, List<Wanted> wanted) {
    private static final int MOST = 4096;

    /**
     * @param bytes     more than none
     * @param alignment a power of two
     * @param within    where it may lie; none stands for all memory
     */
    public record Wanted(long bytes, long alignment, List<GuestRange> within) {
        public Wanted {
            within = List.copyOf(within);
        }
    }

    public ReservedMemory {
        fixed = List.copyOf(fixed);
        wanted = List.copyOf(wanted);
    }

    public static ReservedMemory of(DeviceNode root) {
        Optional<DeviceNode> node = root.child("reserved-memory");
        int addressCells = cells(node, root, "#address-cells", 2);
        int sizeCells = cells(node, root, "#size-cells", 1);
        var fixed = new ArrayList<GuestRange>();
        var wanted = new ArrayList<Wanted>();
        for (DeviceNode child : node.map(it -> it.children().values()).orElse(List.of())) {
            if (fixed.size() + wanted.size() >= MOST || !isOn(child)) {
                continue;
            }
            Optional<DeviceProperty> reg = child.property("reg");
            if (reg.isPresent()) {
                fixed.addAll(ranges(reg, addressCells, sizeCells));
            } else {
                wanted(child, addressCells, sizeCells).ifPresent(wanted::add);
            }
        }
        return new ReservedMemory(fixed, wanted);
    }

    private static Optional<Wanted> wanted(DeviceNode child, int addressCells, int sizeCells) {
        long bytes = number(child, "size").orElse(0);
        long alignment = number(child, "alignment").orElse(1);
        List<GuestRange> within = ranges(child.property("alloc-ranges"), addressCells, sizeCells);
        boolean unknown = child.property("alloc-ranges").isPresent() && within.isEmpty();
        return bytes > 0 && Long.bitCount(alignment) == 1 && alignment > 0 && !unknown
                ? Optional.of(new Wanted(bytes, alignment, within))
                : Optional.empty();
    }

    /**
     * All ranges that nothing may be placed onto, so that the next system finds its own where it looks first: from the end of memory down.
     *
     * @param ram   in order
     * @param taken besides
     * @return the fixed ones, and one for each wanted one that there is room for
     */
    public List<GuestRange> kept(List<GuestRange> ram, List<GuestRange> taken) {
        var kept = new ArrayList<>(fixed);
        for (Wanted each : wanted) {
            var used = new ArrayList<>(taken);
            used.addAll(kept);
            List<GuestRange> within = each.within().isEmpty() ? ram : common(ram, each.within());
            GuestRange.minus(within, used).stream().sorted(Comparator.comparing(GuestRange::start).reversed())
                    .flatMap(range -> highest(range, each).stream()).findFirst().ifPresent(kept::add);
        }
        return List.copyOf(kept);
    }

    private static List<GuestRange> common(List<GuestRange> ram, List<GuestRange> within) {
        return GuestRange.minus(ram, GuestRange.minus(ram, within));
    }

    private static Optional<GuestRange> highest(GuestRange range, Wanted wanted) {
        if (range.bytes() < wanted.bytes()) {
            return Optional.empty();
        }
        long at = range.end().value() - wanted.bytes() & -wanted.alignment();
        return at >= range.start().value() ? Optional.of(GuestRange.of(at, wanted.bytes())) : Optional.empty();
    }

    private static boolean isOn(DeviceNode node) {
        return node.property("status").map(status -> new String(status.value(), StandardCharsets.ISO_8859_1))
                .filter(status -> !status.equals("okay\0") && !status.equals("ok\0")).isEmpty();
    }

    private static int cells(Optional<DeviceNode> node, DeviceNode root, String property, long otherwise) {
        long cells = node.flatMap(it -> it.property(property)).or(() -> root.property(property)).map(DeviceProperty::number)
                .orElse(OptionalLong.empty()).orElse(otherwise);
        return cells == 1 || cells == 2 ? (int) cells : 0;
    }

    private static OptionalLong number(DeviceNode node, String property) {
        return node.property(property).map(DeviceProperty::number).orElse(OptionalLong.empty());
    }

    private static List<GuestRange> ranges(Optional<DeviceProperty> property, int addressCells, int sizeCells) {
        byte[] value = property.map(DeviceProperty::value).orElse(new byte[0]);
        int entry = 4 * (addressCells + sizeCells);
        if (addressCells == 0 || sizeCells == 0 || value.length % entry != 0) {
            return List.of();
        }
        var ranges = new ArrayList<GuestRange>();
        var bytes = ByteBuffer.wrap(value);
        while (bytes.hasRemaining() && ranges.size() < MOST) {
            long start = number(bytes, addressCells);
            long size = number(bytes, sizeCells);
            if (start >= 0 && size > 0 && size < Long.MAX_VALUE - start) {
                ranges.add(GuestRange.of(start, size));
            }
        }
        return ranges;
    }

    private static long number(ByteBuffer bytes, int cells) {
        return cells == 1 ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
    }
}
