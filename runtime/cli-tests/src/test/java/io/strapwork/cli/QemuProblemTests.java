package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.cli.lab.QemuLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user hears when a QEMU machine can't be had: the exact text for each reason. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QemuProblemTests {
    private static final int MOUNT_REFUSED = 32;

    @TempDir
    private Path folder;

    private List<String> boot(String architecture, String... settings) {
        var arguments = new ArrayList<>(List.of("boot",
                QemuLab.PROJECT.resolve("samples/profiles/" + architecture + "-http.toml").toString(), "-P", "machine.serve=" + folder,
                "-P", "machine.tls=" + folder.resolve("tls"), "-P", "machine.memory=256MiB"));
        for (String setting : settings) {
            arguments.addAll(List.of("-P", setting));
        }
        return arguments;
    }

    private void check(String name, String architecture, String... settings) {
        Golden.check(name, folder, strapwork(folder, boot(architecture, settings)));
    }

    /** A shell script as a program. */
    private Path program(String name, String script) throws IOException {
        Path file = Files.createFile(folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        return Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    }

    @Test
    void notInstalled() {
        check("qemu-not-installed", "s390x", "machine.binary=qemu-system-that-nobody-has");
    }

    @Test
    void noSuchFile() {
        check("qemu-no-such-file", "ppc64", "machine.binary=" + folder.resolve("qemu-system-ppc64"));
    }

    /** What QEMU 6.2 and QEMU 5.2 say. */
    @Test
    void tooOld() throws IOException {
        check("qemu-too-old", "s390x", "machine.binary=" + program("old",
                "echo \"qemu-system-s390x: -netdev stream,id=n,server=off: Parameter 'type' expects a netdev backend type\" >&2; exit 1"));
        check("qemu-much-too-old", "s390x",
                "machine.binary=" + program("very-old", "echo 'qemu-system-s390x: -action: invalid option' >&2; exit 1"));
    }

    @Test
    void notQemuAtAll() throws IOException {
        check("qemu-another-program", "x86_64", "machine.binary=" + program("some-program", "exit 0"));
    }

    @Test
    @Tag("real")
    void anotherArchitecture() {
        QemuLab.program("qemu-system-x86_64");
        check("qemu-of-another-architecture", "s390x", "machine.binary=qemu-system-x86_64");
    }

    /** Only a computer of IBM's has KVM for it. */
    @Test
    @Tag("real")
    void noKvm() {
        QemuLab.program("qemu-system-s390x");
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the text is that of another computer");
        check("qemu-no-kvm", "s390x", "machine.accel=kvm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "ppc64"})
    @Tag("real")
    void aCardThatIsNotVirtio(String architecture) {
        QemuLab.program("qemu-system-" + architecture);
        check("qemu-card-" + architecture, architecture, "machine.card=e1000");
    }

    /** A file system of 64 MiB is all there is, in a mount namespace of its own. */
    @Test
    @Tag("real")
    void noRoomInSharedMemory() throws Exception {
        QemuLab.program("qemu-system-s390x");
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c",
                "mount -t tmpfs -o size=64m none /dev/shm || exit " + MOUNT_REFUSED + "; exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC", "-Djava.io.tmpdir=/dev/shm",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.strapwork.cli.Main"));
        command.addAll(boot("s390x"));
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(errors.toFile())
                .start();
        if (!process.waitFor(100, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the command line does not end");
        }
        assumeTrue(process.exitValue() != MOUNT_REFUSED, "no mount namespace can be made here");
        String said = Files.readString(errors, StandardCharsets.UTF_8).replaceAll("(?m)^WARNING: .*\n", "");
        Golden.check("qemu-no-room", folder, new CommandLineRun(process.exitValue(), "", said));
    }
}
