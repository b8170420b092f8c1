package io.strapwork.handoff.openfirmware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import io.strapwork.device.tree.DeviceTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each service as a client calls it. */
class ClientInterfaceTests {
    private static final long BUFFER = 0x40000;
    private final FakeGuest guest = new FakeGuest();

    private String path(int phandle) {
        int length = guest.one("package-to-path", phandle, BUFFER, 200);
        assertEquals(length, guest.string(BUFFER).length());
        return guest.string(BUFFER);
    }

    private void walk(int phandle, List<String> found) {
        found.add(path(phandle));
        for (int child = guest.one("child", phandle); child != 0; child = guest.one("peer", child)) {
            assertEquals(phandle, guest.one("parent", child));
            walk(child, found);
        }
    }

    @Test
    void aTreeIsWalked() {
        var found = new ArrayList<String>();
        walk(guest.one("peer", 0), found);
        assertEquals(List.of("/", "/chosen", "/rtas", "/cpus", "/cpus/PowerPC,POWER9@0", "/memory@0", "/vdevice", "/vdevice/vty@71000000",
                "/pci@800000020000000", "/pci@800000020000000/ethernet@5", "/interrupt-controller", "/options", "/openprom", "/aliases"),
                found);
        assertEquals(0, guest.one("parent", guest.one("peer", 0)));
        for (String unknown : List.of("peer", "child", "parent", "getproplen")) {
            assertEquals(-1, guest.one(unknown, 0x666, "name"), unknown);
        }
    }

    @Test
    void devicesAreFoundByPathNameAndUnit() {
        int vty = guest.one("finddevice", "/vdevice/vty@71000000");
        assertNotEquals(-1, vty);
        assertEquals(vty, guest.one("finddevice", "/vdevice/vty"));
        assertEquals(vty, guest.one("finddevice", "/vdevice/@71000000"));
        assertEquals(vty, guest.one("finddevice", "/vdevice/vty@71000000:9600"));
        assertEquals(0x8001, guest.one("finddevice", "/cpus/PowerPC,POWER9@0"));
        assertEquals(guest.one("finddevice", "/memory@0"), guest.one("finddevice", "/memory"));
        for (String unknown : List.of("/nothing", "/vdevice/vty@1", "vdevice", "", "/vdevice/vty/child", "/@")) {
            assertEquals(-1, guest.one("finddevice", unknown), unknown);
        }
        guest.text(BUFFER, "/vdevice/vty");
        assertEquals(13, guest.one("setprop", guest.one("finddevice", "/aliases"), "term", BUFFER, 13));
        assertEquals(vty, guest.one("finddevice", "term"));
        guest.text(BUFFER, "loop");
        guest.one("setprop", guest.one("finddevice", "/aliases"), "loop", BUFFER, 5);
        assertEquals(-1, guest.one("finddevice", "loop/x"));
    }

    @Test
    void aPathIsMadeCanonical() {
        assertEquals(21, guest.one("canon", "/vdevice/vty:1", BUFFER, 100));
        assertEquals("/vdevice/vty@71000000", guest.string(BUFFER));
        assertEquals(-1, guest.one("canon", "/nowhere", BUFFER, 100));
        guest.write(BUFFER, new byte[]{9, 9, 9, 9});
        assertEquals(21, guest.one("canon", "/vdevice/vty", BUFFER, 3));
        assertArrayEquals(new byte[]{'/', 'v', 'd', 9}, guest.bytes(BUFFER, 4));
    }

    @Test
    void propertiesAreReadWholeOrCut() {
        int chosen = guest.one("finddevice", "/chosen");
        assertEquals(19, guest.one("getproplen", chosen, "bootargs"));
        assertEquals(19, guest.one("getprop", chosen, "bootargs", BUFFER, 100));
        assertEquals("console=hvc0 quiet", guest.string(BUFFER));
        guest.write(BUFFER, "????????".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(19, guest.one("getprop", chosen, "bootargs", BUFFER, 4));
        assertEquals("cons????", new String(guest.bytes(BUFFER, 8), StandardCharsets.ISO_8859_1));
        assertEquals(-1, guest.one("getprop", chosen, "linux,initrd-start", BUFFER, 8));
        assertEquals(-1, guest.one("getprop", 0x666, "name", BUFFER, 8));
        assertEquals(5, guest.one("getprop", guest.one("finddevice", "/options"), "real-mode?", BUFFER, 8));
        assertEquals("true", guest.string(BUFFER));
    }

    @Test
    void namesOfPropertiesFollowEachOther() {
        int rtas = guest.one("finddevice", "/rtas");
        var names = new ArrayList<String>();
        String previous = "";
        while (guest.one("nextprop", rtas, previous, BUFFER) == 1) {
            previous = guest.string(BUFFER);
            names.add(previous);
        }
        assertEquals("", guest.string(BUFFER));
        assertEquals(List.of("name", "rtas-size", "power-off", "system-reboot"), names);
        assertEquals(1, guest.one("nextprop", rtas, 0, BUFFER));
        assertEquals("name", guest.string(BUFFER));
        assertEquals(-1, guest.one("nextprop", rtas, "nothing", BUFFER));
    }

    @Test
    void propertiesAreSet() {
        int rtas = guest.one("finddevice", "/rtas");
        guest.cell(BUFFER, 42);
        assertEquals(4, guest.one("setprop", rtas, "linux,rtas-base", BUFFER, 4));
        assertEquals(4, guest.one("getprop", rtas, "linux,rtas-base", BUFFER + 8, 4));
        assertEquals(42, guest.cell(BUFFER + 8));
        assertEquals(-1, guest.one("setprop", rtas, "big", BUFFER, 1 << 20));
        assertEquals(-1, guest.one("setprop", rtas, "", BUFFER, 4));
        int sets = 0;
        while (guest.one("setprop", rtas, "p" + sets, BUFFER, 1 << 16) > 0) {
            sets++;
        }
        assertEquals(15, sets);
    }

    @Test
    void instancesAreOpenedAndClosed() {
        int vty = guest.one("open", "/vdevice/vty:9600");
        assertTrue(vty > 0);
        assertEquals(guest.one("finddevice", "/vdevice/vty"), guest.one("instance-to-package", vty));
        assertEquals(26, guest.one("instance-to-path", vty, BUFFER, 100));
        assertEquals("/vdevice/vty@71000000:9600", guest.string(BUFFER));
        assertEquals(0, guest.call("close", 0, vty)[0]);
        assertEquals(-1, guest.one("instance-to-package", vty));
        assertEquals(-1, guest.one("instance-to-path", vty, BUFFER, 100));
        assertEquals(0, guest.one("open", "/pci@800000020000000/ethernet@5:tftp"));
        assertEquals(0, guest.one("open", "/nothing"));
        var open = new HashSet<Integer>();
        for (int last = guest.one("open", "/"); last != 0; last = guest.one("open", "/")) {
            assertTrue(open.add(last));
        }
        assertTrue(open.size() < 1025, open.size() + " are open");
    }

    private int chosen(String property) {
        assertEquals(4, guest.one("getprop", guest.one("finddevice", "/chosen"), property, BUFFER, 4));
        return guest.cell(BUFFER);
    }

    @Test
    void theConsoleIsWritten() {
        int stdout = chosen("stdout");
        guest.busy = 3;
        guest.text(BUFFER, "forty characters for the console, maybe.");
        assertEquals(40, guest.one("write", stdout, BUFFER, 40));
        assertEquals("forty characters for the console, maybe.", guest.written.toString());
        assertEquals(List.of(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)), guest.clock.pauses());
        assertEquals(-1, guest.one("write", chosen("cpu"), BUFFER, 40));
        assertEquals(-1, guest.one("seek", stdout, 0, 0));
    }

    @Test
    void aConsoleThatStaysBusyGivesUp() {
        guest.busy = Integer.MAX_VALUE;
        assertEquals(0, guest.one("write", chosen("stdout"), BUFFER, 40));
    }

    @Test
    void aClientThatClosesItsInputStillWrites() {
        int stdout = chosen("stdout");
        assertEquals(0, guest.call("close", 0, chosen("stdin"))[0]);
        guest.text(BUFFER, "x");
        assertEquals(1, guest.one("write", stdout, BUFFER, 1));
    }

    @Test
    void theConsoleIsRead() {
        int stdin = chosen("stdin");
        assertEquals(-2, guest.one("read", stdin, BUFFER, 4));
        guest.typed = "a line that is longer than one call\r";
        assertEquals(1, guest.one("read", stdin, BUFFER, 1));
        assertEquals('a', guest.bytes(BUFFER, 1)[0]);
        var text = new StringBuilder();
        for (int count = guest.one("read", stdin, BUFFER, 100); count > 0; count = guest.one("read", stdin, BUFFER, 100)) {
            text.append(new String(guest.bytes(BUFFER, count), StandardCharsets.ISO_8859_1));
        }
        assertEquals(" line that is longer than one call\r", text.toString());
        assertEquals(-1, guest.one("read", chosen("memory"), BUFFER, 1));
    }

    @Test
    void whoAsksForKeysAllTheTimeIsSlowedDown() {
        int stdin = chosen("stdin");
        for (int i = 0; i < 100; i++) {
            assertEquals(-2, guest.one("read", stdin, BUFFER, 1));
        }
        assertEquals(84, guest.clock.pauses().size());
        guest.typed = "x";
        assertEquals(1, guest.one("read", stdin, BUFFER, 1));
        assertEquals(-2, guest.one("read", stdin, BUFFER, 1));
        assertEquals(84, guest.clock.pauses().size());
    }

    private List<Long> available() {
        int bytes = guest.one("getprop", guest.one("finddevice", "/memory"), "available", BUFFER, 256);
        var found = new ArrayList<Long>();
        var cells = ByteBuffer.wrap(guest.bytes(BUFFER, bytes));
        while (cells.hasRemaining()) {
            found.add(cells.getLong());
        }
        return found;
    }

    @Test
    void memoryIsClaimedAndReleased() {
        assertEquals(List.of(0x8000L, 0xdf8000L, 0xf00000L, 0xf0000L), available());
        assertEquals(0x100000, guest.one("claim", 0x100000, 0x1000, 0));
        assertEquals(-1, guest.one("claim", 0x100fff, 0x1000, 0));
        assertEquals(-1, guest.one("claim", 0, 0x1000, 0));
        assertEquals(-1, guest.one("claim", (int) FakeGuest.RAM - 0x1000, 0x1000, 0));
        assertEquals(-1, guest.one("claim", (int) FakeGuest.RAM, 0x1000, 0));
        assertEquals(List.of(0x8000L, 0xf8000L, 0x101000L, 0xcff000L, 0xf00000L, 0xf0000L), available());
        assertEquals(0xf80000, guest.one("claim", 0, 0x1000, 0x80000));
        assertEquals(0xfef000, guest.one("claim", 0, 0x1000, 1));
        assertEquals(-1, guest.one("claim", 0, 0x1000, 3));
        assertEquals(-1, guest.one("claim", 0, -1, 1));
        assertEquals(0, guest.call("release", 0, 0x100000, 0x1000)[0]);
        assertEquals(0x100000, guest.one("claim", 0x100000, 0x800, 0));
        assertEquals(0, guest.call("release", 0, (int) FakeGuest.RTAS, 0x10000)[0]);
        assertEquals(-1, guest.one("claim", (int) FakeGuest.RTAS, 0x1000, 0));
    }

    @Test
    void claimsHaveALimit() {
        int claims = 0;
        while (guest.one("claim", 0x8000 + 16 * claims, 16, 0) != -1) {
            claims++;
        }
        assertEquals(4096, claims);
    }

    @Test
    void methodsThatAreNotThereSaySo() {
        assertArrayEquals(new int[]{0, -1, 0}, guest.call("call-method", 2, "set-colors", chosen("stdout"), 0, 0));
        assertArrayEquals(new int[]{0, -1}, guest.call("call-method", 1, "ibm,client-architecture-support", 0x666, 0));
        assertEquals(-1, guest.one("test-method", guest.one("finddevice", "/"), "set-colors"));
        assertEquals(0, guest.one("test-method", guest.one("finddevice", "/"), "ibm,client-architecture-support"));
    }

    @Test
    void runTimeServicesAreCopied() {
        var blob = new byte[0x40];
        for (int i = 0; i < blob.length; i++) {
            blob[i] = (byte) (i * 7);
        }
        guest.write(FakeGuest.RTAS, blob);
        int rtas = guest.one("open", "/rtas");
        assertArrayEquals(new int[]{0, 0, 0x200000}, guest.call("call-method", 2, "instantiate-rtas", rtas, 0x200000));
        assertArrayEquals(blob, guest.bytes(0x200000, 0x40));
        assertEquals(-1, guest.call("call-method", 2, "instantiate-rtas", rtas, 0xffffffff)[0]);
    }

    private int negotiate() {
        int root = guest.one("open", "/");
        int[] found = guest.call("call-method", 2, "ibm,client-architecture-support", root, BUFFER);
        assertEquals(0, found[0]);
        assertEquals(0, found[1]);
        return found[2];
    }

    @Test
    void anotherTreeIsNegotiated() {
        int cpu = guest.one("finddevice", "/cpus/PowerPC,POWER9@0");
        int vty = guest.one("finddevice", "/vdevice/vty");
        int stdout = chosen("stdout");
        var nodes = List.of(DeviceNode.of("chosen", DeviceProperty.text("ibm,arch-vec-5-platform-support", "x")),
                DeviceNode.of("cpus").with(List.of(DeviceNode.of("PowerPC,POWER9@0", DeviceProperty.text("device_type", "cpu"),
                        DeviceProperty.cells("phandle", 0x8001)))),
                DeviceNode.of("vdevice").with(List.of(DeviceNode.of("vty@71000000", DeviceProperty.text("compatible", "hvterm1"),
                        DeviceProperty.cells("reg", FakeGuest.CONSOLE_UNIT)))),
                DeviceNode.of("interrupt-controller@60302031b0000", DeviceProperty.cells("phandle", 0x1111)));
        guest.negotiated = Optional.of(new DeviceTree(DeviceNode.of("").with(nodes), List.of(), 0).flatten());
        assertEquals(0, negotiate());
        assertEquals(cpu, guest.one("finddevice", "/cpus/PowerPC,POWER9@0"));
        assertEquals(vty, guest.one("finddevice", "/vdevice/vty"));
        assertEquals(-1, guest.one("finddevice", "/interrupt-controller@0"));
        assertEquals(0x1111, guest.one("finddevice", "/interrupt-controller"));
        assertEquals(19, guest.one("getproplen", guest.one("finddevice", "/chosen"), "bootargs"));
        assertEquals(2, guest.one("getproplen", guest.one("finddevice", "/chosen"), "ibm,arch-vec-5-platform-support"));
        assertEquals(16, guest.one("getproplen", guest.one("peer", 0), "reserved-ranges"));
        assertNotEquals(-1, guest.one("finddevice", "/options"));
        guest.text(BUFFER, "y");
        assertEquals(1, guest.one("write", stdout, BUFFER, 1));
    }

    @Test
    void aRefusedNegotiationChangesNothing() {
        assertEquals(1, negotiate());
        guest.negotiated = Optional.of(new byte[]{(byte) 0xd0, 0x0d, (byte) 0xfe, (byte) 0xed, 0, 0, 0, 60});
        assertEquals(1, negotiate());
        guest.negotiated = Optional.of(new byte[]{(byte) 0xd0, 0x0d, (byte) 0xfe, (byte) 0xed, 0x7f, 0, 0, 0});
        int root = guest.one("open", "/");
        assertEquals(-1, guest.call("call-method", 2, "ibm,client-architecture-support", root, BUFFER)[0]);
        assertNotEquals(-1, guest.one("finddevice", "/memory"));
    }

    @Test
    void aClientEnds() {
        assertEquals(0, guest.call("exit", 0)[0]);
        assertEquals(0, guest.call("boot", 0, "disk")[0]);
        assertEquals(0, guest.call("interpret", 1, "reset-all")[0]);
        assertEquals(0, guest.call("interpret", 1, "power-off")[0]);
        assertEquals(List.of("rtas 2017 of 2", "rtas 2014 of 0", "rtas 2014 of 0", "rtas 2017 of 2"), guest.hypercalls);
        assertEquals(-1, guest.one("interpret", "1 2 + ."));
        assertEquals(0, guest.call("enter", 0)[0]);
        assertEquals(-1, guest.call("chain", 0, 0, 0, 0, 0, 0)[0]);
        assertEquals(0, guest.call("quiesce", 0)[0]);
    }

    @Test
    void servicesAreTested() {
        assertEquals(0, guest.one("test", "getprop"));
        assertEquals(-1, guest.one("test", "teleport"));
        assertEquals(-1, guest.call("teleport", 1)[0]);
        assertTrue(guest.one("milliseconds") >= 0);
        assertEquals(0, guest.one("set-callback", 0));
    }
}
