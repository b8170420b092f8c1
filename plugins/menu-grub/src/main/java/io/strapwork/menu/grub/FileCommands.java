package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.Devices.Here;
import io.strapwork.menu.grub.Devices.Place;
import io.strapwork.menu.grub.Options.Option;
import io.strapwork.menu.grub.Options.Value;
import io.strapwork.menu.grub.Reading.Script;
import io.strapwork.menu.grub.ScriptRunner.Shown;
import io.strapwork.menu.grub.ScriptRunner.Stop;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands that read other files, or leave the configuration. */
final class FileCommands {
    private static final String OTHER_LANGUAGE = "is written in another boot loader's language";

    private FileCommands() {}

    static void into(Map<String, CommandCode> commands) {
        commands.put("source", FileCommands::source);
        commands.put(".", FileCommands::source);
        commands.put("configfile", FileCommands::configfile);
        commands.put("normal", FileCommands::normal);
        commands.put("extract_entries_source", FileCommands::source);
        commands.put("extract_entries_configfile", FileCommands::configfile);
        for (String prefix : List.of("", "extract_")) {
            for (String name : List.of("legacy_source", "legacy_configfile", "syslinux_source", "syslinux_configfile",
                    "pxelinux_configfile", "legacy_entries_source",
                    "legacy_entries_configfile", "syslinux_entries_source", "syslinux_entries_configfile")) {
                commands.put(prefix + name, (runner, call) -> {
                    runner.remark(call.argument(0) + " " + OTHER_LANGUAGE, "boot that file directly");
                    return CommandCode.FILE_NOT_FOUND;
                });
            }
        }
        commands.put("load_env", FileCommands::loadEnvironment);
        commands.put("loopback", FileCommands::loopback);
        commands.put("exit", (runner, call) -> leave(runner, "it leaves GRUB"));
        commands.put("reboot", (runner, call) -> leave(runner, "it restarts the machine"));
        commands.put("halt", (runner, call) -> leave(runner, "it turns the machine off"));
        commands.put("poweroff", (runner, call) -> leave(runner, "it turns the machine off"));
    }

    private static int leave(ScriptRunner runner, String why) {
        runner.load().leave(why);
        runner.stop(Stop.EXIT);
        return CommandCode.OK;
    }

    /** GRUB continues without a missing file, and {@code $?} does not show it. */
    private static int source(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        if (call.arguments().size() != 1) {
            return CommandCode.BAD_ARGUMENT;
        }
        Optional<Script> script = find(runner, call.argument(0));
        if (script.isPresent()) {
            runFile(runner, script.get());
        }
        return CommandCode.OK;
    }

    private static Optional<Script> find(ScriptRunner runner, String name) throws FetchException {
        runner.budget().question();
        Place place = runner.locate(name);
        Optional<Script> script = place instanceof Here here ? runner.reading().script(here.uri(), runner.budget()) : Optional.empty();
        if (script.isEmpty() && place instanceof Here here && here.otherwise().isPresent()) {
            script = runner.reading().script(here.otherwise().get(), runner.budget());
        }
        if (script.isEmpty()) {
            runner.remark("the file " + name + " can't be read: " + ScriptRunner.why(place), "");
        }
        return script;
    }

    /** Runs a configuration, with {@code $config_file} and {@code $config_directory} set to it meanwhile. */
    static void runFile(ScriptRunner runner, Script script) throws FetchException {
        Variables variables = runner.variables();
        boolean inside = variables.isSet("config_file");
        String file = variables.get("config_file");
        String directory = variables.get("config_directory");
        BootUri uri = script.text().file();
        String name = runner.devices().nameOf(uri);
        variables.export("config_file", name);
        variables.export("config_directory", name.substring(0, name.lastIndexOf('/')));
        runner.run(script.text(), script.units(), false);
        if (inside) {
            variables.set("config_file", file);
            variables.set("config_directory", directory);
        } else {
            // entries run after their configuration was read: they don't see them
            variables.unset("config_file");
            variables.unset("config_directory");
        }
    }

    private static int configfile(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        if (call.arguments().size() != 1) {
            return CommandCode.BAD_ARGUMENT;
        }
        Variables context = runner.context(runner.variables());
        return open(runner, call.argument(0), script -> {
            List<Draft> drafts = runner.inContext(context, () -> runFile(runner, script));
            return new Shown(drafts, context, runner.reading().menus().chain());
        });
    }

    /** Without an argument it reads {@code $prefix/grub.cfg}; the context stays the same. */
    private static int normal(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        String name = call.arguments().isEmpty() ? runner.variables().get("prefix") + "/grub.cfg" : call.argument(0);
        return open(runner, name, script -> {
            runFile(runner, script);
            return new Shown(List.copyOf(runner.menu()), runner.variables(), runner.reading().menus().chain());
        });
    }

    private interface Opening {
        Shown run(Script script) throws FetchException;
    }

    private static int open(ScriptRunner runner, String name, Opening opening) throws FetchException {
        Optional<Script> script = find(runner, name);
        if (script.isEmpty()) {
            return CommandCode.OK;
        }
        OpenMenus menus = runner.reading().menus();
        String refusal = menus.refusal(script.get(), runner);
        if (!refusal.isEmpty()) {
            runner.remark("\"" + name + "\" is not opened: " + refusal, "");
            runner.load().leave(refusal);
            return CommandCode.OK;
        }
        List<String> outer = menus.chain();
        String file = script.get().text().file().toString();
        menus.chain(menus.with(file));
        Shown shown = opening.run(script.get());
        menus.chain(outer);
        if (!runner.stopped() && !shown.drafts().isEmpty()) {
            menus.shown(file, runner);
            runner.show(shown);
        }
        return CommandCode.OK;
    }

    private static int loadEnvironment(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        Options options = Options
                .parse(call.arguments(), false, List.of(new Option("file", 'f', Value.NEEDED), new Option("skip-sig", 's', Value.NONE)))
                .orElse(null);
        if (options == null) {
            return CommandCode.BAD_ARGUMENT;
        }
        String name = options.has("file") ? options.value("file") : runner.variables().get("prefix") + "/grubenv";
        Place place = runner.locate(name == null ? "" : name);
        Optional<String> block = place instanceof Here here ? runner.reading().read(here.uri()) : Optional.empty();
        if (block.isEmpty()) {
            return CommandCode.FILE_NOT_FOUND;
        }
        runner.budget().characters(block.get().length());
        runner.budget().checkSize(block.get().length());
        Optional<Map<String, String>> values = EnvironmentBlock.parse(block.get());
        if (values.isEmpty()) {
            runner.remark(name + " is not an environment block", "");
            return CommandCode.BAD_ARGUMENT;
        }
        values.get().forEach((key, value) -> {
            if (options.operands().isEmpty() || options.operands().contains(key)) {
                runner.variables().set(key, value);
            }
        });
        return CommandCode.OK;
    }

    private static int loopback(ScriptRunner runner, CommandCode.Call call) {
        Options options = Options
                .parse(call.arguments(), false, List.of(new Option("delete", 'd', Value.NONE), new Option("decompress", 'D', Value.NONE)))
                .orElse(null);
        if (options == null || options.operands().isEmpty()) {
            return CommandCode.BAD_ARGUMENT;
        }
        String name = options.operands().getFirst();
        if (options.has("delete")) {
            runner.devices().endLoop(name);
        } else if (options.operands().size() > 1) {
            runner.devices().loop(name, options.operands().get(1));
        }
        return CommandCode.OK;
    }
}
