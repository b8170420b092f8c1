package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.menu.grub.Devices.Here;
import io.strapwork.menu.grub.Options.Option;
import io.strapwork.menu.grub.Options.Value;
import io.strapwork.menu.grub.Statement.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code blscfg}: makes an entry of each file in {@code /loader/entries}, the newest first. Each becomes a script, as in GRUB: what is written in the file is split,
 * quoted and replaced like any other command.
 */
final class BlsCommand {
    private static final String FOLDER = "/loader/entries";
    private static final List<Option> OPTIONS = List.of(new Option("path", 'p', Value.NEEDED),
            new Option("enable-fallback", 'f', Value.NONE),
            new Option("show-default", 'd', Value.NONE), new Option("show-non-default", 'n', Value.NONE),
            new Option("entry", 'e', Value.NEEDED));

    /** A file, without {@code .conf} in its name. */
    private record Snippet(String name, BootUri file, List<String[]> lines) {
        Optional<String> value(String key) {
            return lines.stream().filter(line -> line[0].equals(key)).map(line -> line[1]).findFirst();
        }

        List<String> values(String key) {
            return lines.stream().filter(line -> line[0].equals(key)).map(line -> line[1]).toList();
        }
    }

    private BlsCommand() {}

    static void into(Map<String, CommandCode> commands) {
        commands.put("blscfg", BlsCommand::run);
        commands.put("bls_import", BlsCommand::run);
    }

    private static int run(ScriptRunner runner, CommandCode.Call call) throws FetchException {
        Options options = Options.parse(call.arguments(), false, OPTIONS).orElse(null);
        if (options == null) {
            return CommandCode.BAD_ARGUMENT;
        }
        runner.budget().question();
        List<Snippet> snippets = List.of();
        for (String folder : folders(runner, options)) {
            snippets = read(runner, folder);
            if (!snippets.isEmpty()) {
                break;
            }
        }
        if (snippets.isEmpty()) {
            runner.remark("\"blscfg\" finds no entries", "a server can't list what is in a folder");
        }
        Chosen chosen = chosen(runner, options);
        var order = new ArrayList<>(snippets);
        order.sort((a, b) -> new BlsVersions().compare(b.name(), a.name()));
        for (int i = 0; i < order.size(); i++) {
            if (chosen.has(order.get(i), i)) {
                define(runner, order.get(i));
            }
        }
        return CommandCode.OK;
    }

    private static Set<String> folders(ScriptRunner runner, Options options) {
        var folders = new LinkedHashSet<String>();
        String path = options.value("path");
        if (path != null) {
            folders.add(path);
            if (!options.has("enable-fallback")) {
                return folders;
            }
        }
        String folder = runner.variables().isSet("blsdir") ? runner.variables().get("blsdir") : FOLDER;
        // GRUB looks on $boot, or on $root where its firmware is EFI
        for (String device : List.of("boot", "root")) {
            if (runner.variables().isSet(device)) {
                folders.add("(" + runner.variables().get(device) + ")" + folder);
                folders.add("(" + runner.variables().get(device) + ")/boot" + FOLDER);
            }
        }
        return folders;
    }

    private interface Chosen {
        boolean has(Snippet snippet, int index);
    }

    /** GRUB 2.14 may show the preset entry only, or all but that, or one by its name. */
    private static Chosen chosen(ScriptRunner runner, Options options) {
        boolean some = options.has("show-default") || options.has("show-non-default") || options.has("entry");
        String preset = runner.variables().get("default");
        String entry = options.value("entry");
        return (snippet, index) -> {
            boolean isPreset = preset.equals(snippet.name()) || preset.equals(snippet.name() + ".conf")
                    || preset.equals(snippet.value("title").orElse(""))
                    || preset.equals(Integer.toString(index));
            return !some || isPreset && options.has("show-default") || !isPreset && options.has("show-non-default")
                    || entry != null && (entry.equals(snippet.name()) || entry.equals(snippet.name() + ".conf"));
        };
    }

    private static List<Snippet> read(ScriptRunner runner, String folder) throws FetchException {
        if (folder.endsWith(".conf")) {
            return runner.locate(folder) instanceof Here here ? snippet(runner, here.uri()).map(List::of).orElse(List.of()) : List.of();
        }
        var snippets = new ArrayList<Snippet>();
        if (runner.locate(folder + "/") instanceof Here here) {
            for (String name : runner.reading().files().list(here.uri())) {
                runner.budget().question();
                if (name.endsWith(".conf") && !name.startsWith(".")) {
                    snippet(runner, here.uri().withPath(here.uri().decodedPath() + name)).ifPresent(snippets::add);
                }
            }
        }
        return snippets;
    }

    private static Optional<Snippet> snippet(ScriptRunner runner, BootUri file) throws FetchException {
        Optional<String> content = runner.reading().read(file);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        runner.budget().characters(content.get().length());
        runner.budget().checkSize(content.get().length());
        var lines = new ArrayList<String[]>();
        for (String line : content.get().replace("\r", "").split("\n", -1)) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                String[] parts = text.split("[ \t]+", 2);
                lines.add(new String[]{parts[0], parts.length > 1 ? parts[1] : ""});
            }
        }
        String path = file.decodedPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Optional.of(new Snippet(name.substring(0, name.length() - ".conf".length()), file, lines));
    }

    private static void define(ScriptRunner runner, Snippet snippet) throws FetchException {
        ScriptText place = ScriptText.ofString(snippet.file(), 1, 1, "");
        Optional<String> kernel = snippet.value("linux").filter(value -> !value.isEmpty());
        if (kernel.isEmpty()) {
            runner.remark(place, 0, "the entry has no \"linux\" line", "");
            return;
        }
        String title = replace(runner, snippet.value("title").orElse(kernel.get()), true);
        String options = replace(runner, snippet.value("options").orElseGet(() -> runner.variables().get("default_kernelopts")), false);
        var script = new StringBuilder("linux ").append(kernel.get()).append(' ').append(options).append('\n');
        List<String> initrds = initrds(runner, snippet, kernel.get());
        if (!initrds.isEmpty()) {
            script.append("initrd ").append(String.join(" ", initrds)).append('\n');
        }
        snippet.value("devicetree").ifPresent(tree -> script.append("devicetree ").append(tree).append('\n'));
        runner.budget().checkSize(script.length());
        runner.budget().characters(script.length());
        ScriptText text = ScriptText.ofString(snippet.file(), 1, 1, script.toString());
        List<Unit> body = ScriptParser.parse(text);
        MenuCommands.add(runner, new Draft(title, snippet.name(), arguments(title, snippet), false, text, body, place, 0));
        unknown(runner, snippet, place);
    }

    /** {@code $early_initrd} names files in the folder of the others (Fedora's GRUB). */
    private static List<String> initrds(ScriptRunner runner, Snippet snippet, String kernel) {
        List<String> named = snippet.values("initrd");
        String early = runner.variables().get("early_initrd").strip();
        if (early.isEmpty()) {
            return named;
        }
        String beside = named.isEmpty() ? kernel : named.getFirst();
        String folder = beside.substring(0, beside.lastIndexOf('/') + 1);
        var all = new ArrayList<String>();
        for (String name : early.split("[ \t]+")) {
            all.add(folder + name);
        }
        all.addAll(named);
        return all;
    }

    private static List<String> arguments(String title, Snippet snippet) {
        var arguments = new ArrayList<String>();
        arguments.add(title);
        arguments.addAll(snippet.values("grub_arg"));
        return arguments;
    }

    private static void unknown(ScriptRunner runner, Snippet snippet, ScriptText place) {
        Set<String> known = new HashSet<>(Set.of("title", "version", "linux", "initrd", "options", "devicetree", "id", "machine-id",
                "sort-key", "architecture", "grub_hotkey",
                "grub_users", "grub_class", "grub_arg", "ostree"));
        for (String[] line : snippet.lines()) {
            if (known.add(line[0])) {
                runner.remark(place, 0, "GRUB has no key \"" + line[0] + "\"", "");
            }
        }
    }

    /**
     * Replaces {@code $name} by its value; this is done when the entry is made, not when it runs.
     *
     * @param keep variables that aren't set stay as they are written
     */
    private static String replace(ScriptRunner runner, String value, boolean keep) {
        int at = value.indexOf('$');
        if (at < 0) {
            return value;
        }
        var out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int end = i + 1;
            while (c == '$' && end < value.length() && (ScriptLexer.letter(value.charAt(end)) || ScriptLexer.digit(value.charAt(end)))) {
                end++;
            }
            String name = value.substring(i + 1, end);
            if (name.isEmpty() || keep && !runner.variables().isSet(name)) {
                out.append(c);
            } else {
                out.append(runner.variables().get(name));
                i = end - 1;
            }
        }
        return out.toString();
    }
}
