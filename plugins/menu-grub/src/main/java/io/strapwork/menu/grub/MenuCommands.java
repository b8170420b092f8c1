package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.Options.Option;
import io.strapwork.menu.grub.Options.Value;
import io.strapwork.menu.grub.Statement.Block;
import io.strapwork.menu.grub.Statement.Unit;
import java.util.List;
import java.util.Map;

/** {@code menuentry} and {@code submenu} ({@code commands/menuentry.c}). */
final class MenuCommands {
    private static final List<Option> OPTIONS = List.of(new Option("class", (char) 1, Value.NEEDED),
            new Option("users", (char) 2, Value.NEEDED),
            new Option("hotkey", (char) 3, Value.NEEDED), new Option("source", (char) 4, Value.NEEDED),
            new Option("id", (char) 0, Value.NEEDED),
            new Option("unrestricted", (char) 0, Value.NONE));

    private MenuCommands() {}

    static void into(Map<String, CommandCode> commands) {
        commands.put("menuentry", (runner, call) -> define(runner, call, false));
        commands.put("submenu", (runner, call) -> define(runner, call, true));
    }

    private static int define(ScriptRunner runner, CommandCode.Call call, boolean submenu) throws FetchException {
        Options options = Options.parseForgiving(call.arguments(), true, OPTIONS).orElse(null);
        String source = options == null ? null : options.value("source");
        Block block = call.block();
        if (options == null || options.operands().isEmpty() || (source == null) == (block == null)) {
            runner.remark("GRUB would refuse this " + call.name() + ": it needs a title and commands in braces", "");
            return CommandCode.BAD_ARGUMENT;
        }
        if (!options.forgiven().isEmpty()) {
            runner.remark("GRUB would refuse the entry: --" + options.forgiven() + " has no value", "");
        }
        List<String> arguments = List.copyOf(options.operands());
        String id = options.value("id");
        ScriptText text;
        List<Unit> body;
        if (block != null) {
            text = block.text();
            body = List.of(new Unit(List.of(), block.body(), null, List.of()));
        } else {
            text = ScriptText.ofString(runner.text().file(), runner.text().line(runner.offset()), runner.text().column(runner.offset()),
                    source == null ? "" : source);
            runner.budget().characters(text.text().length());
            body = ScriptParser.parse(text);
        }
        add(runner, new Draft(arguments.getFirst(), id == null ? arguments.getFirst() : id, arguments, submenu, text, body, runner.text(),
                runner.offset()));
        return CommandCode.OK;
    }

    static void add(ScriptRunner runner, Draft draft) throws FetchException {
        runner.budget().entry();
        runner.menu().add(draft);
    }
}
