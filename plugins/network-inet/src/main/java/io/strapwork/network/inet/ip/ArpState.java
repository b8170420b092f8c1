package io.strapwork.network.inet.ip;

/** What is known about a neighbour's Ethernet address (RFC 826, 1122 2.3.2). Times are monotonic nanoseconds. */
sealed interface ArpState {
    /** Nothing; asking by broadcast. */
    record Resolving(int requests, long dueNanos) implements ArpState {}

    /** It was heard from. */
    record Known(long hardware, long confirmedNanos) implements ArpState {}

    /** It has not been heard from for a while but is still believed; asking it directly. */
    record Doubted(long hardware, int requests, long dueNanos) implements ArpState {}

    /** Configured: never asked. */
    record Fixed(long hardware) implements ArpState {}
}
