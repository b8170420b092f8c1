package io.strapwork.files.iso;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.files.iso.IsoNode.BootFile;
import io.strapwork.files.iso.IsoNode.BootFolder;
import io.strapwork.files.iso.IsoNode.Entry;
import io.strapwork.files.iso.IsoNode.Section;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileExtents;
import io.strapwork.volumes.FileTree;
import io.strapwork.volumes.VolumeReader;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The image's files, and a folder with what its boot catalog names. */
final class BootTree implements FileTree<IsoNode> {
    private static final String FOLDER = "[BOOT]";
    private static final int MBR_ENTRY = 446;
    /** So many are searched for a boot image's file; without it, the catalog's word counts. */
    private static final int MOST_FOLDERS = 1 << 16;
    private final IsoTree tree;
    private final List<BootImage> images;
    private final VolumeReader reader;

    BootTree(IsoTree tree, List<BootImage> images, VolumeReader reader) {
        this.tree = tree;
        this.images = List.copyOf(images);
        this.reader = reader;
    }

    @Override
    public Optional<IsoNode> child(IsoNode folder, String name) throws FetchException {
        return switch (folder) {
            case Entry entry -> {
                Optional<IsoNode> own = tree.child(entry, name).map(IsoNode.class::cast);
                boolean boot = own.isEmpty() && entry.equals(tree.root()) && !images.isEmpty() && name.equalsIgnoreCase(FOLDER);
                yield boot ? Optional.of(new BootFolder()) : own;
            }
            case BootFolder _ -> images.stream().filter(image -> image.name().equalsIgnoreCase(name)).findFirst().map(BootFile::new);
            case BootFile _ -> Optional.empty();
        };
    }

    @Override
    public void names(IsoNode folder, Names into) throws FetchException {
        if (folder instanceof Entry entry) {
            tree.names(entry, into);
            if (entry.equals(tree.root()) && !images.isEmpty()) {
                into.add(FOLDER, Kind.FOLDER);
            }
        } else {
            for (BootImage image : images) {
                into.add(image.name(), Kind.FILE);
            }
        }
    }

    @Override
    public String target(IsoNode link) {
        return link instanceof Entry entry ? tree.target(entry) : "";
    }

    @Override
    public VolumeFile open(IsoNode file) throws FetchException {
        return switch (file) {
            case Entry entry -> tree.open(entry);
            case BootFile boot -> open(boot.image());
            case BootFolder _ -> throw new IllegalStateException("a folder is no file");
        };
    }

    private VolumeFile open(BootImage image) throws FetchException {
        long start = reader.offset(image.block(), Descriptors.SECTOR);
        reader.check(start, 1);
        long bytes = Math.min(bytes(image, start), reader.bytes() - start);
        return FileExtents.of(reader, bytes).add(0, start, bytes).build();
    }

    /** The catalog says how much a BIOS loads; the image's size is that of the file that begins at the same block. */
    private long bytes(BootImage image, long start) throws FetchException {
        if (image.medium() != BootImage.NO_EMULATION && image.medium() != BootImage.HARD_DISK) {
            return image.bytes();
        }
        Optional<Entry> file = file(start);
        if (file.isPresent()) {
            return file.orElseThrow().bytes();
        }
        if (image.medium() == BootImage.HARD_DISK) {
            Bytes mbr = reader.read(start, 512);
            return (mbr.u32le(MBR_ENTRY + 8) + mbr.u32le(MBR_ENTRY + 12)) * 512;
        }
        // as EDK II (PartitionDxe/ElTorito.c): 0 and 1 mean that nobody counted
        return image.sectors() < 2 ? reader.bytes() - start : image.bytes();
    }

    private Optional<Entry> file(long start) throws FetchException {
        var found = new Entry[1];
        var seen = new HashSet<Section>();
        var left = new ArrayDeque<Entry>(List.of(tree.root()));
        while (!left.isEmpty() && found[0] == null) {
            tree.entries(left.pop(), entry -> {
                if (entry.kind() == Kind.FOLDER && seen.size() < MOST_FOLDERS && seen.add(entry.sections().getFirst())) {
                    left.add(entry);
                } else if (entry.kind() == Kind.FILE && entry.bytes() > 0 && tree.offset(entry) == start) {
                    found[0] = entry;
                }
                return found[0] == null;
            });
        }
        return Optional.ofNullable(found[0]);
    }
}
