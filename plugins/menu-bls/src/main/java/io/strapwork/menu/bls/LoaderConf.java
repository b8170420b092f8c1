package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code loader/loader.conf} (loader.conf(5) of systemd).
 *
 * @param presets  patterns of what boots, the first that fits wins
 * @param patience as {@link io.strapwork.api.fetch.BootMenu#patience}
 */
record LoaderConf(List<Preset> presets, Optional<Duration> patience) {
    /** What systemd-boot does without the file: no menu. */
    static final LoaderConf NONE = new LoaderConf(List.of(), Optional.of(Duration.ZERO));

    private static final int MOST_SECONDS = 7;
    /** A name has at most 255 letters; each is compared with a pattern of brackets from end to end, for each entry. */
    private static final int LONGEST_PATTERN = 1024;
    /** Of screens, keyboards, EFI variables, and of entries for other firmware. */
    private static final Set<String> WITHOUT_MEANING_HERE = Set.of("console-mode", "editor", "auto-entries", "auto-firmware",
            "auto-poweroff",
            "auto-reboot", "beep", "secure-boot-enroll", "secure-boot-enroll-action", "secure-boot-enroll-timeout-sec",
            "secure-boot-enrollment",
            "reboot-for-bitlocker", "reboot-on-error", "random-seed-mode", "log-level", "entry-token");

    LoaderConf {
        presets = List.copyOf(presets);
    }

    /**
     * What boots.
     *
     * @param written the pattern with its letters as they are in the file
     * @param evenBad whether it may be an entry whose tries are exhausted
     */
    record Preset(String written, Glob pattern, boolean evenBad, int line) {}

    static LoaderConf parse(BootUri file, String text, Remarks remarks) {
        Optional<Preset> preferred = Optional.empty();
        Optional<Preset> usual = Optional.empty();
        Optional<Duration> patience = NONE.patience();
        for (ConfLine line : ConfLine.of(text)) {
            switch (line.key()) {
                case "preferred" -> preferred = preset(file, line, false, remarks);
                case "default" -> usual = preset(file, line, true, remarks);
                case "timeout" -> patience = patience(file, line, patience, remarks);
                default -> {
                    if (!WITHOUT_MEANING_HERE.contains(line.key())) {
                        remarks.add(file, line.number(), 1, "systemd-boot has no key " + PlainText.quote(line.key()), "");
                    }
                }
            }
        }
        return new LoaderConf(Stream.concat(preferred.stream(), usual.stream()).toList(), patience);
    }

    private static Optional<Preset> preset(BootUri file, ConfLine line, boolean evenBad, Remarks remarks) {
        if (line.value().isEmpty()) {
            return Optional.empty();
        }
        if (line.value().length() > LONGEST_PATTERN) {
            remarks.add(file, line.number(), line.column(), "the pattern is longer than any name and is ignored", "");
            return Optional.empty();
        }
        if (line.value().startsWith("@")) {
            remarks.add(file, line.number(), line.column(),
                    line.value().equalsIgnoreCase("@saved")
                            ? "the last booted entry is stored in EFI variables, which do not exist here"
                            : "there is no special entry " + PlainText.quote(line.value()),
                    "name an entry, or choose one with entry = \"…\" in [fetch.menu]");
            return Optional.empty();
        }
        return Optional.of(new Preset(line.value(), new Glob(line.value()), evenBad, line.number()));
    }

    private static Optional<Duration> patience(BootUri file, ConfLine line, Optional<Duration> before, Remarks remarks) {
        return switch (line.value()) {
            case "menu-force" -> Optional.empty();
            case "menu-hidden", "menu-disabled" -> Optional.of(Duration.ZERO);
            default -> {
                if (line.value().matches("[0-9]{1," + MOST_SECONDS + "}")) {
                    yield Optional.of(Duration.ofSeconds(Integer.parseInt(line.value())));
                }
                remarks.add(file, line.number(), line.column(),
                        PlainText.quote(line.value())
                                + " is not a timeout: use a number of seconds, menu-force, menu-hidden or menu-disabled",
                        "");
                yield before;
            }
        };
    }
}
