package io.strapwork.files.btrfs;

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

/** Makes images by mkfs.btrfs. */
enum BtrfsImages {
    /** Metadata and content in the same chunks, which suits small volumes. */
    MIXED(16, "--mixed"), SMALL_NODES(16, "--mixed", "--nodesize", "4096", "--csum", "sha256"), MIRRORED(128, "-m", "dup", "-d",
            "dup"), SINGLE(64, "-m",
                    "single", "-d", "single", "--nodesize", "32768", "-O", "^no-holes");

    /** In the resources. */
    static final SampleTree SMALL = new SampleTree(400_000, 60, true);
    static final String UUID = "4f1dd8ab-7b3e-4f0c-9d6c-2a2b1c0d9e8f";
    final int mebibytes;
    private final List<String> options;

    BtrfsImages(int mebibytes, String... options) {
        this.mebibytes = mebibytes;
        this.options = List.of(options);
    }

    String resource() {
        return "small-" + name().toLowerCase(Locale.ROOT) + ".img.gz";
    }

    /** @return the image */
    Path make(Path folder, SampleTree tree, int size) throws IOException {
        RealTool program = RealTool.of("mkfs.btrfs");
        Path root = Files.createDirectory(folder.resolve("tree"));
        tree.write(root);
        Path image = folder.resolve("image");
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            channel.map(MapMode.READ_WRITE, 0, (long) size << 20);
        }
        var arguments = new ArrayList<>(List.of("-q", "-L", "sample", "-U", UUID, "--rootdir", root.toString()));
        arguments.addAll(options);
        arguments.add(image.toString());
        program.run(folder, arguments.toArray(String[]::new));
        tree.deleteLinks(root);
        return image;
    }
}
