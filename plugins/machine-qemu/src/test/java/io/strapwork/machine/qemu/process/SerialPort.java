package io.strapwork.machine.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;

/** The other end of a console's pipes: what QEMU is. */
final class SerialPort {
    private static final PipeCalls CALLS = new PipeCalls();

    private SerialPort() {}

    /** Makes the pipes, as the supervisor does. */
    static Path make(Path folder) throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", "console.in", "console.out", "console.alarm", "port.alarm").directory(folder.toFile())
                .inheritIO().start();
        assertEquals(0, mkfifo.waitFor());
        return folder.resolve("console");
    }

    static ConsolePipes open(Path console) throws Exception {
        return new ConsolePipes(CALLS, ConsolePipes.input(console), ConsolePipes.output(console), console.resolveSibling("port.alarm"));
    }

    static ConsolePipes console(Path console) {
        return ConsolePipes.open(CALLS, console);
    }
}
