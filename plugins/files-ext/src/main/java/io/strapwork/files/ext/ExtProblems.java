package io.strapwork.files.ext;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.VolumeProblems;

/** What can be wrong with an ext volume. */
record ExtProblems(VolumeProblems volume) {
    FetchException superblock(int at, String what) {
        return volume.damaged("SW-V201", Superblock.PLACE + at, what);
    }

    FetchException feature(String name) {
        return volume.unsupported("SW-V202", Superblock.PLACE + Superblock.INCOMPATIBLE,
                "the volume has the feature " + name + ", which is not read",
                "put what is booted on a volume without it; dumpe2fs -h lists the features");
    }

    FetchException structure(long place, String what) {
        return volume.damaged("SW-V203", place, what);
    }

    FetchException encrypted(long inode) {
        return volume.unsupported("SW-V204", 0, "inode " + inode + " is encrypted, and so are the names in it if it is a folder",
                "put what is booted into a folder that is not encrypted");
    }

    FetchException compressed(long inode) {
        return volume.unsupported("SW-V205", 0, "the file with inode " + inode + " is compressed, which is not read",
                "write it anew without chattr +c");
    }
}
