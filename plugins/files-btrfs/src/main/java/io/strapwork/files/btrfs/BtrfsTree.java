package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileTree;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Folders of all subvolumes. Names are bytes to btrfs; here they are UTF-8. */
final class BtrfsTree implements FileTree<Inode> {
    /** {@code PATH_MAX}. */
    private static final int LONGEST_TARGET = 4096;

    private final Subvolumes subvolumes;
    private final Extents extents;

    BtrfsTree(Subvolumes subvolumes, Extents extents) {
        this.subvolumes = subvolumes;
        this.extents = extents;
    }

    @Override
    public Optional<Inode> child(Inode folder, String name) throws FetchException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        Optional<Bytes> item = folder.subvolume().find(new Key(folder.number(), Key.FOLDER_ENTRY, Checksum.nameHash(wanted)));
        if (item.isEmpty()) {
            return Optional.empty();
        }
        Optional<FolderEntry> entry = FolderEntry.find(item.orElseThrow(), wanted);
        return entry.isEmpty() ? Optional.empty() : Optional.of(inode(folder.subvolume(), entry.orElseThrow().location()));
    }

    private Inode inode(Tree subvolume, Key location) throws FetchException {
        return location.type() == Key.ROOT
                ? subvolumes.rootFolder(subvolume, location.object())
                : subvolumes.inode(subvolume, location.object());
    }

    @Override
    public void names(Inode folder, Names into) throws FetchException {
        folder.subvolume().each(folder.number(), Key.FOLDER_INDEX, (_, item) -> {
            FolderEntry entry = FolderEntry.at(item, 0);
            into.add(new String(entry.name(), StandardCharsets.UTF_8), Kind.ofType(entry.type()));
            return true;
        });
    }

    @Override
    public String target(Inode link) throws FetchException {
        if (Long.compareUnsigned(link.bytes(), LONGEST_TARGET) > 0) {
            throw extents.damaged(link, 0,
                    "a symbolic link has " + Long.toUnsignedString(link.bytes()) + " bytes, more than a path's " + LONGEST_TARGET);
        }
        var target = new byte[(int) link.bytes()];
        extents.open(link).read(0, MemorySegment.ofArray(target));
        return new String(target, StandardCharsets.UTF_8);
    }

    @Override
    public VolumeFile open(Inode file) throws FetchException {
        return extents.open(file);
    }
}
