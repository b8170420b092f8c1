package io.strapwork.address.ip6;

/** What a step of router discovery asks for. */
sealed interface SlaacEffect {
    /** Ask all routers. */
    record Solicit() implements SlaacEffect {}

    /** What is discovered is not what it was. */
    record Changed() implements SlaacEffect {}

    /** Something for the trace. */
    record Told(String text) implements SlaacEffect {}

    /** Nothing was done about a message, and why. */
    record Ignored(String reason) implements SlaacEffect {}
}
