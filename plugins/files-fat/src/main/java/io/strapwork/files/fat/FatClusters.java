package io.strapwork.files.fat;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.VolumeReader;

/** The file allocation table (chapter 4): which cluster follows which. */
final class FatClusters {
    /** Behind a chain's last cluster. */
    static final long END = -1;
    private final VolumeReader reader;
    private final FatLayout layout;

    FatClusters(VolumeReader reader, FatLayout layout) {
        this.reader = reader;
        this.layout = layout;
    }

    /** The cluster behind this one, or {@link #END}. */
    long next(long cluster) throws FetchException {
        long entry = entry(cluster);
        // 0x..f8 to 0x..ff end a chain, 0x..f7 is a bad cluster
        if (entry >= limit() - 8) {
            return END;
        }
        return check(entry, cluster);
    }

    private long limit() {
        return 1L << Math.min(layout.bits(), 28);
    }

    /** @param from what names it, for the problem */
    long check(long cluster, long from) throws FetchException {
        if (!layout.isCluster(cluster)) {
            throw damaged(place(from), "cluster " + from + " is followed by " + cluster + ", which is "
                    + (cluster == 0 ? "free" : cluster == limit() - 9 ? "bad" : "none of the " + layout.clusters()));
        }
        return cluster;
    }

    FetchException damaged(long at, String what) {
        return reader.problems().damaged("SW-V102", at, what);
    }

    long place(long cluster) {
        return layout.table() + (layout.bits() == 12 ? cluster + cluster / 2 : cluster * layout.bits() / 8);
    }

    private long entry(long cluster) throws FetchException {
        return switch (layout.bits()) {
            case 12 -> {
                int two = reader.read(place(cluster), 2).u16le(0);
                yield (cluster & 1) == 0 ? two & 0xfff : two >> 4;
            }
            case 16 -> reader.read(place(cluster), 2).u16le(0);
            default -> reader.read(place(cluster), 4).u32le(0) & 0xfffffff;
        };
    }

    /** By the second entry (chapter 4, ClnShutBitMask). */
    boolean isDirty() throws FetchException {
        return layout.bits() == 16 && (entry(1) & 0x8000) == 0 || layout.bits() == 32 && (entry(1) & 0x8000000) == 0;
    }
}
