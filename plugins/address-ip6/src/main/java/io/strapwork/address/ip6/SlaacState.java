package io.strapwork.address.ip6;

/** States of router discovery (RFC 4861 6.3.7). Times are nanoseconds of the boot's clock. */
sealed interface SlaacState {
    Discovered discovered();

    /** When {@link SlaacSteps#timeout} is due; {@link Long#MAX_VALUE} for never. */
    long deadline();

    /**
     * No default router is known, and routers are asked.
     *
     * @param interval between the last transmission and the next
     * @param again    when that is
     */
    record Soliciting(Discovered discovered, long interval, long again, long deadline) implements SlaacState {}

    /** A router is known; routers speak by themselves. */
    record Listening(Discovered discovered, long deadline) implements SlaacState {}
}
