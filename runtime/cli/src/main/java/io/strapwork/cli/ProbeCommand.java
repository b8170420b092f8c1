package io.strapwork.cli;

import io.strapwork.api.plugin.Room;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import io.strapwork.runtime.assembly.Assembly;
import io.strapwork.runtime.probe.Finding;
import io.strapwork.runtime.probe.Probe;
import io.strapwork.runtime.probe.ProbeRules;
import io.strapwork.runtime.probe.ProbeView;
import io.strapwork.runtime.profile.Profile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.cli.Option;

/** Looks at what a network would boot, and names what is wrong with it. */
final class ProbeCommand {
    private static final Option AS = Arguments.of("as", "IDENTITY,…",
            "Firmwares to ask as, such as pxe-bios,uefi-x64; default: the machine's own.");
    private static final Option LIGHT = Arguments.flag("light",
            "Goes as far as the menu: parts are not fetched; HTTP servers are asked for them by HEAD.");
    private static final Option EXPECT = Arguments.of("expect", "WHAT",
            "boot (the default), or nothing: a network that boots anything is then at fault.");
    private static final Option JSON = Arguments.of("json", "FILE", "Writes all of it as JSON; - is standard output.");
    private static final Option JUNIT = Arguments.of("junit", "FILE", "Writes findings as JUnit does: a test for each identity.");
    private static final Option TIMEOUT = Arguments.of("timeout", "TIME", "Gives up on an identity after this time; default: 2m.");

    static final Command COMMAND = new Command("probe",
            "Asks a network as each of several firmwares, and prints offers, trail, menu, parts and findings; boots nothing.",
            ProfileArguments.OPERAND, List.of(AS, LIGHT, EXPECT, JSON, JUNIT, TIMEOUT, ProfileArguments.OVERRIDE, ProfileArguments.ENTRY,
                    ProfileArguments.PLUGINS, ProfileArguments.VERBOSE),
            ProbeCommand::run);

    /** What the firmware of an identity runs on. */
    private static final Map<String, String> MACHINES = Map.of("pxe-bios", "x86_64", "uefi-x64", "x86_64", "uefi-http-x64", "x86_64",
            "ipxe",
            "x86_64", "ipxe-uefi-x64", "x86_64", "ieee1275", "ppc64", "s390x", "s390x");

    private ProbeCommand() {}

    /** What one identity saw. */
    record Probed(ProbeView view, List<Finding> findings) {}

    private static int run(Arguments arguments, Session session) throws CallException, IOException {
        Optional<JsonFile> json = arguments.value(JSON).map(file -> new JsonFile(file, session));
        Optional<WrittenFile> junit = WrittenFile.of(arguments, JUNIT);
        boolean nothing = switch (arguments.value(EXPECT).orElse("boot")) {
            case "boot" -> false;
            case "nothing" -> true;
            default -> throw new CallException("--expect needs boot or nothing");
        };
        var profile = new ProfileArguments(arguments, session.environment());
        List<String> identities = arguments.value(AS).map(text -> List.of(text.split(",", -1))).orElse(List.of(""));
        Duration limit;
        try {
            limit = arguments.value(TIMEOUT).map(TimeLimit::parse).orElse(Duration.ofMinutes(2));
        } catch (StrapworkException e) {
            return Terminal.unusable(Terminal.ARGUMENTS, e, session.errors());
        }
        List<Assembly> assemblies;
        try {
            assemblies = profile.assemble(identities.stream()
                    .<Function<Profile, List<String>>>map(identity -> read -> overrides(read, identity)).toList());
        } catch (StrapworkException e) {
            return Terminal.unusable(profile.title() + " can't be assembled", e, session.errors());
        }
        if (json.isPresent()) {
            json.get().create();
        }
        junit.ifPresent(WrittenFile::create);
        var probed = new ArrayList<Probed>();
        for (int i = 0; i < identities.size(); i++) {
            ProbeView view = look(assemblies.get(i), identities.get(i), arguments.has(LIGHT), limit);
            probed.add(new Probed(view, ProbeRules.findings(view, nothing)));
            if (json.filter(JsonFile::isStandardOutput).isEmpty()) {
                ProbeText.print(probed.getLast(), session.out());
            }
        }
        if (json.isPresent()) {
            json.get().write(out -> ProbeText.json(probed, out));
        }
        junit.ifPresent(file -> file.write(path -> ProbeText.junit(probed, path)));
        return probed.stream().allMatch(one -> one.findings().isEmpty()) ? ExitStatus.OK : ExitStatus.BOOT_FAILED;
    }

    private static ProbeView look(Assembly assembly, String identity, boolean light, Duration limit) {
        try (var watchdog = new Watchdog(Optional.of(limit), () -> {})) {
            return watchdog.run(() -> Probe.look(assembly, identity, light, Optional.empty(), BootClock.system()));
        }
    }

    /** The machine that such a firmware runs on, where the profile is for another; and nothing is verified that the profile does not want verified. */
    private static List<String> overrides(Profile profile, String identity) {
        var overrides = new ArrayList<String>();
        if (profile.section(Room.TRUST).isEmpty()) {
            overrides.add("trust.use=none");
        }
        if (identity.isEmpty()) {
            return overrides;
        }
        overrides.add("address.identity=" + identity);
        String machine = MACHINES.get(identity);
        if (machine != null && !text(profile, Room.MACHINE, "architecture").filter(machine::equals).isPresent()) {
            overrides.add("machine.architecture=" + machine);
            overrides.add("handoff.use=linux-" + machine);
            if (text(profile, Room.LINK, "use").isPresent()) {
                overrides.add("link.use=" + (machine.equals("s390x") ? "virtio-ccw" : "virtio-pci"));
            }
        }
        return overrides;
    }

    private static Optional<String> text(Profile profile, Room room, String key) {
        return profile.section(room).flatMap(section -> section.get(key))
                .map(value -> value instanceof io.strapwork.runtime.profile.Value.Text text
                        ? text.text()
                        : "");
    }
}
