package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.CommandCode.Call;
import io.strapwork.menu.grub.Statement.Block;
import io.strapwork.menu.grub.Statement.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the first word of a command means: a command of GRUB, a function of the configuration, an assignment, in this order. */
final class CommandTable {
    private final Map<String, CommandCode> commands;
    private final Map<String, Function> functions = new HashMap<>();

    CommandTable(Map<String, CommandCode> commands) {
        this.commands = commands;
    }

    void define(Function function) {
        functions.put(function.name(), function);
    }

    boolean has(String name) {
        return commands.containsKey(name) || functions.containsKey(name);
    }

    /** What is none of them succeeds: GRUB tells the user, and {@code $?} is 0. */
    int call(ScriptRunner runner, String name, List<String> arguments, @Nullable Block block) throws FetchException {
        CommandCode code = commands.get(name);
        if (code != null) {
            return code.run(runner, new Call(name, arguments, block));
        }
        Function function = functions.get(name);
        if (function != null) {
            return runner.call(function, block == null ? arguments : with(arguments, source(block)));
        }
        int equals = name.indexOf('=');
        if (equals >= 0) {
            assign(runner, name.substring(0, equals), name.substring(equals + 1));
        } else if (!SilentCommands.HABITS.contains(name)) {
            runner.remark("there is no command \"" + name + "\"", "");
        }
        return CommandCode.OK;
    }

    private static void assign(ScriptRunner runner, String variable, String value) {
        boolean parameter = !variable.isEmpty()
                && (ScriptLexer.digit(variable.charAt(0)) || variable.equals("#") || variable.equals("*") || variable.equals("@"));
        if (parameter) {
            runner.remark("\"" + variable + "\" is not a name for a variable", "");
        } else {
            runner.variables().set(variable, value);
        }
    }

    private static List<String> with(List<String> arguments, String last) {
        var all = new ArrayList<>(arguments);
        all.add(last);
        return all;
    }

    /** A block as GRUB passes it to what takes none: its text, in braces. */
    private static String source(Block block) {
        return "{" + block.text().text().substring(block.start(), block.end()) + "}";
    }
}
