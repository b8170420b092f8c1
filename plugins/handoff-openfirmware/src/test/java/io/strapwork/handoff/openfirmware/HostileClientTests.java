package io.strapwork.handoff.openfirmware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.testkit.fake.FuzzedRandom;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that pass nonsense get -1, and do no harm. */
@Timeout(600)
class HostileClientTests {
    private static final long LAST = FakeGuest.RAM - 4;
    private static final List<String> SERVICES = List.of("peer", "child", "parent", "finddevice", "getprop", "getproplen", "nextprop",
            "setprop", "canon", "package-to-path", "instance-to-path", "instance-to-package", "open", "close", "read", "write", "seek",
            "claim", "release",
            "call-method", "test", "test-method", "interpret", "milliseconds", "quiesce", "set-callback", "chain", "enter");
    private final FakeGuest guest = new FakeGuest();

    private long call(long argument) {
        return guest.firmware.call(guest, argument);
    }

    @Test
    void argumentsOutsideOfRam() {
        for (long at : new long[]{FakeGuest.RAM, FakeGuest.RAM - 3, 0xffffffffL, Long.MAX_VALUE - 3, LAST}) {
            assertEquals(-1, call(at), Long.toHexString(at));
        }
        assertEquals(-1, call(-1L));
    }

    @Test
    void hugeCounts() {
        guest.text(0x2000, "peer");
        guest.cell(0x1000, 0x2000);
        for (int[] counts : new int[][]{{33, 1}, {1, 33}, {-1, 1}, {1, -1}, {0x7fffffff, 1}, {Integer.MIN_VALUE, Integer.MIN_VALUE}}) {
            guest.cell(0x1004, counts[0]);
            guest.cell(0x1008, counts[1]);
            assertEquals(-1, call(0x1000));
        }
        guest.cell(0x1004, 0);
        guest.cell(0x1008, 1);
        assertEquals(-1, call(0x1000), "no argument");
        // the arguments end inside RAM, the return would not
        guest.cell(LAST - 12, 0x2000);
        guest.cell(LAST - 8, 1);
        guest.cell(LAST - 4, 1);
        guest.cell(LAST, 0);
        assertEquals(-1, call(LAST - 12));
    }

    @Test
    void stringsWithoutEnd() {
        guest.memory.at(GuestRange.of(0x400000, 0x100000)).fill((byte) 'x');
        guest.memory.at(GuestRange.of(FakeGuest.RAM - 64, 64)).fill((byte) '/');
        guest.cell(0x1000, 0x400000);
        guest.cell(0x1004, 0);
        guest.cell(0x1008, 0);
        assertEquals(-1, call(0x1000), "service");
        assertEquals(-1, guest.call("finddevice", 1, 0x400000)[0]);
        assertEquals(-1, guest.call("finddevice", 1, FakeGuest.RAM - 64)[0]);
        assertEquals(-1, guest.call("open", 1, -1)[0]);
        assertEquals(-1, guest.call("getproplen", 1, guest.one("peer", 0), 0x400000)[0]);
    }

    @Test
    void hugeLengthsAndWrongPointers() {
        int root = guest.one("peer", 0);
        assertEquals(5, guest.one("getprop", root, "model", 0x40000, -1));
        assertEquals(-1, guest.call("getprop", 1, root, "model", -1, 5)[0]);
        assertEquals(-1, guest.call("getprop", 1, root, "model", FakeGuest.RAM - 2, 5)[0]);
        assertEquals(-1, guest.one("setprop", root, "x", 0x40000, -1));
        assertEquals(-1, guest.call("setprop", 1, root, "x", FakeGuest.RAM - 2, 5)[0]);
        assertEquals(-1, guest.call("nextprop", 1, root, "", -1)[0]);
        assertEquals(-1, guest.call("package-to-path", 1, root, -1, -1)[0]);
        int console = guest.one("open", "/vdevice/vty");
        assertEquals(-1, guest.call("write", 1, console, -16, 64)[0]);
        guest.typed = "key";
        assertEquals(-1, guest.call("read", 1, console, -16, 64)[0]);
        assertEquals("key", guest.typed, "a key is not lost");
        assertEquals(1 << 16, guest.one("write", console, 0x40000, -1));
        assertEquals(-1, guest.call("call-method", 2, "ibm,client-architecture-support", guest.one("open", "/"), -1)[0]);
    }

    @Test
    void anythingAtAll() {
        int done = calls(new Random(11), 20_000);
        assertTrue(done > 2000 && done < 18_000, done + " calls were answered");
    }

    static Stream<byte[]> dice() {
        return FuzzedRandom.dice(500);
    }

    @MethodSource("dice")
    @FuzzTest
    void anyCalls(byte[] bytes) {
        new HostileClientTests().calls(new FuzzedRandom(bytes), 100);
    }

    private int calls(Random random, int turns) {
        byte[] own = guest.memory.at(FakeGuest.OWN).toArray(ValueLayout.JAVA_BYTE);
        int root = guest.one("peer", 0);
        int instance = guest.one("open", "/rtas");
        int done = 0;
        for (int turn = 0; turn < turns; turn++) {
            var arguments = new Object[random.nextInt(7)];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = switch (random.nextInt(9)) {
                    case 0 -> random.nextInt();
                    case 1 -> root;
                    case 2 -> instance;
                    case 3 -> "/vdevice/vty".substring(0, random.nextInt(13));
                    case 4 -> "name";
                    case 5 -> random.nextInt(64);
                    case 6 -> 0x40000 + random.nextInt(0x100000);
                    case 7 -> (int) (FakeGuest.RAM - random.nextInt(64));
                    default -> "instantiate-rtas";
                };
                // not into its own memory, which a client may of course destroy
                if (arguments[i] instanceof Integer number && number >= 0xff0000 && number <= FakeGuest.RAM) {
                    arguments[i] = (int) FakeGuest.RAM;
                }
            }
            String service = SERVICES.get(random.nextInt(SERVICES.size()));
            int status = guest.call(service, random.nextInt(4), arguments)[0];
            assertTrue(status == 0 || status == -1, service + " answers " + status);
            done += status == 0 ? 1 : 0;
        }
        assertArrayEquals(own, guest.memory.at(FakeGuest.OWN).toArray(ValueLayout.JAVA_BYTE));
        return done;
    }
}
