package io.strapwork.files.fat;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.VolumeFile;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.FileExtents;
import io.strapwork.volumes.FileTree;
import io.strapwork.volumes.VolumeReader;
import java.util.Locale;
import java.util.Optional;

/** Folders (chapters 6 and 7). Names are compared without regard to case, long ones and short ones, as in DOS and its heirs. */
final class FatFolders implements FileTree<FatEntry> {
    static final int ENTRY_BYTES = 32;
    private static final int ATTRIBUTES = 11;
    private static final int CASE = 12;
    private static final int CLUSTER_HIGH = 20;
    private static final int CLUSTER_LOW = 26;
    private static final int SIZE = 28;
    private static final int VOLUME_LABEL = 0x08;
    private static final int FOLDER = 0x10;
    private static final int LONG_NAME = 0x0f;
    private static final int DELETED = 0xe5;
    private static final int LOWER_NAME = 0x08;
    private static final int LOWER_EXTENSION = 0x10;
    private static final int CHUNK = 4096;

    private final VolumeReader reader;
    private final FatLayout layout;
    private final FatClusters clusters;

    FatFolders(VolumeReader reader, FatLayout layout, FatClusters clusters) {
        this.reader = reader;
        this.layout = layout;
        this.clusters = clusters;
    }

    FatEntry root() {
        return new FatEntry(Kind.FOLDER, "", "", layout.rootCluster(), 0, 0);
    }

    /** Sees each entry of a folder. */
    private interface Visitor {
        /** @return whether to go on */
        boolean visit(Bytes entry) throws FetchException;
    }

    @Override
    public Optional<FatEntry> child(FatEntry folder, String name) throws FetchException {
        var found = new FatEntry[1];
        files(folder, entry -> {
            if (entry.name().equalsIgnoreCase(name) || entry.shortName().equalsIgnoreCase(name)) {
                found[0] = entry;
            }
            return found[0] == null;
        });
        return Optional.ofNullable(found[0]);
    }

    @Override
    public void names(FatEntry folder, Names into) throws FetchException {
        files(folder, entry -> {
            into.add(entry.name(), entry.kind());
            return true;
        });
    }

    @Override
    public String target(FatEntry link) {
        throw new IllegalStateException("FAT has no links");
    }

    @Override
    public VolumeFile open(FatEntry file) throws FetchException {
        FileExtents.Builder extents = FileExtents.of(reader, file.bytes());
        long at = 0;
        long cluster = file.cluster();
        while (!extents.isFull()) {
            if (cluster == FatClusters.END || !layout.isCluster(cluster)) {
                throw clusters.damaged(file.place(), "a file of " + file.bytes() + " bytes ends after " + at);
            }
            extents.add(at, layout.offset(cluster), layout.clusterBytes());
            at += layout.clusterBytes();
            cluster = extents.isFull() ? FatClusters.END : clusters.next(cluster);
        }
        return extents.build();
    }

    /** The root folder's entry of that kind. */
    Optional<String> label() throws FetchException {
        var label = new byte[1][];
        entries(root(), entry -> {
            int attributes = entry.u8(ATTRIBUTES);
            if (entry.u8(0) != DELETED && (attributes & LONG_NAME) != LONG_NAME && (attributes & VOLUME_LABEL) != 0) {
                label[0] = entry.array(0, 11);
            }
            return label[0] == null;
        });
        return label[0] == null ? Optional.empty() : FatLayout.label(label[0]);
    }

    /** Sees each file and folder of a folder. */
    private interface FileVisitor {
        boolean visit(FatEntry entry) throws FetchException;
    }

    private void files(FatEntry folder, FileVisitor visitor) throws FetchException {
        var longName = new LongName();
        entries(folder, entry -> {
            int attributes = entry.u8(ATTRIBUTES);
            if (entry.u8(0) == DELETED) {
                longName.forget();
            } else if ((attributes & 0x3f) == LONG_NAME) {
                longName.add(entry);
            } else if ((attributes & VOLUME_LABEL) != 0) {
                longName.forget();
            } else {
                String shortName = shortName(entry);
                return visitor.visit(new FatEntry((attributes & FOLDER) != 0 ? Kind.FOLDER : Kind.FILE,
                        longName.take(entry).orElse(shortName), shortName,
                        (layout.bits() == 32 ? (long) entry.u16le(CLUSTER_HIGH) << 16 : 0) | entry.u16le(CLUSTER_LOW), entry.u32le(SIZE),
                        entry.place()));
            }
            return true;
        });
    }

    private static String shortName(Bytes entry) throws FetchException {
        byte[] name = entry.array(0, 11);
        if (name[0] == 5) {
            name[0] = (byte) DELETED; // 0xe5 begins names in Japanese
        }
        String base = new String(name, 0, 8, FatLayout.OEM).stripTrailing();
        String extension = new String(name, 8, 3, FatLayout.OEM).stripTrailing();
        int lower = entry.u8(CASE);
        base = (lower & LOWER_NAME) != 0 ? base.toLowerCase(Locale.ROOT) : base;
        extension = (lower & LOWER_EXTENSION) != 0 ? extension.toLowerCase(Locale.ROOT) : extension;
        return extension.isEmpty() ? base : base + "." + extension;
    }

    private void entries(FatEntry folder, Visitor visitor) throws FetchException {
        if (folder.cluster() == 0) {
            area(layout.rootFolder(), layout.rootFolderBytes(), visitor);
            return;
        }
        long cluster = clusters.check(folder.cluster(), 0);
        for (long steps = 0; cluster != FatClusters.END; steps++) {
            if (steps > layout.clusters()) {
                throw clusters.damaged(clusters.place(cluster), "the clusters of a folder follow each other in a loop");
            }
            if (!area(layout.offset(cluster), layout.clusterBytes(), visitor)) {
                return;
            }
            cluster = clusters.next(cluster);
        }
    }

    /** False when the folder ends here, or the visitor wants no more. */
    private boolean area(long offset, int bytes, Visitor visitor) throws FetchException {
        for (int done = 0; done < bytes; done += CHUNK) {
            Bytes chunk = reader.read(offset + done, Math.min(CHUNK, bytes - done));
            for (int at = 0; at + ENTRY_BYTES <= chunk.length(); at += ENTRY_BYTES) {
                Bytes entry = chunk.slice(at, ENTRY_BYTES);
                if (entry.u8(0) == 0 || !visitor.visit(entry)) {
                    return false;
                }
            }
        }
        return true;
    }
}
