package io.strapwork.files.zipl;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;

/**
 * What zipl's stage 3 is told (s390-tools, zipl/boot/stage3.h, {@code struct stage3_parms}): where the other components lie in memory, and how long they are without the padding to blocks.
 * An address that is all ones, or of the environment zero, is none.
 *
 * @param initrdBytes with signatures, of more than is loaded
 * @param kernelBytes as the initrd's
 */
record StageThree(long commandLine, long initrd, long initrdBytes, long flags, long kernelBytes, long kernel, long environment,
        long environmentBytes) {
    /** Where zipl puts them (zipl/include/boot/loaders_layout.h). */
    static final long ADDRESS = 0x9000;
    private static final int BYTES = 64;
    private static final long KDUMP = 1L << 49;
    private static final long NONE = -1;

    /** Newer versions of zipl have more fields. @param parameters at least 64 bytes */
    static StageThree parse(Bytes parameters) throws FetchException {
        boolean more = parameters.length() >= BYTES + 16;
        return new StageThree(parameters.u64be(0), parameters.u64be(8), parameters.u64be(16), parameters.u64be(40), parameters.u64be(48),
                parameters.u64be(56), more ? parameters.u64be(BYTES) : NONE, more ? parameters.u64be(BYTES + 8) : 0);
    }

    static boolean isThere(long address) {
        return address != NONE && address != 0;
    }

    boolean isKdump() {
        return (flags & KDUMP) != 0;
    }
}
