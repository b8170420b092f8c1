package io.strapwork.volumes;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import java.util.Optional;

/**
 * A file system's folders, links and files, for {@link TreeVolume} to walk. Paths, symbolic links and limits are its business; a name's spelling is the tree's: {@link #child} compares as the file system does.
 *
 * @param <N> a folder, link or file as the format knows it: an inode, a directory entry
 */
public interface FileTree<N extends FileTree.Node> {
    /** What a path can lead to. */
    interface Node {
        Kind kind();
    }

    /** Of a node. */
    enum Kind {
        FOLDER, FILE, LINK,
        /** A device, a pipe, a socket: nothing that is read. */
        OTHER;

        /** Of an inode's mode ({@code S_IFMT}, inode(7) of Linux). */
        public static Kind ofMode(int mode) {
            return switch (mode >>> 12) {
                case 4 -> FOLDER;
                case 8 -> FILE;
                case 10 -> LINK;
                default -> OTHER;
            };
        }

        /** Of a name in a folder, as ext, XFS and btrfs number them ({@code FT_*}, include/linux/fs_types.h of Linux). */
        public static Kind ofType(int type) {
            return switch (type) {
                case 1 -> FILE;
                case 2 -> FOLDER;
                case 7 -> LINK;
                default -> OTHER;
            };
        }
    }

    /** Takes the names of a folder. */
    interface Names {
        /** @param name without slashes; {@code .} and {@code ..} are left out in any case */
        void add(String name, Kind kind) throws FetchException;
    }

    /** @param name of one component: not empty, neither {@code .} nor {@code ..} */
    Optional<N> child(N folder, String name) throws FetchException;

    /** In any order. */
    void names(N folder, Names into) throws FetchException;

    /** Where a symbolic link points; a path that begins with a slash begins at the volume's root. */
    String target(N link) throws FetchException;

    /** A regular file's content. */
    VolumeFile open(N file) throws FetchException;
}
