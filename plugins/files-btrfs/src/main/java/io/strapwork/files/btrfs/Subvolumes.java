package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileTree.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The subvolumes by their ids ({@code struct btrfs_root_item}), and inodes in them. */
final class Subvolumes {
    static final long TOP = 5;
    /** {@code BTRFS_EMPTY_SUBVOL_DIR_OBJECTID}: nothing has this number. */
    private static final long EMPTY = 2;
    private static final int ROOT_GENERATION = 160;
    private static final int ROOT_FOLDER = 168;
    private static final int ROOT_BLOCK = 176;
    private static final int ROOT_REFERENCES = 216;
    private static final int ROOT_LEVEL = 238;
    private static final int INODE_BYTES = 16;
    private static final int INODE_MODE = 52;

    private final Nodes nodes;
    private final Tree roots;
    private final SuperBlock superBlock;

    Subvolumes(Nodes nodes, SuperBlock superBlock) {
        this.nodes = nodes;
        this.superBlock = superBlock;
        this.roots = new Tree(nodes, superBlock.roots());
    }

    /** What mounting without options shows. */
    long byDefault() throws FetchException {
        byte[] name = "default".getBytes(StandardCharsets.US_ASCII);
        Optional<Bytes> entry = roots.find(new Key(superBlock.rootFolder(), Key.FOLDER_ENTRY, Checksum.nameHash(name)));
        if (entry.isEmpty()) {
            return TOP;
        }
        Optional<FolderEntry> found = FolderEntry.find(entry.orElseThrow(), name);
        return found.isPresent() && found.orElseThrow().location().type() == Key.ROOT ? found.orElseThrow().location().object() : TOP;
    }

    Inode rootFolder(long id) throws FetchException {
        Tree tree = subvolume(id).orElseThrow(() -> damaged("there is no subvolume " + Long.toUnsignedString(id)));
        Inode folder = inode(tree, tree.root().folder());
        if (folder.kind() != Kind.FOLDER) {
            throw damaged("the root of subvolume " + Long.toUnsignedString(id) + " is no folder");
        }
        return folder;
    }

    /** A subvolume within another one. In a snapshot of that one it is an empty folder. */
    Inode rootFolder(Tree parent, long id) throws FetchException {
        if (roots.find(new Key(parent.root().id(), Key.ROOT_REFERENCE, id)).isEmpty() || subvolume(id).isEmpty()) {
            return new Inode(parent, EMPTY, Kind.FOLDER, 0);
        }
        return rootFolder(id);
    }

    private Optional<Tree> subvolume(long id) throws FetchException {
        var last = new Root[1];
        roots.each(id, Key.ROOT, (_, item) -> {
            if (item.u32le(ROOT_REFERENCES) > 0) {
                last[0] = new Root(id, item.u64le(ROOT_BLOCK), item.u8(ROOT_LEVEL), item.u64le(ROOT_GENERATION), item.u64le(ROOT_FOLDER));
            }
            return true;
        });
        return Optional.ofNullable(last[0]).map(root -> new Tree(nodes, root));
    }

    Inode inode(Tree subvolume, long number) throws FetchException {
        Bytes item = subvolume.find(new Key(number, Key.INODE, 0)).orElseThrow(() -> damaged("there is no inode "
                + Long.toUnsignedString(number) + " in subvolume " + Long.toUnsignedString(subvolume.root().id())));
        return new Inode(subvolume, number, Kind.ofMode(item.i32le(INODE_MODE)), item.u64le(INODE_BYTES));
    }

    private FetchException damaged(String what) {
        return nodes.reader().problems().damaged("SW-V506", 0, what);
    }
}
