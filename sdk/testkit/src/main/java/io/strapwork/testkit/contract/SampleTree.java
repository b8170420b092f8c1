package io.strapwork.testkit.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * Folders and files for an image of a file system: what tools make the image from, and what {@link FileSystemContract} then expects in it. A large file, one with holes, a tiny and an empty one, a folder with many
 * names, and symbolic links: to a file, to a folder by an absolute path, to itself, to nothing.
 *
 * @param large bytes of the large file
 * @param many  files of the large folder
 * @param links whether there are symbolic links
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record SampleTree(int large, int many, boolean links) {
    public static final String LARGE = "/boot/vmlinuz-6.1.0-50-generic";
    public static final String SPARSE = "/boot/sparse";
    /** Files that there is one of each of, as other readers of the format should have them, too. */
    public static final List<String> ONE_OF_EACH_KIND = List.of(LARGE, SPARSE, "/boot/tiny", "/boot/empty", "/boot/grub/grub.cfg",
            "/a/b/c/d/e/f/g/h/i/j/deep");
    private static final String MANY = "/many/a-rather-long-name-of-a-file-";
    private static final int HOLE = 100_000;
    private static final int BLOCK = 512;

    /** Compresses well, and no two blocks are equal. */
    private static byte[] content(int bytes, int seed) {
        var content = new byte[bytes];
        for (int at = 0; at < bytes; at++) {
            int block = at / BLOCK + seed;
            content[at] = (byte) (at % BLOCK < 4 ? block >>> 8 * (at % BLOCK) : block * 31);
        }
        return content;
    }

    private byte[] sparse() {
        var sparse = new byte[3 * HOLE];
        System.arraycopy(content(5000, 1), 0, sparse, HOLE, 5000);
        System.arraycopy(content(3, 2), 0, sparse, sparse.length - 3, 3);
        return sparse;
    }

    /** Each regular file by its path. */
    public Map<String, byte[]> files() {
        var files = new TreeMap<String, byte[]>();
        files.put(LARGE, content(large, 0));
        files.put(SPARSE, sparse());
        files.put("/boot/tiny", "tiny".getBytes(StandardCharsets.US_ASCII));
        files.put("/boot/empty", new byte[0]);
        files.put("/boot/grub/grub.cfg", "set default=0\n".getBytes(StandardCharsets.US_ASCII));
        files.put("/a/b/c/d/e/f/g/h/i/j/deep", "deep".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < many; i++) {
            files.put(MANY + i, (i + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return files;
    }

    /** Each symbolic link by its path. */
    public Map<String, String> targets() {
        return links
                ? Map.of("/boot/vmlinuz", LARGE.substring("/boot/".length()), "/vmlinuz", "boot/vmlinuz", "/abs", "/boot", "/loop", "loop",
                        "/dangling",
                        "boot/nothing", "/long", "/boot/" + "./".repeat(40) + "../boot/tiny", "/many-out", "../../../many")
                : Map.of();
    }

    /** What the links lead to, by paths through them. */
    public Map<String, byte[]> linked() {
        Map<String, byte[]> files = files();
        return links
                ? Map.of("/boot/vmlinuz", files.get(LARGE), "/vmlinuz", files.get(LARGE), "/abs/sparse", files.get(SPARSE),
                        "/abs/../boot/tiny",
                        files.get("/boot/tiny"), "/long", files.get("/boot/tiny"), "/abs/vmlinuz", files.get(LARGE))
                : Map.of();
    }

    /** Writes all of it below a folder, with real holes. */
    public void write(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            Path path = folder.resolve(file.getKey().substring(1));
            Files.createDirectories(path.getParent());
            byte[] bytes = file.getValue();
            if (!file.getKey().equals(SPARSE)) {
                Files.write(path, bytes);
                continue;
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(bytes, HOLE, 5000), HOLE);
                channel.write(ByteBuffer.wrap(bytes, bytes.length - 3, 3), bytes.length - 3L);
            }
        }
        for (Map.Entry<String, String> link : targets().entrySet()) {
            Files.createSymbolicLink(folder.resolve(link.getKey().substring(1)), Path.of(link.getValue()));
        }
    }

    /** Before a test's folder is deleted, since some lead out of it. */
    public void deleteLinks(Path folder) throws IOException {
        for (String link : targets().keySet()) {
            Files.delete(folder.resolve(link.substring(1)));
        }
    }
}
