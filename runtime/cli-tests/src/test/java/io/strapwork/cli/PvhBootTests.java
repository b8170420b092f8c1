package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.cli.lab.QemuLab;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ELF kernel inside of Debian's vmlinuz starts by its PVH note. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PvhBootTests {
    private static final int SETUP_SECTORS = 0x1f1;
    private static final int PAYLOAD_OFFSET = 0x248;
    @TempDir
    Path folder;

    /** What the setup header calls the payload, unpacked; behind it stand four bytes of its length. */
    private void extract(Path vmlinuz, Path vmlinux) throws Exception {
        var file = ByteBuffer.wrap(Files.readAllBytes(vmlinuz)).order(ByteOrder.LITTLE_ENDIAN);
        int start = ((file.get(SETUP_SECTORS) & 0xff) + 1) * 512 + file.getInt(PAYLOAD_OFFSET);
        var payload = new byte[file.getInt(PAYLOAD_OFFSET + 4) - 4];
        file.get(start, payload);
        boolean xz = payload[0] == (byte) 0xfd;
        QemuLab.program(xz ? "xz" : "zstd");
        Path packed = Files.write(folder.resolve("packed"), payload);
        Process unpack = new ProcessBuilder(xz ? "xz" : "zstd", "-dc").redirectInput(packed.toFile()).redirectOutput(vmlinux.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        assertTrue(unpack.waitFor(120, TimeUnit.SECONDS));
        assertEquals(0, unpack.exitValue());
    }

    @Test
    void bootsToUserSpace() throws Exception {
        var lab = new QemuLab(folder);
        Path files = lab.files("x86_64").resolve("x86_64");
        extract(files.resolve("vmlinuz"), files.resolve("vmlinux"));
        List<String> arguments = lab.boot("x86_64", "http", "",
                List.of("-P", "fetch.kernel=http://10.0.2.2/x86_64/vmlinux", "-P", "machine.cpus=2",
                        "--until", "Run /init as init process"));
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.strapwork.cli.Main"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), said);
            assertTrue(said.contains("start-info") && said.contains("Run /init as init process"), said);
            assertTrue(said.contains("smp: Brought up 1 node, 2 CPUs"), said);
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
