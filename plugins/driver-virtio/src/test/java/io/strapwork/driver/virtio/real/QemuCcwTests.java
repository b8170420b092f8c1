package io.strapwork.driver.virtio.real;

import static io.strapwork.driver.virtio.fake.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.link.Link;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.ccw.VirtioCcwDriver;
import io.strapwork.driver.virtio.ccw.VirtioCcwOptions;
import io.strapwork.driver.virtio.net.NetFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver and a virtio-net-ccw device of QEMU, all three revisions. */
@Tag("real")
class QemuCcwTests {
    @TempDir
    Path folder;

    @Test
    void talksToTheUserNetwork() throws Exception {
        Path shim = folder.resolve("shim");
        Files.write(shim, ShimChannelSubsystem.SHIM);
        try (var qemu = new QemuProcess("qemu-system-s390x", folder,
                List.of("-machine", "s390-ccw-virtio,memory-backend=m", "-bios", shim.toString(), "-netdev", "user,id=n",
                        "-device", "virtio-rng-ccw,devno=fe.0.0001", "-device", "virtio-net-ccw,netdev=n,devno=fe.0.0010", "-netdev",
                        "user,id=o", "-device",
                        "virtio-net-ccw,netdev=o,devno=fe.1.abcd,host_mtu=65535"))) {
            var bus = new ShimChannelSubsystem(qemu);
            for (int revision : new int[]{0, 1, 2}) {
                for (List<NetFeature> without : List.of(List.<NetFeature>of(), List.of(NetFeature.EVENT_IDX, NetFeature.MRG_RXBUF))) {
                    exchange(bus, new VirtioCcwOptions(Optional.empty(), revision, without), "fe.0.0010", 1500);
                }
            }
            exchange(bus, new VirtioCcwOptions(Optional.of("fe.1.abcd"), 2, List.of()), "fe.1.abcd", 65535);
            assertProblem("SW-L103 option device: device fe.0.0001 is not a virtio network device; its type is 3832/04", () -> driver(
                    new VirtioCcwOptions(Optional.of("fe.0.0001"), 2, List.of())).open(bus, () -> {}));
            assertProblem("SW-L102 option device: the channel subsystem has no device fe.0.0002; found: fe.0.0001, fe.0.0010", () -> driver(
                    new VirtioCcwOptions(Optional.of("fe.0.0002"), 2, List.of())).open(bus, () -> {}));
        }
    }

    private static void exchange(ShimChannelSubsystem bus, VirtioCcwOptions options, String location, int mtu) {
        bus.operations = 0;
        Link link = driver(options).open(bus, () -> {});
        int set = bus.operations;
        assertEquals(location, link.facts().location());
        assertEquals(mtu, link.facts().mtu());
        assertTrue(Arp.exchange(link, 300) >= 300);
        int spent = bus.operations - set;
        assertTrue(set < 150 && spent < 2 * 300 + 30, set + " instructions to set it up, " + spent + " for 300 exchanges");
        link.card().quiesce();
        link.card().quiesce();
    }

    private static VirtioCcwDriver driver(VirtioCcwOptions options) {
        return new VirtioCcwDriver(options, BootClock.system(), new Random(1));
    }
}
