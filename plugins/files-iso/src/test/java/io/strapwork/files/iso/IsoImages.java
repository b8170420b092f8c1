package io.strapwork.files.iso;

import io.strapwork.testkit.RealTool;
import io.strapwork.testkit.contract.SampleTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes images by xorriso. */
enum IsoImages {
    ROCK_RIDGE(true, "-R", "-J"), JOLIET(false, "--norock", "-J", "-joliet-long"),
    /** As of 1999: deep folders, any names. */
    PLAIN(false, "--norock", "-iso-level", "4", "-U", "-D"),
    /** Two images that El Torito boots, and an MBR. */
    BOOTABLE(true, "-R", "-b", "boot/tiny", "-no-emul-boot", "-boot-load-size", "4", "-eltorito-alt-boot", "-e", "boot/sparse",
            "-no-emul-boot", "--mbr-force-bootable");

    private final boolean links;
    private final List<String> options;

    IsoImages(boolean links, String... options) {
        this.links = links;
        this.options = List.of(options);
    }

    SampleTree sample(int large, int many) {
        return new SampleTree(large, many, links);
    }

    /** In the resources. */
    SampleTree small() {
        return sample(150_000, 60);
    }

    String resource() {
        return name().toLowerCase(Locale.ROOT) + ".img.gz";
    }

    Path make(Path folder, SampleTree tree) throws IOException {
        Path root = Files.createDirectory(folder.resolve("tree"));
        tree.write(root);
        Path image = folder.resolve("image");
        var arguments = new ArrayList<>(List.of("-as", "mkisofs", "-quiet", "-V", "SAMPLE", "--modification-date=2024050607080900"));
        arguments.addAll(options);
        arguments.addAll(List.of("-o", image.toString(), root.toString()));
        RealTool.of("xorriso").run(folder, arguments.toArray(String[]::new));
        tree.deleteLinks(root);
        return image;
    }
}
