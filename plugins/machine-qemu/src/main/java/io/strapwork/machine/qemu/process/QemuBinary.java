package io.strapwork.machine.qemu.process;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds QEMU. */
public final class QemuBinary {
    private QemuBinary() {}

    /**
     * The program, as a path.
     *
     * @param given what the profile names, a path or a name on the search path
     * @param path  the search path
     * @throws io.strapwork.api.plugin.StrapworkException SW-M201, SW-M202
     */
    public static Path find(Architecture architecture, Optional<String> given, String path) {
        String program = given.orElse("qemu-system-" + architecture.id());
        if (program.contains("/")) {
            Path file = Path.of(program);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file.toAbsolutePath();
            }
            throw new Problem("SW-M202", Blame.USER, "machine.binary",
                    Files.exists(file) ? program + " is not a program" : "there is no " + program,
                    "set binary to the path of qemu-system-" + architecture.id() + ", or remove it").asException();
        }
        for (String folder : path.split(":")) {
            if (!folder.isEmpty() && Files.isRegularFile(Path.of(folder, program)) && Files.isExecutable(Path.of(folder, program))) {
                return Path.of(folder, program).toAbsolutePath();
            }
        }
        throw new Problem("SW-M201", Blame.HOST, "machine",
                "QEMU for " + architecture.id() + " is not installed: no " + program + " on the path",
                "install it (Debian: apt install " + debianPackage(architecture) + "; Fedora: dnf install qemu-system-"
                        + fedoraPackage(architecture)
                        + "), or set binary = \"…\" in [machine]")
                .asException();
    }

    private static String debianPackage(Architecture architecture) {
        return switch (architecture) {
            case S390X -> "qemu-system-misc";
            case PPC64 -> "qemu-system-ppc";
            case X86_64 -> "qemu-system-x86";
        };
    }

    private static String fedoraPackage(Architecture architecture) {
        return switch (architecture) {
            case S390X -> "s390x-core";
            case PPC64 -> "ppc-core";
            case X86_64 -> "x86-core";
        };
    }
}
