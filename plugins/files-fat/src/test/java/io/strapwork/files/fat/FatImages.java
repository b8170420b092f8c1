package io.strapwork.files.fat;

import io.strapwork.testkit.RealTool;
import io.strapwork.testkit.contract.SampleTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Makes images by mkfs.fat and mtools. */
enum FatImages {
    FAT12(2, "-F", "12"), FAT16(8, "-F", "16", "-s", "1"),
    /** As small as mtools bear. */
    FAT32(34, "-F", "32", "-s", "1"), LARGE_SECTORS(20, "-F", "16", "-S", "4096", "-s", "1");

    /** In the resources. */
    static final SampleTree SMALL = new SampleTree(150_000, 60, false);
    private final int mebibytes;
    private final List<String> options;

    FatImages(int mebibytes, String... options) {
        this.mebibytes = mebibytes;
        this.options = List.of(options);
    }

    int mebibytes() {
        return mebibytes;
    }

    String resource() {
        return name().toLowerCase(Locale.ROOT) + ".img.gz";
    }

    Path make(Path folder, SampleTree tree, int size) throws IOException {
        Path root = Files.createDirectory(folder.resolve("tree"));
        tree.write(root);
        Path image = folder.resolve("image");
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            channel.map(MapMode.READ_WRITE, 0, (long) size << 20);
        }
        var arguments = new ArrayList<>(List.of("-i", "1a2b3c4d", "-n", "SAMPLE"));
        arguments.addAll(options);
        arguments.add(image.toString());
        RealTool.of("mkfs.fat").run(folder, arguments.toArray(String[]::new));
        var copied = new ArrayList<>(List.of("-Q", "-s", "-i", image.toString()));
        try (Stream<Path> all = Files.list(root)) {
            all.map(Path::toString).sorted().forEach(copied::add);
        }
        copied.add("::");
        RealTool.of("mcopy").run(folder, copied.toArray(String[]::new));
        return image;
    }
}
