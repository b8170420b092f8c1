package io.strapwork.volumes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.testkit.RealTool;
import io.strapwork.testkit.fake.FakeBlocks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tables that sfdisk and fdisk write, compared with what sfdisk says of them. */
@Tag("real")
@Timeout(600)
class RealPartitionTests {
    private static final Pattern NODE = Pattern.compile(
            "\"node\": \"image(\\d+)\",\\s+\"start\": (\\d+),\\s+\"size\": (\\d+),\\s+\"type\": \"([^\"]+)\"(?:,\\s+\"uuid\": \"([^\"]+)\")?");

    @TempDir
    Path folder;

    private Path disk() throws IOException {
        Path image = folder.resolve("image");
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            channel.map(MapMode.READ_WRITE, 0, 16 << 20);
        }
        return image;
    }

    private void asSfdisk(Path image, String prefix) throws FetchException {
        String json = RealTool.of("sfdisk").run(folder, "-J", "image");
        var expected = new ArrayList<String>();
        for (MatchResult node : NODE.matcher(json).results().toList()) {
            boolean gpt = node.group(5) != null;
            if (gpt || !node.group(4).matches("5|f|85")) {
                expected.add(
                        prefix + node.group(1) + " " + Long.parseLong(node.group(2)) * 512 + "+" + Long.parseLong(node.group(3)) * 512 + " "
                                + (gpt
                                        ? node.group(4).toLowerCase(Locale.ROOT) + " " + node.group(5).toLowerCase(Locale.ROOT)
                                        : "0x%02x".formatted(Integer.parseInt(node.group(4), 16))));
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            PartitionTable table = PartitionTable.read(FakeBlocks.of(image, 512, arena));
            assertEquals(expected, table.partitions().stream()
                    .map(one -> one.name() + " " + one.offset() + "+" + one.bytes() + " " + one.type()
                            + (prefix.equals("gpt") ? " " + one.uuid().orElseThrow() : ""))
                    .toList());
            assertEquals(List.of(), table.remarks());
        }
    }

    @Test
    void gpt() throws IOException, FetchException {
        Path image = disk();
        RealTool.of("sfdisk").feed(folder, "label: gpt\nsize=1M,type=U,name=\"esp\"\nsize=2M,type=L\nsize=1M,type=S\n", "-q", "image");
        asSfdisk(image, "gpt");
    }

    @Test
    void mbrWithLogicalPartitions() throws IOException, FetchException {
        Path image = disk();
        RealTool.of("sfdisk").feed(folder,
                "label: dos\nsize=1M,type=c,bootable\nsize=8M,type=5\nsize=1M,type=83\nsize=1M,type=82\nsize=2M,type=83\nsize=1M,type=83\n",
                "-q", "image");
        asSfdisk(image, "msdos");
    }

    /** Debian 12's sfdisk knows 512 only. */
    @Test
    void blocksOf4096() throws IOException, FetchException {
        Path image = disk();
        RealTool.of("fdisk").feed(folder, "g\nn\n\n\n+2M\nn\n\n\n+1M\nw\n", "-b", "4096", "image");
        try (Arena arena = Arena.ofConfined()) {
            PartitionTable table = PartitionTable.read(FakeBlocks.of(image, 4096, arena));
            assertEquals(List.of("gpt1 1048576+2097152", "gpt2 3145728+1048576"),
                    table.partitions().stream().map(one -> one.name() + " " + one.offset() + "+" + one.bytes()).toList());
            assertEquals(List.of(), table.remarks());
        }
    }
}
