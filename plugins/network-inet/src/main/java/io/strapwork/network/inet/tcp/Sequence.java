package io.strapwork.network.inet.tcp;

/** Arithmetic of sequence numbers modulo 2^32 (RFC 9293 3.4). */
final class Sequence {
    private Sequence() {}

    static boolean before(int left, int right) {
        return left - right < 0;
    }

    static boolean atMost(int left, int right) {
        return left - right <= 0;
    }

    /** The later one. */
    static int later(int left, int right) {
        return left - right < 0 ? right : left;
    }

    /** The earlier one. */
    static int earlier(int left, int right) {
        return left - right < 0 ? left : right;
    }
}
