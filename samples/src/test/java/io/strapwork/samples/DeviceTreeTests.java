package io.strapwork.samples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembler;
import io.strapwork.runtime.catalogue.Discovery;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.SegmentReport;
import io.strapwork.runtime.profile.Profile;
import io.strapwork.runtime.walk.BootListener;
import io.strapwork.runtime.walk.BootWalk;
import io.strapwork.runtime.walk.BootWalk.BootSettings;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The device tree that the ppc64 kernel gets, out of the entered machine's memory, as dtc reads it. */
@Tag("real")
@Timeout(600)
class DeviceTreeTests {
    @TempDir
    Path work;

    @Test
    void tellsCommandLineAndInitrd() throws Exception {
        Path folder = RealParts.kernels();
        String dtc = RealParts.program("dtc").toString();
        Profile profile = Profile.read(RealParts.project().resolve("samples/profiles/embedded-ppc64-http.toml"),
                List.of("machine.serve=" + folder));
        var keeper = new Keeper();
        var settings = new BootSettings(BootClock.system(), Optional.empty(), keeper, Optional.empty());
        BootOutcome outcome = new BootWalk(
                Assembler.assemble(Discovery.discover(DeviceTreeTests.class.getClassLoader(), List.of()), profile), settings).run();
        assertTrue(outcome.handedOff(), outcome::toString);
        long tree = address(outcome, "device-tree");
        String source = Command.run(dtc, "-q", "-I", "dtb", "-O", "dts",
                Files.write(work.resolve("tree.dtb"), keeper.around(tree)).toString());
        assertTrue(source.contains("bootargs = \"console=hvc0\""), source);
        long start = address(outcome, "initrd");
        assertCell(source, "linux,initrd-start", start);
        assertCell(source, "linux,initrd-end", start + Files.size(folder.resolve("ppc64/initrd.gz")));
    }

    private static void assertCell(String source, String name, long value) {
        String cells = String.format("%s = <0x%x 0x%x>", name, value >>> 32, value & 0xffff_ffffL);
        String zeros = String.format("%s = <0x%02x 0x%x>", name, value >>> 32, value & 0xffff_ffffL);
        String one = String.format("%s = <0x%x>", name, value);
        assertTrue(source.contains(cells) || source.contains(zeros) || source.contains(one), () -> cells + " is not in " + source);
    }

    private static long address(BootOutcome outcome, String segment) {
        SegmentReport found = outcome.segments().stream().filter(one -> one.name().equals(segment)).findFirst().orElseThrow();
        return found.address().value();
    }

    /** Takes the tree out of the machine before it closes: r3 points at it. */
    private static final class Keeper implements BootListener {
        private static final int LARGEST_TREE = 1 << 16;
        private byte[] bytes = {};
        private long at;

        @Override
        public void received(String part, long received, OptionalLong expected) {}

        @Override
        public void entered(EnteredMachine machine) {
            at = machine.cpu().registers().get("r3");
            bytes = machine.memory().at(GuestRange.of(at, LARGEST_TREE)).toArray(ValueLayout.JAVA_BYTE);
        }

        byte[] around(long address) {
            assertTrue(at == address, "r3 does not point at the tree");
            return bytes;
        }
    }
}
