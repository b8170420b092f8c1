package io.strapwork.machine.kexec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.DepartingMachine;
import io.strapwork.api.machine.EnteredMachine;
import io.strapwork.api.machine.Entry;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.FileLoadingMachine;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.KernelFiles;
import io.strapwork.api.machine.Machine;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.machine.kexec.KexecOptions.Jump;
import io.strapwork.machine.kexec.KexecOptions.Load;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which call loads a boot, and what kexec_file_load is given, with a double of the calls. */
class FileLoadTests {
    private static final KernelFiles FILES = new KernelFiles(MemorySegment.ofArray(new byte[5000]),
            Optional.of(MemorySegment.ofArray(new byte[70])), "console=ttyS0");

    @TempDir
    private Path root;
    private final Calls calls = new Calls();
    private final Map<String, String> told = new TreeMap<>();

    private static final class Calls implements KexecCalls {
        private int errno;
        private int segments;
        private Optional<KernelFiles> files = Optional.empty();

        @Override
        public int load(long entry, List<KexecSegment> given) {
            segments = given.size();
            return errno;
        }

        @Override
        public int load(KernelFiles given) {
            files = Optional.of(given);
            return errno;
        }

        @Override
        public int reboot() {
            throw new AssertionError("nobody leaves");
        }
    }

    @BeforeEach
    void host() throws IOException {
        put("proc/self/status", "CapEff:\t000001ffffffffff\n");
        put("sys/firmware/memmap/0/start", "0x100000\n");
        put("sys/firmware/memmap/0/end", "0x3ffffff\n");
        put("sys/firmware/memmap/0/type", "System RAM\n");
    }

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void lock() throws IOException {
        put("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
    }

    private Machine machine(Load load, Jump jump, boolean dryRun) {
        return new KexecProvider(new KexecOptions(jump, dryRun, load, Optional.empty()), told::put)
                .powerOn(new HostLinux(root, Architecture.X86_64), calls);
    }

    private EnteredMachine enter(Load load, Jump jump, boolean dryRun, Optional<KernelFiles> files) {
        try (Machine machine = machine(load, jump, dryRun)) {
            machine.hardware().memory().at(GuestAddress.of(0x1000000), 16).fill((byte) 1);
            var entry = new Entry(new CpuState(Architecture.X86_64, GuestAddress.of(0x1000000), Map.of("rip", 0x1000000L)),
                    new EntryContract("test", List.of()), List.of(GuestRange.of(0x1000000, 16)));
            return files.isPresent()
                    ? assertInstanceOf(FileLoadingMachine.class, machine).enter(entry, files.get())
                    : machine.enter(entry);
        }
    }

    private Problem problem(Load load, Optional<KernelFiles> files) {
        return assertThrows(StrapworkException.class, () -> enter(load, Jump.REBOOT, false, files)).problems().getFirst();
    }

    @ParameterizedTest
    @CsvSource({"AUTO,false,false", "AUTO,true,true", "SEGMENTS,false,false", "FILE,false,true", "FILE,true,true"})
    void lockdownAndTheProfileChoose(Load load, boolean isLocked, boolean byFile) throws IOException {
        if (isLocked) {
            lock();
        }
        assertInstanceOf(DepartingMachine.class, enter(load, Jump.REBOOT, false, Optional.of(FILES)));
        assertEquals(byFile ? Optional.of(FILES) : Optional.empty(), calls.files);
        assertEquals(byFile ? 0 : 2, calls.segments);
        assertEquals(byFile ? "kexec_file_load" : "kexec_load", told.get("call"));
    }

    @Test
    void filesAreTold() {
        enter(Load.FILE, Jump.LOAD_ONLY, false, Optional.of(FILES));
        assertEquals(Map.of("call", "kexec_file_load", "kernel", "5,000 bytes", "initrd", "70 bytes", "command-line", "console=ttyS0"),
                told);
    }

    @Test
    void aDryRunLoadsNothing() throws IOException {
        lock();
        put("proc/self/status", "CapEff:\t0000000000000000\n");
        assertTrue(!(enter(Load.AUTO, Jump.REBOOT, true, Optional.of(FILES)) instanceof DepartingMachine));
        assertEquals("kexec_file_load", told.get("call"));
        assertEquals(Optional.empty(), calls.files);
    }

    @Test
    void lockdownIsFatalForSegmentsOnly() throws IOException {
        lock();
        Problem refused = assertThrows(StrapworkException.class, () -> machine(Load.SEGMENTS, Jump.REBOOT, false)).problems().getFirst();
        assertEquals("SW-M505", refused.code());
        machine(Load.AUTO, Jump.REBOOT, false).close();
    }

    @Test
    void whatIsNotAFileIsRefused() throws IOException {
        Problem asked = problem(Load.FILE, Optional.empty());
        assertEquals("SW-M520", asked.code());
        assertTrue(asked.what().startsWith("machine.load = \"file\" loads") && asked.hint().endsWith("or remove machine.load"),
                asked::toString);
        lock();
        Problem locked = problem(Load.AUTO, Optional.empty());
        assertEquals("SW-M520", locked.code());
        assertTrue(locked.what().startsWith("Linux is locked down") && locked.hint().endsWith("or switch lockdown off"), locked::toString);
        assertEquals(0, calls.segments);
    }

    @ParameterizedTest
    @CsvSource({"1,SW-M521", "61,SW-M521", "65,SW-M521", "74,SW-M521", "80,SW-M521", "126,SW-M521", "127,SW-M521", "128,SW-M521",
        "129,SW-M521", "8,SW-M522", "4,SW-M511", "12,SW-M509", "13,SW-M511", "14,SW-M511", "16,SW-M510", "22,SW-M511", "38,SW-M508",
        "77,SW-M511"})
    void everyErrnoIsAProblem(int errno, String code) {
        calls.errno = errno;
        Problem refused = problem(Load.FILE, Optional.of(FILES));
        assertEquals(code, refused.code());
        assertTrue(!code.equals("SW-M511") && !code.equals("SW-M508") || refused.what().contains("kexec_file_load"), refused::toString);
    }

    /** By the real call, which needs no right. */
    @Test
    void filesInMemoryHoldWhatTheyWereGiven() throws IOException {
        Optional<Architecture> own = KexecProvider.own(System.getProperty("os.name"), System.getProperty("os.arch"));
        assumeTrue(own.isPresent(), "not Linux");
        var bytes = new byte[(1 << 20) + 4567];
        new Random(5).nextBytes(bytes);
        var system = new SystemCalls(own.get());
        for (byte[] content : List.of(bytes, new byte[0])) {
            long descriptor = system.memoryFile("test", MemorySegment.ofArray(content));
            assertTrue(descriptor > 2, () -> "errno " + -descriptor);
            Path file = Path.of("/proc/self/fd/" + descriptor);
            assertArrayEquals(content, Files.readAllBytes(file));
            system.close(descriptor);
            assertTrue(!Files.exists(file));
        }
        assertEquals(-9, system.call(SystemCalls.Name.WRITE, -1, 0, 0, 0, 0), "EBADF");
    }
}
