package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.StrapworkException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user hears when there is no QEMU, or not the right one, or it does not come up. */
class EarlyEndTests {
    @TempDir
    Path folder;

    private static String said(String errors) {
        return EarlyEnd.problem("/usr/bin/qemu", 1, errors).asException().getMessage();
    }

    @Test
    void reasonsAreTold() {
        assertEquals(
                "SW-M203 /usr/bin/qemu this QEMU is too old: qemu: -netdev stream,id=n: Parameter 'type' expects a netdev backend type",
                said("qemu: -netdev stream,id=n: Parameter 'type' expects a netdev backend type"));
        assertEquals("SW-M207 machine.accel KVM can't be used here: qemu: -accel kvm: invalid accelerator kvm",
                said("qemu: -accel kvm: invalid accelerator kvm"));
        assertEquals("SW-M207 machine.accel KVM can't be used here: Could not access KVM kernel module: No such file or directory",
                said("Could not access KVM kernel module: No such file or directory\nqemu: failed to initialize kvm"));
        assertEquals(
                "SW-M205 machine.memory QEMU has no room for the machine's memory: cannot set up guest memory 'ram0': Cannot allocate memory",
                said("cannot set up guest memory 'ram0': Cannot allocate memory"));
        for (String memory : List.of("qemu: Memory size 0x18000000 is not aligned to 256 MiB",
                "qemu: Address space limit 0xffffffffff < 0x2077fffffff phys-bits too low (40)",
                "qemu: '-machine memory-backend' and '-numa memdev' properties are mutually exclusive",
                "qemu: Machine memory size does not match the size of the memory backend")) {
            assertEquals("SW-M225 machine.memory QEMU can't give the machine that memory: " + memory, said(memory));
        }
        assertEquals("SW-M210 /usr/bin/qemu QEMU exited before the machine was up, with status 1", said("qemu: -device foo: no"));
        assertEquals("it printed:\nqemu: -device foo: no", EarlyEnd.problem("q", 1, "qemu: -device foo: no").hint());
        assertEquals("it printed nothing", EarlyEnd.problem("q", -1, "").hint());
        assertEquals("SW-M203 /usr/bin/qemu this QEMU is too old: qemu: -action: invalid option", said("qemu: -action: invalid option"));
        assertEquals("SW-M219 machine.binary /usr/bin/qemu is QEMU for another architecture: qemu: unsupported machine type",
                said("qemu: unsupported machine type\nUse -machine help to list supported machines"));
        assertEquals("SW-M219 machine.binary /usr/bin/qemu exited immediately with status 1 without any output; it may not be QEMU",
                said(""));
    }

    private static String missing(Architecture architecture, Optional<String> given, String path) {
        return assertThrows(StrapworkException.class, () -> QemuBinary.find(architecture, given, path)).getMessage();
    }

    @Test
    void aProgramThatIsNotThere() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals("SW-M201 machine QEMU for s390x is not installed: no qemu-system-s390x on the path",
                missing(Architecture.S390X, Optional.empty(), ":" + empty));
        assertEquals("SW-M202 machine.binary there is no " + empty + "/qemu",
                missing(Architecture.S390X, Optional.of(empty + "/qemu"), ""));
        assertEquals("SW-M202 machine.binary " + empty + " is not a program",
                missing(Architecture.PPC64, Optional.of(empty.toString()), ""));
        var problem = assertThrows(StrapworkException.class, () -> QemuBinary.find(Architecture.PPC64, Optional.empty(), "")).problems()
                .getFirst();
        assertEquals(
                "install it (Debian: apt install qemu-system-ppc; Fedora: dnf install qemu-system-ppc-core), or set binary = \"…\" in [machine]",
                problem.hint());
    }

    @Test
    void aProgramIsFoundOnThePath() throws Exception {
        Path program = Files.createFile(folder.resolve("qemu-system-x86_64"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertEquals(program, QemuBinary.find(Architecture.X86_64, Optional.empty(), "/nowhere:" + folder));
        assertEquals(program, QemuBinary.find(Architecture.X86_64, Optional.of("qemu-system-x86_64"), folder.toString()));
    }

    @Test
    void noRoomForMemory() {
        var none = assertThrows(StrapworkException.class,
                () -> BootFolder.choose(new ByteSize(1L << 60), List.of(folder, Path.of("/nowhere"))));
        assertEquals("SW-M204 machine.memory this computer has no room for the machine's memory of 1073741824GiB", none.getMessage());
        assertEquals(folder, BootFolder.choose(new ByteSize(1), List.of(Path.of("/nowhere"), folder)).path().getParent());
    }
}
