package io.strapwork.driver.virtio.real;

import static io.strapwork.driver.virtio.fake.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.link.Link;
import io.strapwork.api.time.BootClock;
import io.strapwork.driver.virtio.net.NetFeature;
import io.strapwork.driver.virtio.pci.VirtioPciDriver;
import io.strapwork.driver.virtio.pci.VirtioPciOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver and a virtio-net-pci device of QEMU; its CPU runs an idle loop, since a stopped machine's network stands still. */
@Tag("real")
class QemuPciTests {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"virtio-net-pci,netdev=n,romfile=,addr=5,disable-legacy=on", "virtio-net-pci,netdev=n,romfile=,addr=5",
        "virtio-net-pci,netdev=n,romfile=,addr=5,host_mtu=65535", "virtio-net-pci,netdev=n,romfile=,addr=5,mrg_rxbuf=off,event_idx=off"})
    void talksToTheUserNetwork(String card) throws Exception {
        Path bios = folder.resolve("bios");
        var image = new byte[65536];
        image[0xfff0] = (byte) 0xeb;
        image[0xfff1] = (byte) 0xfe;
        Files.write(bios, image);
        Path socket = folder.resolve("qtest");
        try (var server = QtestPciBus.listen(socket);
                var qemu = new QemuProcess("qemu-system-x86_64", folder,
                        List.of("-machine", "q35,memory-backend=m", "-bios", bios.toString(), "-qtest",
                                "unix:" + socket, "-qtest-log", "/dev/null", "-netdev", "user,id=n", "-device", card, "-device",
                                "virtio-rng-pci,addr=6"));
                var bus = new QtestPciBus(qemu, server)) {
            for (List<NetFeature> without : List.of(List.<NetFeature>of(), List.of(NetFeature.EVENT_IDX), List.of(NetFeature.MRG_RXBUF))) {
                Link link = driver(Optional.empty(), without).open(bus, () -> {});
                int set = bus.operations;
                assertEquals("00:05.0", link.facts().location());
                assertEquals("52:54:00:12:34:56", link.facts().address().toString());
                assertEquals(card.contains("host_mtu") ? 65535 : 1500, link.facts().mtu());
                assertTrue(Arp.exchange(link, 500) >= 500);
                int spent = bus.operations - set;
                assertTrue(set < 400 && spent < 2 * 500 + 50, set + " bus operations to set it up, " + spent + " for 500 exchanges");
                link.card().quiesce();
                link.card().quiesce();
                bus.operations = 0;
            }
            assertProblem("SW-L103 option device: device 00:06.0 is not a virtio network device; its type is 1af4:1005",
                    () -> driver(Optional.of("00:06.0"), List.of())
                            .open(bus, () -> {}));
        }
    }

    private static VirtioPciDriver driver(Optional<String> name, List<NetFeature> without) {
        return new VirtioPciDriver(new VirtioPciOptions(name, without), BootClock.system(), new Random(1));
    }
}
