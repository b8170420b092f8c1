package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.plugin.Problem;
import io.strapwork.cli.lab.Boots;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.Leftovers;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.walk.BootListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many boots in one JVM at once, from one catalogue. */
class ManyBootsTests {
    /** Nine of each kind; {@code -Dstrapwork.boots=990} has more. */
    private static final int BOOTS = Integer.getInteger("strapwork.boots", 99);

    @TempDir
    private Path folder;

    /** One kind of boot among the many. @param expected digest of its first segment, or the code of its problem */
    private record Kind(Assembly assembly, String expected) {
        void check(BootOutcome outcome) {
            String actual = outcome.handedOff()
                    ? outcome.segments().getFirst().sha256()
                    : String.join("; ", outcome.problems().stream().map(Problem::toString).toList());
            assertTrue(actual.equals(expected) || actual.contains("code=" + expected), () -> assembly.name() + ": " + actual);
        }
    }

    private List<Kind> kinds() {
        byte[] image = Images.linuxS390x(0x30000);
        byte[] elf = Images.elfPpc64(0x20000);
        var lab = new Lab(folder).serve("vmlinuz", image).serve("vmlinux", elf);
        var boots = new Boots();
        String linux = Images.sha256(Arrays.copyOfRange(image, 0x10000, image.length));
        String power = Images.sha256(Arrays.copyOfRange(elf, 0x1000, elf.length));
        var kinds = new ArrayList<Kind>();
        for (String scheme : List.of("tftp", "http", "https")) {
            kinds.add(new Kind(boots.assemble(lab.s390x("s390x-ccw-" + scheme, scheme + "://10.0.2.2/vmlinuz")), linux));
            kinds.add(new Kind(boots.assemble(lab.s390x("s390x-pci-" + scheme, scheme + "://10.0.2.2/vmlinuz"), "link.use=virtio-pci"),
                    linux));
            kinds.add(new Kind(boots.assemble(lab.ppc64("ppc64-pci-" + scheme, scheme + "://10.0.2.2/vmlinux")), power));
        }
        kinds.add(new Kind(boots.assemble(lab.s390x("missing", "http://10.0.2.2/other")), "SW-F320"));
        kinds.add(new Kind(
                boots.assemble(lab.s390x("false", "tftp://10.0.2.2/vmlinuz"), "trust.use=digest", "trust.kernel=sha256:" + "0".repeat(64)),
                "SW-T104"));
        return kinds;
    }

    @Test
    @Timeout(600)
    void allEndAsExpectedAndLeaveNothing() throws Exception {
        List<Kind> kinds = kinds();
        // classes, caches and certificates that all share are there before
        for (Kind kind : kinds) {
            kind.check(Boots.boot(kind.assembly()));
        }
        var leftovers = new Leftovers();
        var entered = new ConcurrentLinkedQueue<EnteredMachine>();
        for (Future<Void> boot : atOnce(kinds, entered)) {
            boot.get();
        }
        assertEquals(List.of(), leftovers.threads());
        entered.forEach(machine -> assertFalse(machine.memory().at(machine.cpu().entry(), 0).scope().isAlive()));
        assertEquals(BOOTS - 2 * (BOOTS / kinds.size()), entered.size());
        assertEquals(List.of(), leftovers.leaks());
        assertTrue(leftovers.mappedMore() < 1L << 30, () -> leftovers.mappedMore() + " bytes are still mapped");
    }

    private static List<Future<Void>> atOnce(List<Kind> kinds, ConcurrentLinkedQueue<EnteredMachine> entered) {
        var ready = new CountDownLatch(BOOTS);
        var boots = new ArrayList<Future<Void>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < BOOTS; i++) {
                Kind kind = kinds.get(i % kinds.size());
                Callable<Void> boot = () -> {
                    ready.countDown();
                    ready.await();
                    kind.check(Boots.boot(kind.assembly(), listener(entered)));
                    return null;
                };
                boots.add(threads.submit(boot));
            }
        }
        return boots;
    }

    private static BootListener listener(ConcurrentLinkedQueue<EnteredMachine> entered) {
        return new BootListener() {
            @Override
            public void entered(EnteredMachine machine) {
                entered.add(machine);
            }
        };
    }
}
