package io.strapwork.menu.ipxe;

import static java.util.Map.entry;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.ipxe.Call.Command;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Commands that decide where a script continues. */
final class FlowCommands {
    private static final Options.Grammar NONE = Options.Grammar.of("", 0, 1);
    private static final Options.Grammar ONE = Options.Grammar.of("", 1, 1);
    private static final Options.Grammar TWO = Options.Grammar.of("", 2, 2);

    private FlowCommands() {}

    static Map<String, Command> all() {
        return Map.ofEntries(entry("goto", FlowCommands::jump), entry("exit", FlowCommands::exit), entry("isset", FlowCommands::isset),
                entry("iseq", FlowCommands::iseq), entry("echo", _ -> Result.OK), entry("sleep", FlowCommands::sleep),
                entry("time", FlowCommands::time), entry("reboot", _ -> new Result.Halt("the machine restarts")),
                entry("poweroff", _ -> new Result.Halt("the machine powers off")));
    }

    private static Result jump(Call call) throws Options.UsageException {
        String label = call.options(ONE).rest().getFirst();
        OptionalInt line = call.frame().script().find(label);
        return line.isPresent() ? new Result.Jump(line.getAsInt()) : Result.failed("there is no label \":" + label + "\"");
    }

    private static Result exit(Call call) throws Options.UsageException {
        Options options = call.options(NONE);
        Optional<Long> status = options.rest().isEmpty() ? Optional.of(0L) : CNumber.parse(options.rest().getFirst());
        if (status.isEmpty()) {
            return call.failed("\"" + options.rest().getFirst() + "\" is not a number");
        }
        return new Result.Exit(
                status.get() == 0 ? Optional.empty() : Optional.of(new Failure("it exits with status " + status.get(), true)));
    }

    private static Result isset(Call call) throws Options.UsageException {
        return call.options(ONE).rest().getFirst().isEmpty() ? Result.failed("the setting that \"isset\" asks for is empty") : Result.OK;
    }

    private static Result iseq(Call call) throws Options.UsageException {
        Options options = call.options(TWO);
        String first = options.rest().getFirst();
        String second = options.rest().getLast();
        return first.equals(second) ? Result.OK : Result.failed("\"" + first + "\" is not \"" + second + "\"");
    }

    /** Nobody waits for anything here. */
    private static Result sleep(Call call) throws Options.UsageException {
        String seconds = call.options(ONE).rest().getFirst();
        return CNumber.parse(seconds).isPresent() ? Result.OK : call.failed("\"" + seconds + "\" is not a number");
    }

    private static Result time(Call call) throws FetchException {
        return Commands.nested(call);
    }
}
