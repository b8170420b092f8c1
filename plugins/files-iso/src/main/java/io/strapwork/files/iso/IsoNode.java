package io.strapwork.files.iso;

import io.strapwork.volumes.FileTree;
import java.util.List;

/** What a path on the volume leads to. */
sealed interface IsoNode extends FileTree.Node {
    /**
     * Of the image.
     *
     * @param sections   of its data, in order
     * @param target     of a link
     * @param compressed by zisofs
     * @param place      of its record, in bytes of the volume
     */
    record Entry(FileTree.Kind kind, String name, List<Section> sections, String target, boolean compressed,
            long place) implements IsoNode {
        public Entry {
            sections = List.copyOf(sections);
        }

        long bytes() {
            return sections.stream().mapToLong(Section::bytes).sum();
        }
    }

    /** The folder of what El Torito boots. */
    record BootFolder() implements IsoNode {
        @Override
        public FileTree.Kind kind() {
            return FileTree.Kind.FOLDER;
        }
    }

    /** One of these. */
    record BootFile(BootImage image) implements IsoNode {
        @Override
        public FileTree.Kind kind() {
            return FileTree.Kind.FILE;
        }
    }

    /** @param block where it begins */
    record Section(long block, long bytes) {}
}
