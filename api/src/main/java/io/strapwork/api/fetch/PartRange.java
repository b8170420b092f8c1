package io.strapwork.api.fetch;

import org.apiguardian.api.API;

/**
 * Bytes of a file that are a part of a boot: a section of a unified kernel image. Whether the file has them is only known when it was fetched.
 *
 * @param offset bytes before the part, not negative
 * @param length bytes of the part, more than 0; the sum of both is at most {@link Long#MAX_VALUE}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PartRange(long offset, long length) {
    /** @throws IllegalArgumentException for no such range */
    public PartRange {
        if (offset < 0 || length <= 0 || offset > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("not a range of a file: " + length + " bytes from offset " + offset);
        }
    }

    /** The first byte behind the part. */
    public long end() {
        return offset + length;
    }

    @Override
    public String toString() {
        return "bytes " + offset + " to " + (end() - 1);
    }
}
