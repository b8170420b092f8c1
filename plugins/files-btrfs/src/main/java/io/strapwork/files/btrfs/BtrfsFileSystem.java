package io.strapwork.files.btrfs;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileSystem;
import io.strapwork.api.fetch.FileSystemPlugin;
import io.strapwork.api.fetch.Volume;
import io.strapwork.api.fetch.VolumeFacts;
import io.strapwork.volumes.TreeVolume;
import io.strapwork.volumes.VolumeProblems;
import io.strapwork.volumes.VolumeReader;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Reads btrfs, as in Linux' {@code include/uapi/linux/btrfs_tree.h} and {@code fs/btrfs}. Paths begin in the default subvolume; what isn't there is looked for from the top level on, so that {@code /@/boot} leads
 * into the subvolume {@code @} whatever the default is. Checksums of metadata are verified, those of files are not: digests and signatures are the trust room's.
 */
@FileSystemPlugin(id = "btrfs", magics = "65600:5f42485266535f4d")
public final class BtrfsFileSystem implements FileSystem {
    private final boolean checks;

    @Inject
    public BtrfsFileSystem() {
        this(true);
    }

    /** @param checks false lets tests get to what lies behind the checksums */
    BtrfsFileSystem(boolean checks) {
        this.checks = checks;
    }

    @Override
    public Volume mount(Blocks blocks) throws FetchException {
        var reader = new VolumeReader(blocks, new VolumeProblems("btrfs"));
        SuperBlock superBlock = SuperBlock.parse(reader, checks);
        var chunks = new Chunks(reader, superBlock);
        var nodes = new Nodes(reader, superBlock, chunks, checks);
        // the tree of chunks lies in chunks of the system alone, which are known already
        chunks.with(new Tree(new Nodes(reader, superBlock, new Chunks(reader, superBlock), checks), superBlock.chunks()));
        var subvolumes = new Subvolumes(nodes, superBlock);
        var tree = new BtrfsTree(subvolumes, new Extents(reader, chunks, superBlock.sectorBytes()));
        long byDefault = subvolumes.byDefault();
        var first = new TreeVolume<>(reader, facts(superBlock), tree, subvolumes.rootFolder(byDefault));
        return byDefault == Subvolumes.TOP
                ? first
                : new LayeredVolume(first, new TreeVolume<>(reader, first.facts(), tree, subvolumes.rootFolder(Subvolumes.TOP)));
    }

    private static VolumeFacts facts(SuperBlock superBlock) {
        var remarks = new ArrayList<String>();
        if (superBlock.copy() > 0) {
            remarks.add("its first superblock is damaged: copy " + superBlock.copy() + " was read");
        }
        if (superBlock.hasLog()) {
            remarks.add("it was not unmounted: what programs synchronised last may be in its log tree only, which is not replayed");
        }
        if (Long.compareUnsigned(superBlock.devices(), 1) > 0) {
            remarks.add("one of its " + Long.toUnsignedString(superBlock.devices()) + " devices is read");
        }
        if (!superBlock.checksum().isChecked()) {
            remarks.add("its checksums are not verified: " + superBlock.checksum().spelling);
        }
        return new VolumeFacts("btrfs", Optional.of(superBlock.uuid().toString()), Optional.of(superBlock.label()), remarks);
    }
}
