package io.strapwork.files.xfs;

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

/** Makes images by mkfs.xfs. */
enum XfsImages {
    V5("-m", "crc=1"), V5_1K("-b", "size=1024", "-n", "size=4096", "-i", "nrext64=1,size=512"), V4("-m", "crc=0", "-n",
            "ftype=0"), V4_512("-m", "crc=0", "-b", "size=512", "-i", "size=256");

    /** In the resources. */
    static final SampleTree SMALL = new SampleTree(400_000, 60, true);
    static final String UUID = "4f1dd8ab-7b3e-4f0c-9d6c-2a2b1c0d9e8f";
    private static final String PROTOTYPE = Path.of("../../samples/volumes/xfs-prototype").toAbsolutePath().normalize().toString();
    private final List<String> options;

    XfsImages(String... options) {
        this.options = List.of(options);
    }

    String resource() {
        return "small-" + name().toLowerCase(Locale.ROOT) + ".img.gz";
    }

    /** @return the image */
    Path make(Path folder, SampleTree tree, int mebibytes) throws IOException {
        Path program = RealTool.of("mkfs.xfs").program();
        Path root = Files.createDirectory(folder.resolve("tree"));
        tree.write(root);
        Path image = folder.resolve("image");
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            channel.map(MapMode.READ_WRITE, 0, (long) mebibytes << 20);
        }
        Path prototype = Files.writeString(folder.resolve("prototype"), RealTool.of("bash").run(folder, PROTOTYPE, root.toString()));
        // with these it makes volumes below 300 MB, too
        var arguments = new ArrayList<>(List.of("TEST_DIR=x", "TEST_DEV=x", "QA_CHECK_FS=x", program.toString(), "-q", "-L", "sample", "-m",
                "uuid=" + UUID, "-p", prototype.toString()));
        arguments.addAll(options);
        arguments.add(image.toString());
        RealTool.of("env").run(folder, arguments.toArray(String[]::new));
        tree.deleteLinks(root);
        return image;
    }
}
