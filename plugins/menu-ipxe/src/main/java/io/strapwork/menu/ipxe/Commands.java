package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.ipxe.Call.Command;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** iPXE's commands by their names. */
final class Commands {
    private static final Map<String, Command> ALL = all();

    private Commands() {}

    private static Map<String, Command> all() {
        var all = new HashMap<String, Command>();
        all.putAll(FlowCommands.all());
        all.putAll(SettingCommands.all());
        all.putAll(ImageCommands.all());
        all.putAll(ScreenCommands.all());
        all.putAll(MachineCommands.all());
        return Map.copyOf(all);
    }

    static Result run(Call call) throws FetchException {
        Command command = ALL.get(call.name());
        if (command == null) {
            return call.impossible("is not an iPXE command, or is too new", "check the spelling");
        }
        try {
            return command.run(call);
        } catch (Options.UsageException e) {
            return call.failed(e.getMessage() == null ? "" : e.getMessage());
        }
    }

    /** {@code time}: a command with a stopwatch. */
    static Result nested(Call call) throws FetchException {
        List<String> words = call.words();
        return words.isEmpty()
                ? Result.OK
                : run(new Call(words.getFirst(), words.subList(1, words.size()), call.session(), call.frame(), call.source(), call.desk()));
    }
}
