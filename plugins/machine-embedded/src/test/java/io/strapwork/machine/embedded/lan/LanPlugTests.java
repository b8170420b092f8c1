package io.strapwork.machine.embedded.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.link.MacAddress;
import io.strapwork.machine.embedded.Golden;
import io.strapwork.testkit.VirtualClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a computer can refuse, and that nothing stays open then. */
class LanPlugTests {
    private static final MacAddress CARD = MacAddress.parse("52:54:00:12:34:56");
    private static final NetworkEnd.Lan TAP = new NetworkEnd.Tap("tap0");
    private static final NetworkEnd.Lan INTERFACE = new NetworkEnd.Interface("eth0");

    private final Golden golden = new Golden("lan.txt");

    private void refused(String name, NetworkEnd.Lan end, FakeLinux linux) {
        golden.check(name, () -> LanPlug.open(linux, end, CARD));
        assertEquals(Set.of(), linux.open, name + ": something is still open");
    }

    private void refused(String name, NetworkEnd.Lan end, String call, int error) {
        refused(name, end, new FakeLinux(Map.of(call, error)));
    }

    @Test
    void eachRefusalIsTold() {
        refused("rights of a TAP device", TAP, "open", LinuxCalls.EACCES);
        refused("another owner's TAP device", TAP, "400454ca", LinuxCalls.EPERM);
        refused("rights of an interface", INTERFACE, "socket-17", LinuxCalls.EPERM);
        refused("no TAP devices", TAP, "open", LinuxCalls.ENOENT);
        refused("a busy TAP device", TAP, "400454ca", LinuxCalls.EBUSY);
        refused("not a TAP device", TAP, "400454ca", LinuxCalls.EINVAL);
        refused("no filter", INTERFACE, "option-26", 12);
        refused("not bound", INTERFACE, "bind", 100);
        refused("no event counter", INTERFACE, "eventfd", 24);
        var down = new FakeLinux(Map.of());
        down.flags = 0;
        refused("an interface that is down", INTERFACE, down);
        var tunnel = new FakeLinux(Map.of());
        tunnel.hardware = 65534;
        refused("not Ethernet", INTERFACE, tunnel);
        golden.check("not in real time", () -> LanPlug.open(TAP, CARD, VirtualClock.still()));
        golden.check("no such TAP device", new LanProblems(TAP).notThere(List.of("eth0", "lo")).problems());
        golden.check("no such interface", new LanProblems(INTERFACE).notThere(List.of()).problems());
        golden.end();
    }

    @Test
    void anInterfaceThatIsNotThere() {
        for (NetworkEnd.Lan end : new NetworkEnd.Lan[]{TAP, INTERFACE}) {
            var problem = org.junit.jupiter.api.Assertions.assertThrows(io.strapwork.api.plugin.StrapworkException.class,
                    () -> LanPlug.open(new FakeLinux(Map.of("8933", LinuxCalls.ENODEV)), end, CARD)).problems().getFirst();
            assertEquals("SW-M110", problem.code());
            assertEquals("this computer has no network interface " + end.name(), problem.what());
        }
    }

    @Test
    void whatIsOpenedIsClosedOnce() {
        var linux = new FakeLinux(Map.of());
        LanPlug plug = LanPlug.open(linux, INTERFACE, CARD);
        assertEquals(1500, plug.mtu());
        assertEquals(2, linux.open.size());
        plug.close();
        plug.close();
        assertEquals(Set.of(), linux.open);
    }

    @Test
    void namesAsLinuxHasThem() {
        assertEquals(Optional.of(TAP), NetworkEnd.parse("tap:tap0"));
        assertEquals(Optional.of(INTERFACE), NetworkEnd.parse("interface:eth0"));
        assertEquals(Optional.of(new NetworkEnd.Interface("br-lan.7@x")), NetworkEnd.parse("interface:br-lan.7@x"));
        for (String wrong : new String[]{"tap", "tap:", "tap:a b", "tap:a/b", "tap:a:1", "tap:..", "tap:sixteen-letters-", "user", "",
            "TAP:x"}) {
            assertEquals(Optional.empty(), NetworkEnd.parse(wrong), wrong);
        }
    }
}
