package io.strapwork.runtime.pack;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.walk.PlacedBoot;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes a placed boot as files: {@code shim}, {@code bundle}, {@code START.md}, and on s390x {@code boot.ins} with what belongs to it. Files of these names are replaced. */
public final class PackedFolder {
    private final Path folder;

    public PackedFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes sure that there is a folder, before the work.
     *
     * @throws StrapworkException SW-H702
     */
    public void create() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /**
     * Packs a boot. The bundle is read back and checked as its shim will do it.
     *
     * @throws StrapworkException SW-H701 to SW-H703, and those of {@link BundleView#parse}
     */
    public void write(PlacedBoot boot) {
        Bundle bundle = bundle(boot);
        try {
            Files.write(folder.resolve("shim"), Shims.read(boot.architecture()));
            long bytes = BundleFile.write(bundle, folder.resolve("bundle"));
            try (Arena arena = Arena.ofConfined(); FileChannel file = FileChannel.open(folder.resolve("bundle"), StandardOpenOption.READ)) {
                BundleView.parse(file.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena), boot.architecture());
            }
            for (Map.Entry<String, byte[]> note : new LoaderNotes(boot.profile(), bundle, bytes).files().entrySet()) {
                Files.write(folder.resolve(note.getKey()), note.getValue());
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** What would be packed. */
    static Bundle bundle(PlacedBoot boot) {
        PackedEntry entry = PackedEntry.of(boot);
        var parts = new ArrayList<Bundle.Part>();
        boot.ranges().stream().filter(range -> range.at().bytes() > 0 && !entry.left().contains(range.name()))
                .sorted(Comparator.comparing(range -> range.at().start()))
                .forEach(
                        range -> parts.add(new Bundle.Part(range.name(), range.at(), boot.memory().at(range.at().start(), range.bytes()))));
        if (parts.size() > BundleFormat.MOST_PARTS) {
            throw new Problem("SW-H703", Blame.USER, boot.contract(),
                    "the boot has " + parts.size() + " pieces, but a bundle holds " + BundleFormat.MOST_PARTS,
                    "link the kernel with fewer segments").asException();
        }
        return new Bundle(entry.kind(), entry.values(), entry.line(), List.copyOf(parts));
    }

    private StrapworkException unwritable(IOException e) {
        String reason = switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "there is a file of that name";
            default -> String.valueOf(e.getMessage());
        };
        return new StrapworkException(new Problem("SW-H702", Blame.HOST, folder.toString(), "the packed boot can't be written: " + reason,
                "choose another folder, or make room"), e);
    }
}
