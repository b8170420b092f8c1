package io.strapwork.files.ext;

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

/** Makes images by mke2fs. */
enum ExtImages {
    EXT2("-t", "ext2", "-b", "1024"), EXT3("-t", "ext3", "-b", "4096", "-J", "size=4"), EXT4("-t", "ext4", "-b", "4096", "-J", "size=4"),
    /** Small files and folders in their inodes, descriptors of 64 bytes. */
    INLINE("-t", "ext4", "-b", "1024", "-I", "256", "-O", "inline_data,64bit,metadata_csum_seed", "-J", "size=1"),
    /** Descriptors in the groups; 1 KiB blocks in clusters; names without case. */
    META("-t", "ext4", "-b", "1024", "-g", "4096", "-O", "meta_bg,^resize_inode,bigalloc,large_dir,casefold,verity,^has_journal"),
    /** Without names of features: revision 0. */
    OLD("-t", "ext2", "-r", "0", "-b", "2048"), NO_FILE_TYPES("-t", "ext2", "-O", "^filetype,sparse_super2", "-b", "1024"),

    /** Where the length of a folder's entry has no room for a block's. */
    WIDE_BLOCKS("-t", "ext4", "-b", "65536", "-O", "^has_journal");

    /** In the resources. */
    static final SampleTree SMALL = new SampleTree(400_000, 60, true);
    private final List<String> options;

    ExtImages(String... options) {
        this.options = List.of(options);
    }

    String resource() {
        return name().toLowerCase(Locale.ROOT) + ".img.gz";
    }

    /** @return the image */
    Path make(Path folder, SampleTree tree, int mebibytes) throws IOException {
        Path root = Files.createDirectory(folder.resolve("tree"));
        tree.write(root);
        Path image = folder.resolve("image");
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            channel.map(MapMode.READ_WRITE, 0, (long) mebibytes << 20);
        }
        var arguments = new ArrayList<>(List.of("-q", "-F", "-U", "5f1e0b6a-3d5b-4b8e-9d0a-1c2d3e4f5a6b", "-L", "sample"));
        arguments.addAll(options);
        arguments.addAll(List.of("-d", root.toString(), image.toString()));
        RealTool.of("mke2fs").run(folder, arguments.toArray(String[]::new));
        tree.deleteLinks(root);
        return image;
    }
}
