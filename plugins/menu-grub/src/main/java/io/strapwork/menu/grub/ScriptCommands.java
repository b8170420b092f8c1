package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.menu.grub.Options.Option;
import io.strapwork.menu.grub.Options.Value;
import io.strapwork.menu.grub.Statement.Unit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Commands of the language itself: variables, parameters, loops, tests. */
final class ScriptCommands {
    /** What it costs to write out the repetitions of a regular expression, in characters. */
    private static final int REPETITIONS = 50_000;

    private ScriptCommands() {}

    static void into(Map<String, CommandCode> commands) {
        commands.put("set", ScriptCommands::set);
        commands.put("unset", (runner, call) -> {
            if (call.arguments().isEmpty()) {
                return CommandCode.BAD_ARGUMENT;
            }
            runner.variables().unset(call.argument(0));
            return CommandCode.OK;
        });
        commands.put("export", (runner, call) -> {
            call.arguments().forEach(runner.variables()::export);
            return call.arguments().isEmpty() ? CommandCode.BAD_ARGUMENT : CommandCode.OK;
        });
        commands.put("increment", (runner, call) -> count(runner, call, 1));
        commands.put("decrement", (runner, call) -> count(runner, call, -1));
        commands.put("shift", ScriptCommands::shift);
        commands.put("setparams", (runner, call) -> {
            if (!runner.called()) {
                return CommandCode.BAD_ARGUMENT;
            }
            runner.parameters(List.copyOf(call.arguments()));
            return CommandCode.OK;
        });
        commands.put("return", ScriptCommands::leave);
        commands.put("break", (runner, call) -> leaveLoops(runner, call, false));
        commands.put("continue", (runner, call) -> leaveLoops(runner, call, true));
        commands.put("eval", ScriptCommands::eval);
        commands.put("time", (runner, call) -> run(runner, String.join(" ", call.arguments())));
        commands.put("read", (runner, call) -> {
            runner.remark("\"read\" asks for a line, but nobody can type one here", "");
            if (!call.arguments().isEmpty()) {
                runner.variables().set(call.arguments().getLast(), "");
            }
            return CommandCode.OK;
        });
        commands.put("getkey", (runner, call) -> CommandCode.FALSE);
        commands.put("[", (runner, call) -> test(runner, call.arguments()));
        commands.put("test", (runner, call) -> test(runner, call.arguments()));
        commands.put("regexp", ScriptCommands::regexp);
        commands.put("tr", ScriptCommands::translate);
        commands.put("smbios", ScriptCommands::smbios);
    }

    private static int set(ScriptRunner runner, CommandCode.Call call) {
        String assignment = call.argument(0);
        int equals = assignment.indexOf('=');
        if (equals < 0) {
            return call.arguments().isEmpty() ? CommandCode.OK : CommandCode.BAD_ARGUMENT;
        }
        runner.variables().set(assignment.substring(0, equals), assignment.substring(equals + 1));
        return CommandCode.OK;
    }

    private static int count(ScriptRunner runner, CommandCode.Call call, int by) {
        if (call.arguments().size() != 1) {
            return CommandCode.BAD_ARGUMENT;
        }
        String name = call.argument(0);
        runner.variables().set(name, Long.toString(Numbers.signed(runner.variables().get(name)) + by));
        return CommandCode.OK;
    }

    private static int shift(ScriptRunner runner, CommandCode.Call call) {
        List<String> parameters = runner.parameters();
        if (!runner.called()) {
            return CommandCode.OK;
        }
        String number = call.argument(0);
        long by = call.arguments().isEmpty() ? 1 : Numbers.is(number) ? Numbers.unsigned(number) : -1;
        if (call.arguments().size() > 1 || by < 0 || by > parameters.size()) {
            return CommandCode.BAD_ARGUMENT;
        }
        runner.parameters(parameters.subList((int) by, parameters.size()));
        return CommandCode.OK;
    }

    private static int leave(ScriptRunner runner, CommandCode.Call call) {
        if (!runner.called() || call.arguments().size() > 1 || call.arguments().size() == 1 && !Numbers.is(call.argument(0))) {
            return CommandCode.BAD_ARGUMENT;
        }
        runner.leaveFunction();
        return call.arguments().isEmpty() ? runner.status() : (int) Numbers.unsigned(call.argument(0));
    }

    private static int leaveLoops(ScriptRunner runner, CommandCode.Call call, boolean goOn) {
        boolean one = call.arguments().isEmpty();
        if (call.arguments().size() > 1 || !one && (!Numbers.is(call.argument(0)) || Numbers.unsigned(call.argument(0)) == 0)) {
            return CommandCode.BAD_ARGUMENT;
        }
        runner.leaveLoops(one ? 1 : (int) Numbers.unsigned(call.argument(0)), goOn);
        return CommandCode.OK;
    }

    private static int eval(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        return run(runner, String.join(" ", call.arguments()));
    }

    /** Text that is a script. */
    static int run(ScriptRunner runner, String source) throws FetchException {
        runner.budget().characters(source.length());
        ScriptText from = runner.text();
        int at = runner.offset();
        ScriptText text = ScriptText.ofString(from.file(), from.line(at), from.column(at), source);
        List<Unit> units = ScriptParser.parse(text);
        return runner.run(text, units, true);
    }

    private static int test(ScriptRunner runner, List<String> arguments) throws FetchException {
        boolean bracket = !arguments.isEmpty() && arguments.getLast().equals("]");
        List<String> expression = bracket ? arguments.subList(0, arguments.size() - 1) : arguments;
        return TestExpression.holds(expression, new FileQuestions(runner)) ? CommandCode.OK : CommandCode.FALSE;
    }

    private static int regexp(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        Options options = Options.parse(call.arguments(), false, List.of(new Option("set", 's', Value.NEEDED))).orElse(null);
        if (options == null || options.operands().size() != 2) {
            return CommandCode.BAD_ARGUMENT;
        }
        String subject = options.operands().get(1);
        runner.budget()
                .characters(options.operands().getFirst().contains("{") ? REPETITIONS : 16L * options.operands().getFirst().length());
        Optional<PosixPattern> pattern = PosixPattern.compile(options.operands().getFirst());
        if (pattern.isEmpty()) {
            runner.remark("\"" + options.operands().getFirst() + "\" is not a regular expression, or is too large", "");
            return CommandCode.FALSE;
        }
        runner.budget().characters((long) pattern.get().size() * (subject.length() + 1L) * 4);
        Optional<int[]> match = pattern.get().find(subject);
        if (match.isEmpty()) {
            return CommandCode.FALSE;
        }
        for (String setting : options.values("set")) {
            int colon = setting.indexOf(':');
            if (colon >= 0 && !Numbers.is(setting.substring(0, colon))) {
                return CommandCode.BAD_ARGUMENT;
            }
            long group = colon < 0 ? 1 : Numbers.unsigned(setting.substring(0, colon));
            String name = setting.substring(colon + 1);
            int[] found = match.get();
            if (group * 2 + 1 >= found.length || found[(int) group * 2] < 0) {
                runner.variables().unset(name);
            } else {
                runner.variables().set(name, subject.substring(found[(int) group * 2], found[(int) group * 2 + 1]));
            }
        }
        return CommandCode.OK;
    }

    private static int translate(ScriptRunner runner, CommandCode.Call call) {
        Options options = Options.parse(call.arguments(), false,
                List.of(new Option("set", 's', Value.NEEDED), new Option("upcase", 'U', Value.NONE),
                        new Option("downcase", 'D', Value.NONE)))
                .orElse(null);
        if (options == null) {
            return CommandCode.BAD_ARGUMENT;
        }
        List<String> operands = options.operands();
        boolean cases = options.has("upcase") || options.has("downcase");
        if (operands.size() != (cases ? 1 : 3)) {
            return CommandCode.BAD_ARGUMENT;
        }
        String text = operands.getLast();
        String result;
        if (cases) {
            result = options.has("upcase") ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
        } else {
            String from = operands.get(0);
            String to = operands.get(1);
            if (from.length() != to.length()) {
                return CommandCode.BAD_ARGUMENT;
            }
            var out = new StringBuilder(text.length());
            text.chars().forEach(c -> out.append(from.indexOf(c) < 0 ? (char) c : to.charAt(from.indexOf(c))));
            result = out.toString();
        }
        String name = options.value("set");
        if (name != null) {
            runner.variables().set(name, result);
        }
        return CommandCode.OK;
    }

    /** Of the machine's tables only its UUID is known (SMBIOS 3.0, 7.2: structure 1, offset 8). */
    private static int smbios(ScriptRunner runner, CommandCode.Call call) {
        Options options = Options.parse(call.arguments(), false,
                List.of(new Option("type", 't', Value.NEEDED), new Option("handle", 'h', Value.NEEDED),
                        new Option("match", 'm', Value.NEEDED), new Option("get-byte", 'b', Value.NEEDED),
                        new Option("get-word", 'w', Value.NEEDED),
                        new Option("get-dword", 'd', Value.NEEDED), new Option("get-qword", 'q', Value.NEEDED),
                        new Option("get-string", 's', Value.NEEDED),
                        new Option("get-uuid", 'u', Value.NEEDED), new Option("set", (char) 0, Value.NEEDED)))
                .orElse(null);
        if (options == null) {
            return CommandCode.BAD_ARGUMENT;
        }
        Optional<String> uuid = runner.reading().request().fact(MenuRequest.UUID);
        String asked = options.value("get-uuid");
        String name = options.value("set");
        if (asked == null || Numbers.unsigned(asked) != 8 || uuid.isEmpty()) {
            runner.remark("\"smbios\" asks for something that is unknown here", "");
            return CommandCode.FILE_NOT_FOUND;
        }
        if (name != null) {
            runner.variables().set(name, uuid.get());
        }
        return CommandCode.OK;
    }
}
