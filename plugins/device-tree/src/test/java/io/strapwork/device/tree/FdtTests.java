package io.strapwork.device.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.StrapworkException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class FdtTests {
    /** Written by hand after the Devicetree Specification, chapter 5. */
    private static final String SMALL = """
            d00dfeed 00000094 00000048 00000088 00000028 00000011 00000010 00000003 0000000c 00000040
            0000000000001000 0000000000002000
            0000000000000000 0000000000000000
            00000001 00000000
            00000003 00000004 00000000 00000002
            00000001 61400000
            00000003 00000005 00000006 62636465 00000000
            00000002 00000002 00000009
            72 65 67 23 78 00 6d 6f 64 65 6c 00
            """;

    private static DeviceTree small() {
        DeviceNode root = DeviceNode.of("", DeviceProperty.cells("reg#x", 2))
                .with(List.of(DeviceNode.of("a@", DeviceProperty.text("model", "bcde"))));
        return new DeviceTree(root, List.of(GuestRange.of(0x1000, 0x2000)), 3);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    private static DeviceTree parse(byte[] blob) {
        return FdtView.parse(MemorySegment.ofArray(blob));
    }

    /** A tree with all kinds of shapes. */
    private static DeviceTree rich() {
        DeviceNode leaf = DeviceNode.of("leaf@0,1", DeviceProperty.flag("ranges"),
                DeviceProperty.bytes("mac", (byte) 1, (byte) 2, (byte) -1));
        DeviceNode inner = DeviceNode.of("soc", DeviceProperty.text("compatible", "one", "two"), DeviceProperty.wide("reg", -1, 1L << 62))
                .with(List.of(leaf, DeviceNode.of("empty")));
        DeviceNode root = DeviceNode.of("", DeviceProperty.cells("#address-cells", 2), DeviceProperty.text("compatible", "x"))
                .with(List.of(inner, DeviceNode.of("chosen")));
        return new DeviceTree(root, List.of(GuestRange.of(0, 16), GuestRange.of(1L << 40, 4096)), 0);
    }

    /** A header, and what follows it in the order of strings, structure, reservations. */
    private static byte[] blob(byte[] structure, byte[] strings) {
        int structureAt = 40;
        int stringsAt = structureAt + structure.length;
        int reservationsAt = stringsAt + (strings.length + 7) / 8 * 8;
        return ByteBuffer.allocate(reservationsAt + 16).putInt(0xd00dfeed).putInt(reservationsAt + 16).putInt(structureAt).putInt(stringsAt)
                .putInt(reservationsAt).putInt(17).putInt(16).putInt(0).putInt(strings.length).putInt(structure.length).put(structure)
                .put(strings).array();
    }

    /** Of a few bytes each, there could be more than a million nodes; and properties may all have the same long name, which the tree has once. */
    @Test
    void totalsAreLimited() {
        int nodes = 250_000;
        var many = ByteBuffer.allocate(20 * nodes + 16).putInt(1).putInt(0);
        for (int i = 0; i < nodes; i++) {
            many.putInt(1).put(String.format("%07x", i).getBytes(StandardCharsets.US_ASCII)).put((byte) 0).putInt(2);
        }
        byte[] structure = Arrays.copyOf(many.putInt(2).putInt(9).array(), many.position());
        assertEquals("the machine's device tree has more than 200000 nodes, properties and reservations",
                told(blob(structure, new byte[8])));
        int properties = 100_000;
        var named = ByteBuffer.allocate(28 * properties + 16).putInt(1).putInt(0);
        for (int i = 0; i < properties; i++) {
            named.putInt(1).put(String.format("%03x", i % 4096).getBytes(StandardCharsets.US_ASCII)).put((byte) 0).putInt(3).putInt(0)
                    .putInt(0)
                    .putInt(2);
            if (i % 4096 == 4095) {
                named.putInt(1).putInt('n' << 24);
            }
        }
        byte[] strings = "p".repeat(200).concat("\0").getBytes(StandardCharsets.US_ASCII);
        assertEquals("the machine's device tree has names of more than 8388608 characters in all", told(blob(named.array(), strings)));
    }

    private static String told(byte[] blob) {
        return assertThrows(StrapworkException.class, () -> parse(blob)).problems().getFirst().what();
    }

    @Test
    void writesWhatTheSpecificationSays() {
        assertEquals(HexFormat.of().formatHex(bytes(SMALL)), HexFormat.of().formatHex(small().flatten()));
    }

    @Test
    void readsWhatItWrites() {
        for (DeviceTree tree : List.of(small(), rich(), new DeviceTree(DeviceNode.of(""), List.of(), 0))) {
            DeviceTree read = parse(tree.flatten());
            assertEquals(tree, read);
            assertArrayEquals(tree.flatten(), read.flatten());
        }
    }

    @Test
    void readsVersion16AndSkipsNops() {
        byte[] blob = bytes(SMALL);
        ByteBuffer.wrap(blob).putInt(20, 16).putInt(36, 0);
        assertEquals(small(), parse(blob));
        byte[] gaps = bytes(SMALL.replace("00000001 61400000", "00000004 00000001 61400000").replace("00000088", "0000008c")
                .replace("00000094", "00000098").replace("00000040", "00000044"));
        assertEquals(small(), parse(gaps));
    }

    @Test
    void ignoresWhatIsBehindIt() {
        assertEquals(rich(), parse(Arrays.copyOf(rich().flatten(), 5000)));
    }

    @Test
    void editsByCopies() {
        DeviceTree before = rich();
        DeviceTree after = before.edit(root -> root.without("compatible").edit("soc", soc -> soc.with(DeviceProperty.flag("dma-coherent")))
                .edit("new", node -> node.with(DeviceProperty.cells("x", 1))));
        assertEquals(rich(), before);
        assertEquals(List.of("soc", "chosen", "new"), List.copyOf(after.root().children().keySet()));
        assertEquals(List.of("compatible", "reg", "dma-coherent"),
                List.copyOf(after.root().child("soc").orElseThrow().properties().keySet()));
        assertEquals(before.reservations(), after.reserve(GuestRange.of(5, 0)).reservations());
        assertEquals(after, parse(after.flatten()));
    }

    private static String told(Consumer<ByteBuffer> damage) {
        return told(bytes(SMALL), damage);
    }

    private static String told(byte[] blob, Consumer<ByteBuffer> damage) {
        damage.accept(ByteBuffer.wrap(blob));
        var problem = assertThrows(StrapworkException.class, () -> parse(blob)).problems().getFirst();
        assertEquals("SW-H601", problem.code());
        return problem.where().replace("device tree ", "") + ": " + problem.what().replace("the machine's device tree ", "");
    }

    @Test
    void tellsWhatIsWrongWithTheHeader() {
        assertEquals("byte 0x0: has 39 bytes, its header alone has 40", told(new byte[39], _ -> {}));
        assertEquals("byte 0x0: does not begin with d00dfeed", told(at -> at.put(0, (byte) 0)));
        assertEquals("byte 0x4: says that it has 0x95 bytes, there are 0x94", told(at -> at.putInt(4, 0x95)));
        assertEquals("byte 0x4: says that it has 0xffffffff bytes, there are 0x94", told(at -> at.putInt(4, -1)));
        assertEquals("byte 0x14: has version 15 (compatible with 16), but only versions 16 and 17 can be read",
                told(at -> at.putInt(20, 15)));
        assertEquals("byte 0x14: has version 99 (compatible with 18), but only versions 16 and 17 can be read",
                told(at -> at.putInt(20, 99).putInt(24, 18)));
        assertEquals("byte 0x8: has its structure at 0x4a with 0x40 bytes, which are misaligned or not inside it",
                told(at -> at.putInt(8, 0x4a)));
        assertEquals("byte 0x8: has its structure at 0x7ffffffc with 0x40 bytes, which are misaligned or not inside it",
                told(at -> at.putInt(8, 0x7ffffffc)));
        assertEquals("byte 0xc: has its strings at 0x88 with 0xd bytes, which are misaligned or not inside it",
                told(at -> at.putInt(32, 13)));
        assertEquals("byte 0x10: has its reservations at 0x2c with 0x10 bytes, which are misaligned or not inside it",
                told(at -> at.putInt(16, 0x2c)));
        assertEquals("byte 0x88: ends inside its reservations", told(at -> {
            for (int i = 0x28; i < 0x94; i++) {
                at.put(i, (byte) 1);
            }
        }));
        assertEquals("byte 0x28: reserves memory beyond any address", told(at -> at.putLong(0x28, -1)));
    }

    @Test
    void tellsWhatIsWrongWithTheStructure() {
        assertEquals("byte 0x48: has a wrong node name \"a\"", told(at -> at.put(0x4c, (byte) 'a')));
        assertEquals("byte 0x60: has a wrong node name \"\"", told(at -> at.putInt(0x64, 0)));
        assertEquals("byte 0x4c: has a name with the byte 0xff", told(at -> at.put(0x4c, (byte) -1)));
        assertEquals("byte 0x54: has a property of 0xffffffff bytes that is not inside it", told(at -> at.putInt(0x54, -1)));
        assertEquals("byte 0x54: has a property of 0x2d bytes that is not inside it", told(at -> at.putInt(0x54, 0x2d)));
        assertEquals("byte 0x58: has a property whose name is not inside it", told(at -> at.putInt(0x58, 12)));
        assertEquals("byte 0x58: has a property without a name", told(at -> at.putInt(0x58, 5)));
        assertEquals("byte 0x8e: has a name that does not end", told(at -> at.put(0x93, (byte) 'x')));
        assertEquals("byte 0x84: ends inside its structure", told(at -> at.putInt(36, 0x3c)));
        assertEquals("byte 0x84: has an unknown token 0x5", told(at -> at.putInt(0x84, 5)));
        assertEquals("byte 0x80: ends inside a node", told(at -> at.putInt(0x80, 9)));
        assertEquals("byte 0x48: ends a node that was not begun", told(at -> at.putInt(0x48, 2)));
        assertEquals("byte 0x48: has a property outside of a node", told(at -> at.putInt(0x48, 3)));
        assertEquals("byte 0x84: has a second root", told(at -> at.putInt(36, 0x4c).putInt(0x84, 1)));
    }

    @Test
    void refusesDoublesAndDepth() {
        byte[] doubled = new DeviceTree(DeviceNode.of("", DeviceProperty.flag("aa"), DeviceProperty.flag("ab")), List.of(), 0).flatten();
        doubled[doubled.length - 2] = 'a';
        assertEquals("has two properties \"aa\" in one node", told(doubled, _ -> {}).replaceFirst("byte 0x[0-9a-f]+: ", ""));
        byte[] twins = new DeviceTree(DeviceNode.of("").with(List.of(DeviceNode.of("a"), DeviceNode.of("b"))), List.of(), 0).flatten();
        assertEquals("has two nodes \"a\" in one place",
                told(twins, at -> at.put(0x38 + 24, (byte) 'a')).replaceFirst("byte 0x[0-9a-f]+: ", ""));
        DeviceNode deep = DeviceNode.of("n");
        for (int i = 0; i < 63; i++) {
            deep = DeviceNode.of("n").with(List.of(deep));
        }
        byte[] blob = new DeviceTree(DeviceNode.of("").with(List.of(deep)), List.of(), 0).flatten();
        assertEquals("is deeper than 64 nodes", told(blob, _ -> {}).replaceFirst("byte 0x[0-9a-f]+: ", ""));
    }

    @Test
    void survivesMutations() {
        var random = new Random(17);
        byte[] good = rich().flatten();
        int read = 0;
        for (int round = 0; round < 60_000; round++) {
            byte[] blob = random.nextInt(8) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int i = random.nextInt(3); i >= 0 && blob.length > 0; i--) {
                int at = random.nextInt(blob.length);
                if (random.nextBoolean() && at + 4 <= blob.length) {
                    ByteBuffer.wrap(blob).putInt(at & ~3, random.nextBoolean() ? random.nextInt() : random.nextInt(64) - 16);
                } else {
                    blob[at] = (byte) random.nextInt();
                }
            }
            read += readable(blob) ? 1 : 0;
        }
        assertTrue(read > 5000, read + " read");
    }

    private static boolean readable(byte[] blob) {
        try {
            DeviceTree tree = parse(blob);
            assertEquals(tree, parse(tree.flatten()));
            return true;
        } catch (StrapworkException e) {
            assertEquals("SW-H601", e.problems().getFirst().code());
            return false;
        }
    }

    static Stream<byte[]> blobs() {
        return Stream.of(small().flatten(), rich().flatten(), bytes(SMALL));
    }

    @MethodSource("blobs")
    @Test
    void aNumberIsOneOrTwoCells() {
        assertEquals(OptionalLong.of(0xfffffff0L), DeviceProperty.cells("a", 0xfffffff0).number());
        assertEquals(OptionalLong.of(1L << 40), DeviceProperty.wide("a", 1L << 40).number());
        for (int bytes : new int[]{0, 1, 3, 5, 7, 9, 16}) {
            assertEquals(OptionalLong.empty(), DeviceProperty.bytes("a", new byte[bytes]).number());
        }
    }

    @FuzzTest
    void anyBytes(byte[] blob) {
        readable(blob);
    }
}
