package io.strapwork.files.xfs;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.VolumeProblems;
import java.util.zip.CRC32C;

/**
 * The checksum of all metadata since version 5: CRC-32C, little-endian, over the structure with its own field as zeros ({@code xfs_cksum.h}).
 *
 * @param isChecked false lets tests get to what lies behind
 */
record Checksum(boolean isChecked) {
    private static final int FIELD = 4;

    void check(VolumeProblems problems, Bytes structure, int at, String what) throws FetchException {
        if (!isChecked) {
            return;
        }
        var crc = new CRC32C();
        byte[] bytes = structure.array();
        crc.update(bytes, 0, at);
        crc.update(new byte[FIELD], 0, FIELD);
        crc.update(bytes, at + FIELD, bytes.length - at - FIELD);
        if (crc.getValue() != structure.u32le(at)) {
            throw problems.damaged("SW-V403", structure.place(), "the checksum of the " + what + " is wrong");
        }
    }
}
