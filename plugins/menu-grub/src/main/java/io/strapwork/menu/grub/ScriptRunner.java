package io.strapwork.menu.grub;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.Devices.Here;
import io.strapwork.menu.grub.Devices.Nowhere;
import io.strapwork.menu.grub.Devices.Place;
import io.strapwork.menu.grub.Statement.Branch;
import io.strapwork.menu.grub.Statement.Command;
import io.strapwork.menu.grub.Statement.Conditional;
import io.strapwork.menu.grub.Statement.Flaw;
import io.strapwork.menu.grub.Statement.ForEach;
import io.strapwork.menu.grub.Statement.Function;
import io.strapwork.menu.grub.Statement.Repeat;
import io.strapwork.menu.grub.Statement.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts as GRUB's {@code execute.c} does, against limits. All state of one reading is here or below; used on one thread.
 *
 * <p>What runs now is described by {@link #variables}, {@link #menu} and {@link #load}: the root configuration, or an entry of its menu.
 */
final class ScriptRunner {
    /** Why nothing after a command runs any more. */
    enum Stop {
        NO, BOOT, EXIT,
        /** A menu is shown: see {@link #shown}. */
        MENU
    }

    /**
     * A menu that a command shows before anything else runs.
     *
     * @param chain the configurations that are open around it, and its own
     */
    record Shown(List<Draft> drafts, Variables variables, List<String> chain) {}

    private final Reading reading;
    private final CommandTable commands;
    private final Budget budget;

    private Variables variables;
    private List<Draft> menu = new ArrayList<>();
    private Load load = new Load();
    private @Nullable List<String> parameters;
    private int status;
    private int loops;
    private int breaks;
    private boolean continues;
    private boolean returns;
    private Stop stop = Stop.NO;
    private @Nullable Shown shown;
    private ScriptText text;
    private int offset;

    ScriptRunner(Reading reading, Variables variables, Map<String, CommandCode> commands) {
        this.reading = reading;
        this.variables = variables;
        this.commands = new CommandTable(commands);
        this.budget = new Budget(this::place);
        this.text = ScriptText.ofFile(reading.config(), "");
    }

    // ---- what commands use

    Reading reading() {
        return reading;
    }

    Devices devices() {
        return reading.devices();
    }

    Budget budget() {
        return budget;
    }

    Variables variables() {
        return variables;
    }

    /** A new context below other variables; what is exported is copied, and that is work. */
    Variables context(Variables around) throws FetchException {
        Variables context = around.context();
        budget.characters(64L * context.size());
        return context;
    }

    List<Draft> menu() {
        return menu;
    }

    Load load() {
        return load;
    }

    int status() {
        return status;
    }

    /** Whether a function, or an entry, runs. */
    boolean called() {
        return parameters != null;
    }

    List<String> parameters() {
        return parameters == null ? List.of() : parameters;
    }

    void parameters(List<String> changed) {
        parameters = changed;
    }

    ScriptText text() {
        return text;
    }

    int offset() {
        return offset;
    }

    void remark(String what, String hint) {
        remark(text, offset, what, hint);
    }

    void remark(ScriptText in, int at, String what, String hint) {
        reading.remarks().add(in.file(), in.line(at), in.column(at), what, hint);
    }

    void stop(Stop why) {
        stop = why;
    }

    boolean stopped() {
        return stop != Stop.NO;
    }

    void show(Shown menuShown) {
        shown = menuShown;
        stop = Stop.MENU;
    }

    void leaveFunction() {
        returns = true;
    }

    void leaveLoops(int count, boolean goOn) {
        continues = goOn;
        breaks = Math.min(count, loops);
    }

    Place locate(String name) {
        return devices().locate(name, variables.get("root"), variables.get("prefix"));
    }

    /** Names in a folder, empty when they are unknown. */
    List<String> list(String folder) throws FetchException {
        budget.question();
        return locate(folder) instanceof Here here && !here.guessed() ? reading.files().list(here.uri()) : List.of();
    }

    // ---- running

    /** How an entry's commands, or the root configuration, ended. */
    record Ended(Stop stop, @Nullable Shown shown, Load load, List<Draft> drafts, Variables variables) {}

    interface Body {
        void run() throws FetchException;
    }

    /** Runs something with variables, a menu and a loader of its own. */
    Ended apart(Variables with, @Nullable List<String> arguments, Body body) throws FetchException {
        Variables outerVariables = variables;
        List<Draft> outerMenu = menu;
        Load outerLoad = load;
        List<String> outerParameters = parameters;
        int outerLoops = loops;
        ScriptText outerText = text;
        int outerOffset = offset;
        variables = with;
        menu = new ArrayList<>();
        load = new Load();
        parameters = arguments;
        loops = 0;
        stop = Stop.NO;
        shown = null;
        try {
            body.run();
            return new Ended(stop, shown, load, menu, variables);
        } finally {
            variables = outerVariables;
            menu = outerMenu;
            load = outerLoad;
            parameters = outerParameters;
            loops = outerLoops;
            text = outerText;
            offset = outerOffset;
            breaks = 0;
            returns = false;
            stop = Stop.NO;
            shown = null;
        }
    }

    /** Runs with other variables and another menu, as {@code configfile} does; gives that menu. */
    List<Draft> inContext(Variables context, Body body) throws FetchException {
        Variables outerVariables = variables;
        List<Draft> outerMenu = menu;
        variables = context;
        menu = new ArrayList<>();
        try {
            body.run();
            return menu;
        } finally {
            variables = outerVariables;
            menu = outerMenu;
        }
    }

    /** @param whole the first unit with an error ends it, as in {@code eval} */
    int run(ScriptText script, List<Unit> units, boolean whole) throws FetchException {
        ScriptText outer = text;
        int outerOffset = offset;
        budget.enterCall();
        text = script;
        int result = CommandCode.OK;
        for (Unit unit : units) {
            if (stop != Stop.NO || returns) {
                break;
            }
            Flaw flaw = unit.flaw();
            if (flaw != null) {
                remark(script, flaw.offset(), "GRUB can't parse this: " + flaw.what(), "");
                if (whole) {
                    break;
                }
            }
            for (Flaw forgiven : unit.forgiven()) {
                remark(script, forgiven.offset(), forgiven.what(), "");
            }
            for (Function function : unit.functions()) {
                commands.define(function);
            }
            if (!unit.statements().isEmpty()) {
                result = run(unit.statements());
            }
        }
        budget.leaveCall();
        text = outer;
        offset = outerOffset;
        return result;
    }

    private int run(List<Statement> statements) throws FetchException {
        int result = CommandCode.OK;
        for (Statement statement : statements) {
            if (breaks > 0 || stop != Stop.NO) {
                break;
            }
            result = run(statement);
            status = result;
            if (returns) {
                break;
            }
        }
        return result;
    }

    private int run(Statement statement) throws FetchException {
        budget.step();
        return switch (statement) {
            case Command command -> run(command);
            case Conditional conditional -> nested(() -> run(conditional));
            case ForEach each -> nested(() -> run(each));
            case Repeat repeat -> nested(() -> run(repeat));
        };
    }

    private int nested(Nested body) throws FetchException {
        budget.enter();
        int result = body.run();
        budget.leave();
        return result;
    }

    private interface Nested {
        int run() throws FetchException;
    }

    private int run(Conditional conditional) throws FetchException {
        for (Branch branch : conditional.branches()) {
            int result = run(branch.condition());
            if (returns || stop != Stop.NO) {
                return result;
            }
            if (status == CommandCode.OK) {
                return run(branch.body());
            }
        }
        return run(conditional.otherwise());
    }

    private int run(ForEach each) throws FetchException {
        List<String> values = Expansion.expand(each.words(), this);
        loops++;
        int result = CommandCode.OK;
        for (String value : values) {
            budget.step();
            if (continues && breaks == 1) {
                breaks = 0;
            }
            if (breaks > 0 || stop != Stop.NO) {
                break;
            }
            variables.set(each.variable(), value);
            result = run(each.body());
            if (returns) {
                break;
            }
        }
        endLoop();
        return result;
    }

    private int run(Repeat repeat) throws FetchException {
        loops++;
        int result;
        while (true) {
            budget.step();
            result = run(repeat.condition());
            if (returns || stop != Stop.NO || repeat.until() == (result == CommandCode.OK)) {
                break;
            }
            result = run(repeat.body());
            if (continues && breaks == 1) {
                breaks = 0;
            }
            if (returns || stop != Stop.NO || breaks > 0) {
                break;
            }
        }
        endLoop();
        return result;
    }

    private void endLoop() {
        loops--;
        if (breaks > 0) {
            breaks--;
        }
    }

    private int run(Command command) throws FetchException {
        offset = command.offset();
        List<String> words = Expansion.expand(command.words(), this);
        boolean inverted = !words.isEmpty() && words.getFirst().equals("!");
        int first = inverted ? 1 : 0;
        if (words.size() <= first) {
            return inverted ? CommandCode.BAD_ARGUMENT : CommandCode.OK;
        }
        String name = words.get(first);
        List<String> arguments = words.subList(first + 1, words.size());
        int result = commands.call(this, name, arguments, command.block());
        offset = command.offset();
        if (inverted && commands.has(name)) {
            return result == CommandCode.OK ? CommandCode.FALSE : CommandCode.OK;
        }
        return result;
    }

    int call(Function function, List<String> arguments) throws FetchException {
        List<String> outerParameters = parameters;
        ScriptText outerText = text;
        int outerLoops = loops;
        budget.enterCall();
        budget.enter();
        parameters = List.copyOf(arguments);
        text = function.body().text();
        loops = 0;
        int result = run(function.body().body());
        returns = false;
        loops = outerLoops;
        text = outerText;
        parameters = outerParameters;
        budget.leave();
        budget.leaveCall();
        return result;
    }

    String place() {
        return text.file() + ":" + text.line(offset) + ":" + text.column(offset);
    }

    /** Why a file can't be had, for a remark. */
    static String why(Place place) {
        return place instanceof Nowhere nowhere ? nowhere.why() : "it does not exist";
    }
}
