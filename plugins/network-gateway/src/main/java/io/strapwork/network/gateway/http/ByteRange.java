package io.strapwork.network.gateway.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes {@code start} to {@code end}, exclusive, of a file.
 */
record ByteRange(long start, long end) {
    private static final Pattern SINGLE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

    /** What a Range header asks of a file (RFC 9110 14.2). */
    sealed interface Asked {
        /** No range, or one that a server may ignore: malformed, other units, several ranges. */
        record Whole() implements Asked {}

        record Part(ByteRange range) implements Asked {}

        /** No byte of the file is in it. */
        record Unsatisfiable() implements Asked {}
    }

    long length() {
        return end - start;
    }

    static Asked asked(Optional<String> header, long size) {
        if (header.isEmpty()) {
            return new Asked.Whole();
        }
        Matcher matcher = SINGLE.matcher(header.get().strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return new Asked.Whole();
        }
        if (matcher.group(1).isEmpty()) {
            long suffix = Long.parseLong(matcher.group(2));
            return suffix == 0 || size == 0 ? new Asked.Unsatisfiable() : new Asked.Part(new ByteRange(Math.max(0, size - suffix), size));
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(matcher.group(2));
        if (last < first) {
            return new Asked.Whole();
        }
        return first >= size ? new Asked.Unsatisfiable() : new Asked.Part(new ByteRange(first, Math.min(size, last + 1)));
    }
}
