package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.Statement.Block;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command of GRUB. Stateless. */
interface CommandCode {
    int OK = 0;
    /** The numbers of {@code grub/err.h}, as {@code $?} shows them. */
    int FALSE = 1;
    int FILE_NOT_FOUND = 5;
    int UNKNOWN_DEVICE = 12;
    int BAD_ARGUMENT = 18;
    int NO_KERNEL = 22;

    /**
     * Runs it and gives what {@code $?} becomes.
     *
     * @throws FetchException as the whole reading
     */
    int run(ScriptRunner runner, Call call) throws FetchException;

    /**
     * @param arguments without the block
     * @param block     the commands in braces at the end of the call
     */
    record Call(String name, List<String> arguments, @Nullable Block block) {
        String argument(int index) {
            return index < arguments.size() ? arguments.get(index) : "";
        }
    }
}
