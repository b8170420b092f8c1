package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import java.util.List;
import java.util.Optional;

/** A command that runs. @param words after its name, expanded */
record Call(String name, List<String> words, Session session, Frame frame, Source source, Desk desk) {
    /** A command of iPXE. */
    @FunctionalInterface
    interface Command {
        Result run(Call call) throws Options.UsageException, FetchException;
    }

    Options options(Options.Grammar grammar) throws Options.UsageException {
        return Options.parse(words, grammar);
    }

    /** The script's own place, that relative names are counted from. */
    BootUri here() {
        return frame.script().uri();
    }

    /** It can't be done here; the user is told. */
    Result impossible(String why, String hint) {
        desk.remark(source, "the command \"" + name + "\" " + why, hint);
        return new Result.Done(Optional.of(new Failure("the command \"" + name + "\" " + why, true)));
    }

    Result failed(String why) {
        return Result.failed("the command \"" + name + "\" failed: " + why);
    }
}
