package io.strapwork.handoff.openfirmware;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.machine.GuestRange;
import io.strapwork.device.tree.DeviceNode;
import io.strapwork.device.tree.DeviceProperty;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** More memory than a 32-bit client can name. */
class MuchMemoryTests {
    private static final long GIB = 1L << 30;

    /** GRUB claims of each range that is available, and cuts its address to 32 bits. */
    @Test
    void whatIsAvailableEndsAt4GiB() {
        var claims = new ClaimMap(List.of(GuestRange.of(0, 12 * GIB)), List.of(GuestRange.of(0, 0x8000), GuestRange.of(5 * GIB, GIB)));
        assertEquals(List.of(GuestRange.of(0x8000, 4 * GIB - 0x8000)), claims.available());
        assertEquals(Optional.empty(), claims.claim(4 * GIB - 0x1000, 0x2000));
        assertEquals(Optional.of(GuestRange.of(4 * GIB - 0x2000, 0x2000)), claims.claimAligned(0x2000, 0x1000));
    }

    /** QEMU cuts memory into nodes whose order is that of no address. */
    @Test
    void memoryIsTheNodeWhereItBegins() {
        DeviceNode root = DeviceNode.of("")
                .with(List.of(memory("memory@100000000"), memory("memory@80000000"), memory("memory@0"), memory("memory@40000000")));
        var tree = new PackageTree(root, Optional.empty());
        assertEquals("/memory@0", tree.find("/memory").orElseThrow().path());
        assertEquals("/memory@100000000", tree.find("/memory@100000000").orElseThrow().path());
    }

    private static DeviceNode memory(String name) {
        return DeviceNode.of(name, DeviceProperty.text("device_type", "memory"));
    }
}
