package io.strapwork.menu.ipxe;

import static java.util.Map.entry;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.ipxe.Call.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands that show something and wait for the user: hci/commands/dynui_cmd.c and others. */
final class ScreenCommands {
    private static final int MANY = Integer.MAX_VALUE;
    private static final Options.Grammar MENU = Options.Grammar.of("n|name= d|delete", 0, MANY);
    private static final Options.Grammar ITEM = Options.Grammar.of("m|menu= f|form= k|key= d|default s|secret g|gap", 0, MANY);
    private static final Options.Grammar CHOOSE = Options.Grammar.of("m|menu= d|default= t|timeout= r|retimeout= k|keep", 1, 1);
    private static final Options.Grammar PRESENT = Options.Grammar.of("f|form= k|keep", 0, 0);
    private static final Options.Grammar PROMPT = Options.Grammar.of("k|key= t|timeout= s|set=", 0, MANY);

    private ScreenCommands() {}

    static Map<String, Command> all() {
        return Map.ofEntries(entry("menu", ScreenCommands::menu), entry("form", ScreenCommands::menu), entry("item", ScreenCommands::item),
                entry("choose", ScreenCommands::choose), entry("present", ScreenCommands::present), entry("prompt", ScreenCommands::prompt),
                entry("login", _ -> Result.OK), entry("config", _ -> Result.OK), entry("help", _ -> Result.OK),
                entry("shell", call -> call.impossible("needs somebody at the keyboard", "")));
    }

    private static Result menu(Call call) throws Options.UsageException, FetchException {
        Options options = call.options(MENU);
        var menu = new Choice(options.value("name"), options.text(), List.of());
        if (options.has("delete")) {
            call.session().remove(menu, call.source());
        } else {
            call.session().put(menu, call.source());
        }
        return Result.OK;
    }

    private static Result item(Call call) throws Options.UsageException, FetchException {
        Options options = Options.parse(dashes(call), ITEM);
        if (options.value("key").filter(key -> key.length() != 1 && CNumber.parse(key).isEmpty()).isPresent()) {
            return call.failed("\"" + options.value("key").get() + "\" is not a key");
        }
        Optional<String> name = options.value("menu").or(() -> options.value("form"));
        Optional<Choice> menu = call.session().menu(name);
        if (menu.isEmpty()) {
            return call.failed("there is no menu for it");
        }
        if (!options.has("gap") && !options.rest().isEmpty()) {
            var item = new Choice.Item(options.rest().getFirst(), options.text(1), options.has("default"), call.source());
            call.session().put(menu.get().with(item), call.source());
        }
        return Result.OK;
    }

    /** iPXE takes a line of hyphens for an option and ends the script; what is meant is a gap's text. */
    private static List<String> dashes(Call call) {
        var words = new ArrayList<String>();
        boolean ended = false;
        for (String word : call.words()) {
            if (!ended && word.length() > 2 && word.matches("-+")) {
                call.desk().remark(call.source(), "iPXE reads \"" + word + "\" as an option that does not exist, and ends the script",
                        "write -- before it");
                words.add("--");
                ended = true;
            }
            ended |= word.equals("--");
            words.add(word);
        }
        return words;
    }

    private static Result choose(Call call) throws Options.UsageException, FetchException {
        Options options = call.options(CHOOSE);
        SettingName variable = SettingName.parse(options.rest().getFirst())
                .orElseThrow(() -> new Options.UsageException("\"" + options.rest().getFirst() + "\" has an unknown type"));
        Optional<Choice> menu = call.session().menu(options.value("menu"));
        Optional<Long> timeout = options.has("timeout") ? CNumber.parse(options.value("timeout").orElse("")) : Optional.of(0L);
        if (menu.isEmpty() || timeout.isEmpty()) {
            return call.failed(
                    menu.isEmpty() ? "there is no menu" : "\"" + options.value("timeout").orElse("") + "\" is not a time in milliseconds");
        }
        if (!options.has("keep")) {
            call.session().remove(menu.get(), call.source());
        }
        if (menu.get().items().isEmpty()) {
            return call.failed("the menu \"" + menu.get().title() + "\" has no items");
        }
        long milliseconds = Math.max(0, timeout.get());
        return new Result.Ask(new Choice.Asked(menu.get(), variable, preset(menu.get().items(), options.value("default")),
                milliseconds == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(milliseconds)), call.source()));
    }

    /** The last one that fits, as show_menu has it; otherwise the first one. */
    private static int preset(List<Choice.Item> items, Optional<String> label) {
        int preset = 0;
        for (int i = 0; i < items.size(); i++) {
            Choice.Item item = items.get(i);
            if (label.isPresent() ? label.get().equals(item.label()) : item.preset()) {
                preset = i;
            }
        }
        return preset;
    }

    /** Nobody fills the form in: what was there stays. */
    private static Result present(Call call) throws Options.UsageException, FetchException {
        Options options = call.options(PRESENT);
        Optional<Choice> form = call.session().menu(options.value("form"));
        if (form.isPresent() && !options.has("keep")) {
            call.session().remove(form.get(), call.source());
        }
        return form.isPresent() ? Result.OK : call.failed("there is no form");
    }

    /** Nobody presses the key that is asked for; where any key will do and there is no time-out, somebody will. */
    private static Result prompt(Call call) throws Options.UsageException {
        Options options = call.options(PROMPT);
        Optional<Long> timeout = options.value("timeout").flatMap(CNumber::parse);
        boolean anyKey = !options.has("key") && timeout.orElse(0L) == 0;
        return anyKey ? Result.OK : Result.failed("nobody presses a key");
    }
}
