package io.strapwork.testkit.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * What {@code samples/volumes/tree} writes into a folder: files, links, holes, and folders of four sizes.
 *
 * @param many how many names the largest folder has besides its first file
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PackedTree(int many) {
    private static final String NAME = "/a-file-with-a-rather-long-name-for-directories-";
    private static final int BLOCK = 4096;

    /** The output of {@code seq}. */
    public static byte[] numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).collect(Collectors.joining("\n", "", "\n")).getBytes(UTF_8);
    }

    private static byte[] sparse() {
        var sparse = new byte[3_000_001];
        for (int at : new int[]{1, 5, 7, 8, 9, 300}) {
            byte[] numbers = numbers(at, at + 100);
            System.arraycopy(numbers, 0, sparse, at * BLOCK, numbers.length);
        }
        return sparse;
    }

    private static byte[] pieces() {
        var pieces = new byte[600 * BLOCK + "piece 600\n".length()];
        for (int at = 0; at <= 600; at += 3) {
            byte[] piece = ("piece " + at + "\n").getBytes(UTF_8);
            System.arraycopy(piece, 0, pieces, at * BLOCK, piece.length);
        }
        return pieces;
    }

    /** Contents by path, through links, too. */
    public Map<String, byte[]> files() {
        var files = new TreeMap<String, byte[]>();
        byte[] kernel = numbers(1, 20_000);
        byte[] numbers = numbers(1, 100_000);
        byte[] initrd = Arrays.copyOfRange(numbers, numbers.length - 100_000, numbers.length);
        var preallocated = new byte[100_000];
        System.arraycopy("written".getBytes(UTF_8), 0, preallocated, 3 * BLOCK, "written".length());
        files.put("/boot/vmlinuz-6.1.0", kernel);
        files.put("/boot/vmlinuz", kernel);
        files.put("/vmlinuz", kernel);
        files.put("/abs/vmlinuz", kernel);
        files.put("/boot/grub/../vmlinuz", kernel);
        files.put("/boot/initrd.img-6.1.0", initrd);
        files.put("/boot/grub/grub.cfg", "set default=0\nmenuentry \"a\" {\n linux /boot/vmlinuz root=/dev/vda1\n}\n".getBytes(UTF_8));
        for (String tiny : List.of("/boot/tiny", "/boot/grub/up", "/far", "/abs/tiny")) {
            files.put(tiny, "tiny".getBytes(UTF_8));
        }
        files.put("/boot/empty", new byte[0]);
        files.put("/boot/sparse", sparse());
        files.put("/boot/pieces", pieces());
        files.put("/boot/preallocated", preallocated);
        for (int n = 1; n <= 4; n++) {
            files.put("/few/f" + n, ("few " + n + "\n").getBytes(UTF_8));
        }
        byte[] first = "many\n".getBytes(UTF_8);
        for (String path : List.of("/many/first", "/many/ütf-8-名", "/some" + NAME + 40, "/more" + NAME + 1, "/more" + NAME + 300,
                "/many" + NAME + many)) {
            files.put(path, first);
        }
        return files;
    }

    /** Names by folder. */
    public Map<String, List<String>> folders() {
        var most = IntStream.rangeClosed(1, many).mapToObj(n -> NAME.substring(1) + n).collect(Collectors.toList());
        most.addAll(List.of("first", "ütf-8-名"));
        return Map.of("/few", List.of("f1", "f2", "f3", "f4"), "/some", names(40), "/more", names(300), "/many",
                most.stream().sorted().toList(), "/boot",
                List.of("empty", "grub/", "initrd.img-6.1.0", "loader/", "pieces", "preallocated", "round", "sparse", "tiny", "vmlinuz",
                        "vmlinuz-6.1.0"),
                "/boot/loader/entries", List.of());
    }

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> NAME.substring(1) + n).sorted().toList();
    }
}
