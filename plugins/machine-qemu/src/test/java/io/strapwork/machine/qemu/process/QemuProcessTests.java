package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class QemuProcessTests {
    /** Counted from the state, which follows the name. */
    private static final int SESSION = 3;

    @TempDir
    private Path folder;

    /** A signal to the JVM's process group reaches neither QEMU nor who clears up after it. */
    @Test
    void itIsInASessionOfItsOwn() throws IOException {
        Path self = Path.of("/proc/self/stat");
        assumeTrue(Files.isReadable(self) && Files.isExecutable(Path.of("/usr/bin/setsid")));
        Path machine = folder.resolve("machine");
        Path said = folder.resolve("said");
        try (var qemu = QemuProcess.prepare(new BootFolder(machine), List.of("/bin/sh", "-c", "cat /proc/self/stat > " + said))) {
            qemu.start();
            qemu.onExit().join();
        }
        assertNotEquals(session(self), session(said));
        assertFalse(Files.exists(machine));
    }

    /** The sixth field (proc(5)); the name, in parentheses, may hold spaces. */
    private static String session(Path stat) throws IOException {
        String line = Files.readString(stat);
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1)[SESSION];
    }
}
