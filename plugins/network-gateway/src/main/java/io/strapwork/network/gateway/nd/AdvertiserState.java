package io.strapwork.network.gateway.nd;

/**
 * What a router has advertised to all, and when it will again. Times are monotonic nanoseconds.
 *
 * @param sent how often so far
 * @param last when it did, if it has
 * @param due  when it will
 */
record AdvertiserState(int sent, long last, long due) {
    /** Of a router that begins to advertise. */
    static AdvertiserState begin(long now) {
        return new AdvertiserState(0, now, now);
    }
}
