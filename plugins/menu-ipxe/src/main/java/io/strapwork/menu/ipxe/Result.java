package io.strapwork.menu.ipxe;

import java.util.Optional;

/** What a command does to the script that it stands in. */
sealed interface Result {
    /** It succeeded or failed; the line continues. */
    record Done(Optional<Failure> failure) implements Result {}

    /** The script continues at another line and leaves this one. */
    record Jump(int line) implements Result {}

    /** The script ends. */
    record Exit(Optional<Failure> failure) implements Result {}

    /** Another script runs; unless it replaces this one, its end is this command's. */
    record Chain(Script script, boolean replace) implements Result {}

    /** Somebody must choose. */
    record Ask(Choice.Asked asked) implements Result {}

    /** A program starts, and nothing of iPXE is left. */
    record Boot(Image image) implements Result {}

    /** The machine goes elsewhere. */
    record Halt(String how) implements Result {}

    Result OK = new Done(Optional.empty());

    static Result failed(String why) {
        return new Done(Optional.of(new Failure(why, false)));
    }
}
