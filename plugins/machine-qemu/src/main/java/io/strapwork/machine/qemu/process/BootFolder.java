package io.strapwork.machine.qemu.process;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

/**
 * The folder of one machine: its RAM file, sockets and shim. It is named before it is made, so that the supervisor which removes it is there first.
 *
 * @param path absolute, short enough for a socket's name (108 bytes) where the temporary folder's is
 */
public record BootFolder(Path path) {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /**
     * Where there is room for the RAM: shared memory, else the temporary folder.
     *
     * @throws StrapworkException SW-M204 when neither has room
     */
    public static BootFolder choose(ByteSize memory) {
        return choose(memory, List.of(SHARED_MEMORY, Path.of(System.getProperty("java.io.tmpdir", "/tmp"))));
    }

    static BootFolder choose(ByteSize memory, List<Path> places) {
        var found = new StringBuilder();
        for (Path place : new LinkedHashSet<>(places)) {
            try {
                if (!Files.isDirectory(place) || !Files.isWritable(place)) {
                    continue;
                }
                FileStore store = Files.getFileStore(place);
                if (store.getUsableSpace() >= memory.bytes()) {
                    return new BootFolder(place.toAbsolutePath().resolve("strapwork-" + UUID.randomUUID().toString().substring(0, 13)));
                }
                found.append(found.isEmpty() ? "" : ", ").append(store.getUsableSpace() >> 20).append(" MiB in ").append(place);
            } catch (IOException e) {
                found.append(found.isEmpty() ? "" : ", ").append(place).append(" can't be asked: ").append(MachineFaults.reason(e));
            }
        }
        throw new Problem("SW-M204", Blame.HOST, "machine.memory", "this computer has no room for the machine's memory of " + memory,
                "free: " + (found.isEmpty() ? "no writable folder" : found)
                        + "; set a smaller machine.memory, or free some space (docker run --shm-size)")
                .asException();
    }

    void make() throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    public Path file(String name) {
        return path.resolve(name);
    }
}
