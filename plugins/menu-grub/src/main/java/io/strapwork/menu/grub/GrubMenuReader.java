package io.strapwork.menu.grub;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.ConfigSearch;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuPlugin;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.menu.grub.MenuListing.Listed;
import io.strapwork.menu.grub.Reading.Script;
import io.strapwork.menu.grub.ScriptRunner.Ended;
import io.strapwork.menu.grub.ScriptRunner.Shown;
import io.strapwork.menu.grub.ScriptRunner.Stop;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code grub.cfg} as GRUB 2.06 to 2.14 do: runs the script, then the commands of each entry to learn what it boots. Entries that give the machine to somebody
 * else, a local disk or the firmware, are not in the menu but in its remarks.
 */
@MenuPlugin(id = "grub", magics = {}, names = {"grub.cfg", "grub.cfg-*", "grub2.cfg", "grub-*.cfg", "loopback.cfg",
    "boot/grub/*.cfg", "boot/grub2/*.cfg",
    "efi/boot/*.cfg"}, programs = {"grub*.efi", "core.0", "core.efi", "core.elf", "shim*.efi", "bootx64.efi", "bootaa64.efi",
        "bootia32.efi", "bootnetx64.efi",
        "bootnetaa64.efi", "grubnet*", "pxegrub2", "grub2pxe", "grub.0", "grub2.0"})
public final class GrubMenuReader implements MenuReader, ConfigSearch {
    private final Map<String, CommandCode> commands;

    @Inject
    public GrubMenuReader() {
        var all = new HashMap<String, CommandCode>();
        SilentCommands.into(all);
        ScriptCommands.into(all);
        FileCommands.into(all);
        SearchCommands.into(all);
        MenuCommands.into(all);
        LoadCommands.into(all);
        BlsCommand.into(all);
        commands = Map.copyOf(all);
    }

    @Override
    public List<MenuRequest> candidates(MenuRequest program) {
        return ConfigCandidates.of(program).stream().map(config -> new MenuRequest(config, config.folder(), program.facts())).toList();
    }

    @Override
    public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
        var reading = new Reading(request, files);
        Variables variables = Surroundings.variables(request, reading.devices());
        var runner = new ScriptRunner(reading, variables, commands);
        Optional<Script> root = reading.script(request.config(), runner.budget());
        if (root.isEmpty()) {
            throw GrubProblems.missing(request.config());
        }
        Ended ended = runner.apart(variables, null, () -> FileCommands.runFile(runner, root.get()));
        Shown shown = ended.shown() != null ? ended.shown() : new Shown(ended.drafts(), variables, reading.menus().chain());
        var listing = new MenuListing(runner);
        List<Listed> listed = listing.list(shown);
        Optional<BootEntry> alone = alone(runner, ended, listed, listing);
        boolean shows = ended.stop() == Stop.NO || ended.stop() == Stop.MENU;
        Optional<String> preset = alone.or(() -> !shows ? Optional.empty() : preset(runner, listed, shown.variables())).map(BootEntry::id);
        if (ended.stop() == Stop.EXIT) {
            whole(runner, "the configuration ends before its menu is shown: " + ended.load().refusal(), "");
        }
        if (!shown.variables().get("superusers").isBlank()) {
            whole(runner, "GRUB would ask for a password before some of the entries are booted or edited", "");
        }
        Optional<Duration> patience = alone.isPresent() ? Optional.of(Duration.ZERO) : patience(shown.variables());
        return new BootMenu(listing.entries(), preset, patience, reading.remarks().all());
    }

    private static Optional<BootEntry> alone(ScriptRunner runner, Ended ended, List<Listed> listed, MenuListing listing) {
        boolean booted = ended.stop() == Stop.BOOT;
        if (!booted && (ended.stop() != Stop.NO || !listed.isEmpty())) {
            return Optional.empty();
        }
        if (!ended.load().refusal().isEmpty()) {
            runner.remark("what is loaded outside entries can't be booted here: " + ended.load().refusal(), "");
        }
        return ended.load().parts().isEmpty() ? Optional.empty() : Optional.of(listing.alone(ended.load()));
    }

    private static Optional<BootEntry> preset(ScriptRunner runner, List<Listed> listed, Variables variables) {
        String set = variables.get("default");
        String name = set.equals("saved") && variables.isSet("saved_entry") ? variables.get("saved_entry") : set;
        Optional<Listed> preset = PresetEntry.of(listed, name.isEmpty() ? "0" : name);
        if (preset.isEmpty() || preset.get().entry().isPresent()) {
            return preset.flatMap(Listed::entry);
        }
        whole(runner, "the default entry \"" + preset.get().draft().title() + "\" can't be booted here", "choose another entry");
        return preset.get().leaves() ? Optional.empty() : PresetEntry.fallback(listed, variables.get("fallback"));
    }

    /** What is not a number, or is too large, counts as unset. */
    private static Optional<Duration> patience(Variables variables) {
        String timeout = variables.get("timeout");
        long seconds = Numbers.begins(timeout) ? Numbers.unsigned(timeout) : -1;
        return seconds < 0 || seconds > Integer.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private static void whole(ScriptRunner runner, String what, String hint) {
        runner.reading().remarks().add(runner.reading().config(), 0, 0, what, hint);
    }
}
