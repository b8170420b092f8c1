package io.strapwork.machine.qemu.real;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What real tests need of this computer. */
final class RealMachines {
    private RealMachines() {}

    static void need(String program) {
        boolean found = false;
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            found |= Files.isExecutable(Path.of(folder, program));
        }
        assumeTrue(found, program + " is not installed");
    }
}
