package io.strapwork.menu.grub;

import io.strapwork.api.fetch.ConfigVolume;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.Devices.Here;
import io.strapwork.menu.grub.Options.Option;
import io.strapwork.menu.grub.Options.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code search} and {@code probe}: which device has a file, a label, a UUID, and the other way round. */
final class SearchCommands {
    private static final List<Option> SEARCH = List.of(new Option("file", 'f', Value.NONE), new Option("label", 'l', Value.NONE),
            new Option("fs-uuid", 'u', Value.NONE),
            new Option("set", 's', Value.OPTIONAL), new Option("no-floppy", 'n', Value.NONE),
            new Option("efidisk-only", (char) 0, Value.NONE),
            new Option("cryptodisk-only", (char) 0, Value.NONE), new Option("root-dev-only", 'r', Value.NONE),
            new Option("hint", 'h', Value.NEEDED),
            new Option("hint-ieee1275", (char) 0, Value.NEEDED), new Option("hint-bios", (char) 0, Value.NEEDED),
            new Option("hint-baremetal", (char) 0, Value.NEEDED),
            new Option("hint-efi", (char) 0, Value.NEEDED), new Option("hint-arc", (char) 0, Value.NEEDED));
    private static final List<Option> PROBE = List.of(new Option("set", 's', Value.NEEDED), new Option("driver", 'd', Value.NONE),
            new Option("partmap", 'p', Value.NONE),
            new Option("fs", 'f', Value.NONE), new Option("fs-uuid", 'u', Value.NONE), new Option("label", 'l', Value.NONE),
            new Option("part-uuid", (char) 0, Value.NONE));

    private enum By {
        FILE, LABEL, UUID
    }

    private SearchCommands() {}

    static void into(Map<String, CommandCode> commands) {
        commands.put("search", SearchCommands::search);
        commands.put("search.file", (runner, call) -> search(runner, call, By.FILE));
        commands.put("search.fs_file", (runner, call) -> search(runner, call, By.FILE));
        commands.put("search.fs_label", (runner, call) -> search(runner, call, By.LABEL));
        commands.put("search.fs_uuid", (runner, call) -> search(runner, call, By.UUID));
        commands.put("probe", SearchCommands::probe);
    }

    private static int search(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        Options options = Options.parse(call.arguments(), true, SEARCH).orElse(null);
        if (options == null) {
            return CommandCode.BAD_ARGUMENT;
        }
        List<String> operands = options.operands().stream().dropWhile(operand -> operand.startsWith("--hint-")).toList();
        String set = options.value("set");
        String variable = set == null ? "" : set.isEmpty() ? "root" : set;
        String wanted = operands.isEmpty() ? "" : operands.getFirst();
        if (operands.isEmpty()) {
            if (set == null || set.isEmpty()) {
                return CommandCode.BAD_ARGUMENT;
            }
            // "search --set NAME": what follows the option is what is searched
            wanted = set;
            variable = "root";
        }
        By by = options.has("label") ? By.LABEL : options.has("fs-uuid") ? By.UUID : options.has("file") ? By.FILE : null;
        if (by == null) {
            runner.remark("\"search\" doesn't say what to search by", "");
            return CommandCode.BAD_ARGUMENT;
        }
        var hints = new ArrayList<String>();
        options.values("hint").forEach(hints::add);
        options.values("hint-efi").forEach(hints::add);
        return search(runner, by, wanted, variable, hints);
    }

    /** {@code search.fs_uuid WANTED [VARIABLE [HINT…]]}, as the rescue shell has it. */
    private static int search(ScriptRunner runner, CommandCode.Call call, By by) throws FetchException {
        if (call.arguments().isEmpty()) {
            return CommandCode.BAD_ARGUMENT;
        }
        List<String> hints = call.arguments().subList(Math.min(2, call.arguments().size()), call.arguments().size());
        return search(runner, by, call.argument(0), call.argument(1), hints);
    }

    private static int search(ScriptRunner runner, By by, String wanted, String variable, List<String> hints) throws FetchException {
        Devices devices = runner.devices();
        var order = new LinkedHashSet<ConfigVolume>();
        hints.forEach(hint -> devices.volume(hint).filter(devices.all()::contains).ifPresent(order::add));
        order.addAll(devices.all());
        for (ConfigVolume volume : order) {
            runner.budget().question();
            if (has(runner, volume, by, wanted)) {
                return found(runner, volume, variable);
            }
        }
        ConfigVolume home = devices.home();
        boolean unknown = by == By.LABEL ? home.label().isEmpty() : by == By.UUID && home.uuid().isEmpty();
        if (devices.single() && unknown) {
            runner.remark("whether this file system is \"" + wanted + "\" is unknown, but it is the only one: it is used", "");
            return found(runner, home, variable);
        }
        if (devices.single() && by == By.FILE && !variable.isEmpty() && runner.devices().volume(runner.variables().get("root")).isEmpty()) {
            runner.remark("the file " + wanted + " does not exist; the only file system here is used", "");
            return found(runner, home, variable);
        }
        runner.remark("no device has the " + (by == By.FILE ? "file " : by == By.LABEL ? "label " : "UUID ") + wanted, "");
        return CommandCode.FILE_NOT_FOUND;
    }

    private static int found(ScriptRunner runner, ConfigVolume volume, String variable) {
        if (!variable.isEmpty()) {
            runner.variables().set(variable, volume.name());
        }
        return CommandCode.OK;
    }

    private static boolean has(ScriptRunner runner, ConfigVolume volume, By by, String wanted) throws FetchException {
        return switch (by) {
            case LABEL -> volume.label().filter(wanted::equals).isPresent();
            case UUID -> volume.uuid().filter(wanted::equalsIgnoreCase).isPresent();
            case FILE -> !wanted.isEmpty()
                    && runner.devices().locate("(" + volume.name() + ")" + (wanted.startsWith("/") ? "" : "/") + wanted, "",
                            "") instanceof Here here
                    && runner.reading().files().exists(here.uri());
        };
    }

    private static int probe(ScriptRunner runner, CommandCode.Call call) {
        // "probe --set NAME --fs-uuid (device)": the option's value may be an argument of its own
        Options options = Options.parse(call.arguments(), false, PROBE).orElse(null);
        if (options == null || options.operands().size() != 1) {
            return CommandCode.BAD_ARGUMENT;
        }
        String device = options.operands().getFirst().replaceFirst("^\\((.*)\\)$", "$1");
        Optional<ConfigVolume> volume = runner.devices().volume(device);
        if (volume.isEmpty()) {
            runner.remark("there is no device (" + device + ")", "");
            return CommandCode.UNKNOWN_DEVICE;
        }
        Optional<String> value = options.has("fs-uuid")
                ? volume.get().uuid()
                : options.has("label") ? volume.get().label() : Optional.empty();
        if (value.isEmpty()) {
            runner.remark("what \"probe\" asks of (" + device + ") is unknown here", "");
            return CommandCode.UNKNOWN_DEVICE;
        }
        String variable = options.value("set");
        if (variable != null) {
            runner.variables().set(variable, value.get());
        }
        return CommandCode.OK;
    }
}
