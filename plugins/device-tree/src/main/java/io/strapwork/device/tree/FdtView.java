package io.strapwork.device.tree;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a flattened device tree, versions 16 and 17, from bytes that nobody vouches for. */
public final class FdtView {
    /** Far more than any machine has; QEMU's limit is 1 MiB. */
    private static final int SIZE_LIMIT = 16 << 20;
    private static final int DEPTH_LIMIT = 64;
    private static final int NAME_LIMIT = 256;
    /** Of all nodes, properties and reservations together: large machines have some ten thousand. */
    private static final int TOTAL_LIMIT = 200_000;
    /** Of all names, which properties share in a tree's strings, so that they may be more than its bytes. */
    private static final int NAMES_LIMIT = 8 << 20;
    private final ByteBuffer blob;
    private int structureEnd;
    private int stringsAt;
    private int stringsEnd;
    private int total;
    private int nameCharacters;

    private FdtView(ByteBuffer blob) {
        this.blob = blob;
    }

    /**
     * The tree that these bytes begin with; bytes behind its own size are not looked at.
     *
     * @throws StrapworkException SW-H601 with the offset of the first fault
     */
    public static DeviceTree parse(MemorySegment bytes) {
        if (bytes.byteSize() < DeviceTree.HEADER_BYTES) {
            throw fault(0, "has " + bytes.byteSize() + " bytes, its header alone has " + DeviceTree.HEADER_BYTES);
        }
        var head = ByteBuffer.wrap(bytes.asSlice(0, DeviceTree.HEADER_BYTES).toArray(ValueLayout.JAVA_BYTE));
        if (head.getInt(0) != DeviceTree.MAGIC) {
            throw fault(0, "does not begin with d00dfeed");
        }
        int total = head.getInt(4);
        if (total < DeviceTree.HEADER_BYTES || total > SIZE_LIMIT || total > bytes.byteSize()) {
            throw fault(4,
                    "says that it has 0x" + Integer.toHexString(total) + " bytes, there are 0x" + Long.toHexString(bytes.byteSize()));
        }
        return new FdtView(ByteBuffer.wrap(bytes.asSlice(0, total).toArray(ValueLayout.JAVA_BYTE))).tree();
    }

    private DeviceTree tree() {
        int version = blob.getInt(20);
        int compatible = blob.getInt(24);
        if (version < DeviceTree.LAST_COMPATIBLE_VERSION || compatible > DeviceTree.VERSION || compatible < 0) {
            throw fault(20, "has version " + version + " (compatible with " + compatible + "), but only versions 16 and 17 can be read");
        }
        stringsAt = blob.getInt(12);
        stringsEnd = end(12, stringsAt, blob.getInt(32), 1, "strings");
        int structureAt = blob.getInt(8);
        int structureBytes = version >= DeviceTree.VERSION ? blob.getInt(36) : blob.limit() - structureAt;
        structureEnd = end(8, structureAt, structureBytes, 4, "structure");
        List<GuestRange> reservations = reservations(blob.getInt(16));
        return new DeviceTree(structure(structureAt), reservations, blob.getInt(28));
    }

    private int end(int field, int at, int bytes, int alignment, String block) {
        if (at < DeviceTree.HEADER_BYTES || bytes < 0 || at > blob.limit() || bytes > blob.limit() - at || at % alignment != 0) {
            throw fault(field, "has its " + block + " at 0x" + Integer.toHexString(at) + " with 0x" + Integer.toHexString(bytes)
                    + " bytes, which are misaligned or not inside it");
        }
        return at + bytes;
    }

    private List<GuestRange> reservations(int at) {
        end(16, at, 16, 8, "reservations");
        var found = new ArrayList<GuestRange>();
        for (int i = at;; i += 16) {
            if (i > blob.limit() - 16) {
                throw fault(i, "ends inside its reservations");
            }
            long start = blob.getLong(i);
            long bytes = blob.getLong(i + 8);
            if (start == 0 && bytes == 0) {
                return found;
            }
            if (start < 0 || bytes < 0 || start > Long.MAX_VALUE - bytes) {
                throw fault(i, "reserves memory beyond any address");
            }
            count(i);
            found.add(GuestRange.of(start, bytes));
        }
    }

    /** A node that is still open. */
    private record Open(String name, Map<String, DeviceProperty> properties, Map<String, DeviceNode> children) {
        Open(String name) {
            this(name, new LinkedHashMap<>(), new LinkedHashMap<>());
        }
    }

    private DeviceNode structure(int start) {
        Deque<Open> open = new ArrayDeque<>();
        DeviceNode root = null;
        int at = start;
        while (true) {
            int token = word(at);
            int next = at + 4;
            switch (token) {
                case DeviceTree.NOP -> {
                }
                case DeviceTree.BEGIN_NODE -> {
                    String name = name(next, structureEnd);
                    if (root != null || open.size() == DEPTH_LIMIT || open.isEmpty() != name.isEmpty()) {
                        throw fault(at, root != null
                                ? "has a second root"
                                : open.size() == DEPTH_LIMIT
                                        ? "is deeper than " + DEPTH_LIMIT + " nodes"
                                        : "has a wrong node name \"" + name + "\"");
                    }
                    count(at);
                    open.push(new Open(name));
                    next = aligned(next + name.length() + 1);
                }
                case DeviceTree.END_NODE -> {
                    if (open.isEmpty()) {
                        throw fault(at, "ends a node that was not begun");
                    }
                    Open ended = open.pop();
                    var node = new DeviceNode(ended.name, ended.properties, ended.children);
                    if (open.isEmpty()) {
                        root = node;
                    } else if (open.element().children.put(node.name(), node) != null) {
                        throw fault(at, "has two nodes \"" + node.name() + "\" in one place");
                    }
                }
                case DeviceTree.PROPERTY -> {
                    if (open.isEmpty()) {
                        throw fault(at, "has a property outside of a node");
                    }
                    next = property(at, open.element());
                }
                case DeviceTree.END -> {
                    if (root == null) {
                        throw fault(at, "ends inside a node");
                    }
                    return root;
                }
                default -> throw fault(at, "has an unknown token 0x" + Integer.toHexString(token));
            }
            at = next;
        }
    }

    /** Where the next token is. */
    private int property(int at, Open node) {
        count(at);
        int length = word(at + 4);
        int nameOffset = word(at + 8);
        int valueAt = at + 12;
        if (length < 0 || length > structureEnd - valueAt) {
            throw fault(at + 4, "has a property of 0x" + Integer.toHexString(length) + " bytes that is not inside it");
        }
        if (nameOffset < 0 || nameOffset >= stringsEnd - stringsAt) {
            throw fault(at + 8, "has a property whose name is not inside it");
        }
        String name = name(stringsAt + nameOffset, stringsEnd);
        if (name.isEmpty()) {
            throw fault(at + 8, "has a property without a name");
        }
        var value = new byte[length];
        blob.get(valueAt, value);
        if (node.properties.put(name, DeviceProperty.bytes(name, value)) != null) {
            throw fault(at, "has two properties \"" + name + "\" in one node");
        }
        return aligned(valueAt + length);
    }

    private void count(int at) {
        total++;
        if (total > TOTAL_LIMIT) {
            throw fault(at, "has more than " + TOTAL_LIMIT + " nodes, properties and reservations");
        }
    }

    private int word(int at) {
        if (at > structureEnd - 4) {
            throw fault(at, "ends inside its structure");
        }
        return blob.getInt(at);
    }

    private static int aligned(int at) {
        return (at + 3) & ~3;
    }

    /** Printable ASCII up to a NUL. */
    private String name(int at, int limit) {
        for (int i = at; i < limit && i - at < NAME_LIMIT; i++) {
            int next = blob.get(i);
            if (next == 0) {
                nameCharacters += i - at;
                if (nameCharacters > NAMES_LIMIT) {
                    throw fault(at, "has names of more than " + NAMES_LIMIT + " characters in all");
                }
                return new String(blob.array(), at, i - at, StandardCharsets.US_ASCII);
            }
            if (next < ' ' || next > '~') {
                throw fault(i, "has a name with the byte 0x" + Integer.toHexString(next & 0xff));
            }
        }
        throw fault(at, "has a name that does not end");
    }

    private static StrapworkException fault(int at, String what) {
        return new Problem("SW-H601", Blame.BUG, "device tree byte 0x" + Integer.toHexString(at), "the machine's device tree " + what,
                "report this to the author of the machine plugin").asException();
    }
}
