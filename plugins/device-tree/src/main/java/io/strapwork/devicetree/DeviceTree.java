package io.strapwork.devicetree;

import io.strapwork.api.machine.GuestRange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A device tree with the header's other facts.
 *
 * @param root         its name is empty
 * @param reservations memory that the kernel must not allocate
 * @param bootCpu      physical id of the CPU that makes the last jump
 */
public record DeviceTree(DeviceNode root, List<GuestRange> reservations, int bootCpu) {
    static final int MAGIC = 0xd00dfeed;
    static final int HEADER_BYTES = 40;
    static final int VERSION = 17;
    static final int LAST_COMPATIBLE_VERSION = 16;
    static final int BEGIN_NODE = 1;
    static final int END_NODE = 2;
    static final int PROPERTY = 3;
    static final int NOP = 4;
    static final int END = 9;

    public DeviceTree {
        reservations = List.copyOf(reservations);
    }

    public DeviceTree edit(UnaryOperator<DeviceNode> change) {
        return new DeviceTree(change.apply(root), reservations, bootCpu);
    }

    /** With one more reservation; an empty range, which would end the list, is left out. */
    public DeviceTree reserve(GuestRange range) {
        if (range.bytes() == 0) {
            return this;
        }
        var more = new ArrayList<>(reservations);
        more.add(range);
        return new DeviceTree(root, more, bootCpu);
    }

    /** The blob, version 17 (Devicetree Specification 5.2 to 5.6). Equal trees give equal bytes. */
    public byte[] flatten() {
        var strings = new Strings();
        var structure = new Structure();
        structure.node(root, strings);
        structure.word(END);
        int reservationBytes = 16 * (reservations.size() + 1);
        int structureAt = HEADER_BYTES + reservationBytes;
        int stringsAt = structureAt + structure.bytes.size();
        int total = stringsAt + strings.bytes.size();
        var blob = ByteBuffer.allocate(total);
        for (int field : new int[]{MAGIC, total, structureAt, stringsAt, HEADER_BYTES, VERSION, LAST_COMPATIBLE_VERSION, bootCpu,
            strings.bytes.size(),
            structure.bytes.size()}) {
            blob.putInt(field);
        }
        for (GuestRange reserved : reservations) {
            blob.putLong(reserved.start().value()).putLong(reserved.bytes());
        }
        blob.putLong(0).putLong(0);
        return blob.put(structure.bytes.toByteArray()).put(strings.bytes.toByteArray()).array();
    }

    private static final class Strings {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Map<String, Integer> offsets = new LinkedHashMap<>();

        int offset(String text) {
            return offsets.computeIfAbsent(text, _ -> {
                int at = bytes.size();
                bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
                bytes.write(0);
                return at;
            });
        }
    }

    private static final class Structure {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void node(DeviceNode node, Strings strings) {
            word(BEGIN_NODE);
            bytes.writeBytes(node.name().getBytes(StandardCharsets.ISO_8859_1));
            bytes.write(0);
            align();
            for (DeviceProperty property : node.properties().values()) {
                word(PROPERTY);
                word(property.length());
                word(strings.offset(property.name()));
                bytes.writeBytes(property.value());
                align();
            }
            node.children().values().forEach(child -> node(child, strings));
            word(END_NODE);
        }

        void word(int value) {
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
        }

        private void align() {
            while (bytes.size() % 4 != 0) {
                bytes.write(0);
            }
        }
    }
}
