package io.strapwork.files.iso;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.VolumeProblems;

/** What can be wrong with an ISO 9660 volume. */
record IsoProblems(VolumeProblems volume) {
    FetchException descriptor(long place, String what) {
        return volume.damaged("SW-V301", place, what);
    }

    FetchException record(long place, String what) {
        return volume.damaged("SW-V302", place, what);
    }

    FetchException unread(long place, String what) {
        return volume.unsupported("SW-V303", place, what, "make the image without it");
    }
}
