package io.strapwork.network.gateway.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedFolderTests {
    @TempDir
    Path temporary;
    private ServedFolder folder;

    @BeforeEach
    void tree() throws IOException {
        Path root = Files.createDirectory(temporary.resolve("root"));
        Files.createDirectories(root.resolve("sub/deep"));
        Files.writeString(root.resolve("kernel"), "kernel");
        Files.writeString(root.resolve("sub/deep/initrd"), "initrd");
        Files.writeString(root.resolve("back\\slash"), "b");
        Files.createSymbolicLink(root.resolve("inside"), Path.of("sub/deep"));
        Files.writeString(temporary.resolve("secret"), "secret");
        Files.createDirectory(temporary.resolve("root-too"));
        Files.writeString(temporary.resolve("root-too/secret"), "secret");
        Files.createSymbolicLink(root.resolve("out"), temporary.resolve("secret"));
        Files.createSymbolicLink(root.resolve("outdir"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.createDirectory(root.resolve("keys"));
        Files.writeString(root.resolve("keys/server.key"), "secret");
        Files.createSymbolicLink(root.resolve("tokeys"), Path.of("keys"));
        folder = new ServedFolder(root, Optional.of(root.resolve("keys")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "/kernel", "//kernel", "./kernel", "/sub/deep/initrd", "sub//deep/./initrd", "inside/initrd",
        "/back\\slash"})
    void givesWhatIsInside(String path) throws IOException {
        try (ServedFile file = folder.open(path)) {
            assertEquals(Files.size(temporary.resolve("root").resolve(path.replaceFirst("^/+", ""))), file.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "sub", "nothing", "../secret", "/../secret", "sub/../../secret", "sub/..", "out", "outdir/secret",
        "loop", "..",
        "../root-too/secret", "keys/server.key", "tokeys/server.key", "keys", "kernel/x", "a\0b", "sub/../kernel", "...", "/etc/passwd",
        "..\\secret", "/proc/self/environ"})
    void givesNothingElse(String path) {
        assertThrows(IOException.class, () -> folder.open(path));
    }

    @Test
    void pipesAreNotWaitedFor() throws Exception {
        Path pipe = temporary.resolve("root/pipe");
        org.junit.jupiter.api.Assumptions.assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0,
                "no mkfifo here");
        assertThrows(IOException.class, () -> folder.open("pipe"));
    }

    @Test
    void longAndWildPathsAreRefusedQuietly() {
        assertThrows(IOException.class, () -> folder.open("a/".repeat(4000)));
        assertThrows(IOException.class, () -> folder.open("a".repeat(4000)));
        var random = new Random(5);
        String alphabet = "./\\\0ab~$%\u20ac\ud800";
        for (int round = 0; round < 5000; round++) {
            var path = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                path.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThrows(IOException.class, () -> folder.open(path.toString()), path.toString());
        }
    }
}
