package io.strapwork.network.inet.ip;

/** What is known about a neighbour's Ethernet address (RFC 826, 1122 2.3.2, 4861 7.3.2). Times are monotonic nanoseconds. */
sealed interface NeighbourState {
    /** Nothing; asking all (INCOMPLETE). */
    record Resolving(int requests, long dueNanos) implements NeighbourState {}

    /** It was heard from (REACHABLE). */
    record Known(long hardware, long confirmedNanos) implements NeighbourState {}

    /** Somebody said so, and nothing was sent there since (STALE). */
    record Suggested(long hardware) implements NeighbourState {}

    /** It has not been heard from for a while but is still believed; asking it directly (PROBE), or about to (DELAY). */
    record Doubted(long hardware, int requests, long dueNanos) implements NeighbourState {}

    /** Configured: never asked. */
    record Fixed(long hardware) implements NeighbourState {}
}
