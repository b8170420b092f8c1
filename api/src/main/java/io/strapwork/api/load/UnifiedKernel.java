package io.strapwork.api.load;

import io.strapwork.api.load.PeSections.Section;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The sections of a unified kernel image (UAPI.5), by profile.
 *
 * @param machine  as {@link PeSections#machine}
 * @param profiles for each the sections that count in it, by name; at least one
 * @param twice    names that stand where only one may be; the first counts
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record UnifiedKernel(int machine, List<Map<String, Section>> profiles, Set<String> twice) {
    /** The kernel's section: what makes the image one. */
    public static final String LINUX = ".linux";
    public static final String MICROCODE = ".ucode";
    public static final String INITRD = ".initrd";
    public static final String COMMAND_LINE = ".cmdline";
    public static final String DEVICE_TREE = ".dtb";
    /** Begins a profile. */
    public static final String PROFILE = ".profile";
    /** As many as systemd-stub looks at. */
    public static final int MOST_PROFILES = 256;
    /** More than any text in an image, and than any kernel's command line. */
    public static final int LONGEST_TEXT = 64 << 10;

    private static final Set<String> KNOWN = Set.of(LINUX, PROFILE, INITRD, MICROCODE, COMMAND_LINE, ".osrel", ".uname", DEVICE_TREE,
            ".dtbauto",
            ".hwids", ".sbat");
    private static final Set<String> SEVERAL = Set.of(DEVICE_TREE, ".dtbauto", ".hwids");

    /** {@code IMAGE_FILE_MACHINE_AMD64}, {@code IMAGE_FILE_MACHINE_I386}: small firmware starts large kernels. */
    private static final Map<String, Set<Integer>> MACHINES = Map.of("x86_64", Set.of(0x8664, 0x14c));

    public UnifiedKernel {
        profiles = List.copyOf(profiles);
        twice = Set.copyOf(twice);
    }

    /** Empty when no profile has a kernel. */
    public static Optional<UnifiedKernel> of(PeSections view) {
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
    public boolean fits(String architecture) {
        return MACHINES.getOrDefault(architecture, Set.of()).contains(machine);
    }

    /** The profile of such a number, from 0 on. */
    public OptionalInt numbered(String text) {
        return text.matches("[0-9]{1,3}") && Integer.parseInt(text) < profiles.size()
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    /** What the section of this name says, as one line. @param section its content */
    public static String commandLine(MemorySegment section) {
        MemorySegment read = section.asSlice(0, Math.min(section.byteSize(), LONGEST_TEXT));
        String text = new String(read.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        String before = end < 0 ? text : text.substring(0, end);
        return before.replaceAll("[\\p{Cntrl}\\x80-\\x9f]", " ").strip();
    }
}
