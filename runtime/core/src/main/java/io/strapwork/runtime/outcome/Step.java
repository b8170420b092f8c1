package io.strapwork.runtime.outcome;

/** What follows the nine rooms, in order, with one of the last two: nobody but the runtime works there. */
public enum Step {
    /** Plugins and the network end, the device is reset: nothing writes into guest memory any more. */
    QUIESCE("quiesce"),
    /** The image and what the handoff adds are written into guest memory. */
    PLACE("place"),
    /** The last jump. */
    ENTER("enter"),
    /** In place of the jump, what was placed is written to files. */
    PACK("pack");

    private final String word;

    Step(String word) {
        this.word = word;
    }

    /** For people and programs, as {@link io.strapwork.api.plugin.Room#section()}. */
    public String word() {
        return word;
    }
}
