package io.strapwork.menu.bls;

import io.strapwork.menu.bls.PeView.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The sections of a unified kernel image (UAPI.5), by profile.
 *
 * @param profiles for each the sections that count in it, by name; at least one
 * @param twice    names that stand where only one may be; the first counts
 */
record UnifiedKernel(int machine, List<Map<String, Section>> profiles, Set<String> twice) {
    static final String LINUX = ".linux";
    static final String PROFILE = ".profile";
    /** As many as systemd-stub looks at. */
    static final int MOST_PROFILES = 256;

    private static final Set<String> KNOWN = Set.of(LINUX, PROFILE, ".initrd", ".ucode", ".cmdline", ".osrel", ".uname", ".dtb", ".dtbauto",
            ".hwids", ".sbat");
    private static final Set<String> SEVERAL = Set.of(".dtb", ".dtbauto", ".hwids");

    /** {@code IMAGE_FILE_MACHINE_AMD64}, {@code IMAGE_FILE_MACHINE_I386}: small firmware starts large kernels. */
    private static final Map<String, Set<Integer>> MACHINES = Map.of("x86_64", Set.of(0x8664, 0x14c));

    UnifiedKernel {
        profiles = List.copyOf(profiles);
        twice = Set.copyOf(twice);
    }

    /** Empty when no profile has a kernel. */
    static Optional<UnifiedKernel> of(PeView view) {
        var base = new HashMap<String, Section>();
        var own = new ArrayList<Map<String, Section>>();
        var twice = new HashSet<String>();
        Map<String, Section> here = base;
        for (Section section : view.sections()) {
            if (section.name().equals(PROFILE)) {
                if (own.size() == MOST_PROFILES) {
                    twice.add(PROFILE);
                    break;
                }
                here = new HashMap<>();
                own.add(here);
            }
            if (KNOWN.contains(section.name()) && here.putIfAbsent(section.name(), section) != null && !SEVERAL.contains(section.name())) {
                twice.add(section.name());
            }
        }
        var profiles = new ArrayList<Map<String, Section>>();
        for (Map<String, Section> each : own.isEmpty() ? List.of(Map.<String, Section>of()) : own) {
            var all = new HashMap<>(base);
            all.putAll(each);
            profiles.add(Map.copyOf(all));
        }
        boolean unified = profiles.stream().anyMatch(each -> each.containsKey(LINUX));
        return unified ? Optional.of(new UnifiedKernel(view.machine(), profiles, twice)) : Optional.empty();
    }

    /** Whether it starts on such a machine. @param architecture as {@link io.strapwork.api.machine.Architecture#id} */
    boolean fits(String architecture) {
        return MACHINES.getOrDefault(architecture, Set.of()).contains(machine);
    }

    /** The profile of such a number, from 0 on. */
    OptionalInt numbered(String text) {
        return text.matches("[0-9]{1,3}") && Integer.parseInt(text) < profiles.size()
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }
}
