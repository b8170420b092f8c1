package io.strapwork.machine.qemu.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.bus.PciBus;
import io.strapwork.api.bus.PciBus.PciAddress;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.qemu.QemuOptions;
import io.strapwork.machine.qemu.QemuProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Machines come up, show their cards, and leave nothing behind. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PowerOnTests {
    private static Set<Path> folders() throws IOException {
        var found = new HashSet<Path>();
        for (String place : List.of("/dev/shm", System.getProperty("java.io.tmpdir"))) {
            if (Files.isDirectory(Path.of(place))) {
                try (var files = Files.list(Path.of(place))) {
                    found.addAll(files.filter(file -> file.getFileName().toString().startsWith("strapwork-")).collect(Collectors.toSet()));
                }
            }
        }
        return found;
    }

    private static Machine powerOn(Architecture architecture, QemuOptions options) {
        return new QemuProvider(options, BootClock.system(), new Random(1))
                .powerOn(new PowerOn("test", architecture, new ByteSize(256L << 20), architecture.usualBus(), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void comesUpAndGoes(Architecture architecture) throws Exception {
        RealMachines.need("qemu-system-" + architecture.id());
        Machine machine = powerOn(architecture, QemuOptions.standard());
        long children = ProcessHandle.current().descendants().filter(process -> process.info().command().orElse("").contains("qemu"))
                .count();
        assertEquals(1, children);
        assertEquals(256L << 20, machine.hardware().layout().ramBytes());
        switch (machine.hardware().buses().getFirst()) {
            case ChannelSubsystem channels -> {
                var block = channels.dma().allocate(52, 8);
                assertEquals(0, channels.execute(IoInstruction.STSCH, 0x10000, block.start()));
                assertEquals(3, channels.execute(IoInstruction.STSCH, 0x10001, block.start()));
            }
            case PciBus pci -> {
                assertEquals(0x1af4, pci.readConfig(new PciAddress(0, 5, 0), 0, 2));
                assertEquals(0xffff, pci.readConfig(new PciAddress(0, 6, 0), 0, 2));
                assertEquals(-1, pci.readConfig(new PciAddress(0, 6, 0), 0, 4));
            }
            default -> throw new AssertionError("another bus");
        }
        machine.close();
        machine.close();
        assertEquals(0,
                ProcessHandle.current().descendants().filter(process -> process.info().command().orElse("").contains("qemu")).count());
    }

    @Test
    void theFolderGoesWithTheMachine() throws Exception {
        RealMachines.need("qemu-system-s390x");
        Set<Path> before = folders();
        Machine machine = powerOn(Architecture.S390X, QemuOptions.standard());
        Set<Path> during = folders();
        during.removeAll(before);
        assertTrue(!during.isEmpty());
        for (Path folder : during) {
            assertTrue(!Files.exists(folder.resolve("ram")), "the RAM file has lost its name");
        }
        machine.close();
        var after = folders();
        after.retainAll(during);
        assertTrue(during.stream().filter(Files::exists).toList().size() <= during.size() - 1 || after.isEmpty(), after.toString());
    }

    @Test
    void whatQemuSaysIsInTheHint() {
        RealMachines.need("qemu-system-s390x");
        QemuOptions wrong = QemuOptions.standard().withArguments(List.of("-device", "nonsense"));
        var refused = assertThrows(StrapworkException.class, () -> powerOn(Architecture.S390X, wrong));
        assertEquals("SW-M210", refused.problems().getFirst().code());
        assertTrue(refused.problems().getFirst().hint().contains("'nonsense' is not a valid device model name"),
                refused.problems().toString());
    }
}
