package io.strapwork.files.fat;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.volumes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Gathers a long name from the entries before a short one (chapter 7): last piece first, each with the short name's checksum. What doesn't fit together is no long name. */
final class LongName {
    private static final int LAST = 0x40;
    private static final int MOST_PIECES = 20;
    private static final int[][] UNITS = {{1, 10}, {14, 12}, {28, 4}};

    private byte[][] pieces = new byte[0][];
    private int missing;
    private int checksum;

    void forget() {
        pieces = new byte[0][];
    }

    void add(Bytes entry) throws FetchException {
        int order = entry.u8(0) & 0x3f;
        if ((entry.u8(0) & LAST) != 0) {
            if (order == 0 || order > MOST_PIECES) {
                forget();
                return;
            }
            pieces = new byte[order][];
            missing = order;
            checksum = entry.u8(13);
        }
        if (pieces.length == 0 || missing == 0 || order != missing || entry.u8(13) != checksum) {
            forget();
            return;
        }
        missing--;
        var piece = new ByteArrayOutputStream();
        for (int[] unit : UNITS) {
            piece.writeBytes(entry.array(unit[0], unit[1]));
        }
        pieces[order - 1] = piece.toByteArray();
    }

    /** The name of the short entry that follows; the next one begins anew. */
    Optional<String> take(Bytes entry) throws FetchException {
        byte[][] taken = pieces;
        forget();
        if (taken.length == 0 || missing != 0 || checksum(entry.array(0, 11)) != checksum) {
            return Optional.empty();
        }
        var all = new ByteArrayOutputStream();
        Arrays.stream(taken).forEach(all::writeBytes);
        String name = all.toString(StandardCharsets.UTF_16LE).split("\0", 2)[0];
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    static int checksum(byte... shortName) {
        int sum = 0;
        for (byte c : shortName) {
            sum = (sum >> 1 | sum << 7) + c & 0xff;
        }
        return sum;
    }
}
