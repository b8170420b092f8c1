package io.strapwork.network.gateway.tftp;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What client and server agreed on.
 *
 * @param blockBytes   RFC 2348
 * @param windowBlocks RFC 7440
 * @param timeout      RFC 2349, or tftp-hpa's finer one; empty: the server's own, which backs off
 * @param agreed       for the option acknowledgement; empty when there is none to send
 */
record TftpTerms(int blockBytes, int windowBlocks, Optional<Duration> timeout, Map<String, String> agreed) {
    private static final int LARGEST_BLOCK = 65464;
    private static final int STANDARD_BLOCK = 512;
    /** A window is sent at once: larger ones would only overrun the guest's receive ring. RFC 7440 lets the server answer with less than was asked. */
    private static final int WINDOW_BYTES = 1 << 20;

    TftpTerms {
        agreed = Collections.unmodifiableMap(new LinkedHashMap<>(agreed));
    }

    /** Options that aren't known, or have no sensible value, are left out of the answer (RFC 2347). @param size empty when it isn't known beforehand */
    static TftpTerms of(Map<String, String> asked, OptionalLong size) {
        Map<String, String> agreed = new LinkedHashMap<>();
        int block = STANDARD_BLOCK;
        OptionalLong blockAsked = number(asked, "blksize", 8, Long.MAX_VALUE);
        if (blockAsked.isPresent()) {
            block = (int) Math.min(blockAsked.getAsLong(), LARGEST_BLOCK);
            agreed.put("blksize", Integer.toString(block));
        }
        int window = 1;
        OptionalLong windowAsked = number(asked, "windowsize", 1, 65535);
        if (windowAsked.isPresent()) {
            window = (int) Math.clamp(WINDOW_BYTES / block, 1, windowAsked.getAsLong());
            agreed.put("windowsize", Integer.toString(window));
        }
        Optional<Duration> timeout = Optional.empty();
        OptionalLong timeoutAsked = number(asked, "timeout", 1, 255);
        if (timeoutAsked.isPresent()) {
            timeout = Optional.of(Duration.ofSeconds(timeoutAsked.getAsLong()));
            agreed.put("timeout", Long.toString(timeoutAsked.getAsLong()));
        }
        // As tftpd-hpa has it, whose option it is: microseconds, since a second for each lost block is long.
        OptionalLong microsAsked = number(asked, "utimeout", 10_000, 255_000_000);
        if (microsAsked.isPresent()) {
            timeout = Optional.of(Duration.ofNanos(microsAsked.getAsLong() * 1000));
            agreed.put("utimeout", Long.toString(microsAsked.getAsLong()));
        }
        if (size.isPresent() && number(asked, "tsize", 0, Long.MAX_VALUE).isPresent()) {
            agreed.put("tsize", Long.toString(size.getAsLong()));
        }
        return new TftpTerms(block, window, timeout, agreed);
    }

    private static OptionalLong number(Map<String, String> asked, String name, long least, long most) {
        String text = asked.get(name);
        if (text == null || text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        long value = Long.parseLong(text);
        return value < least || value > most ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
