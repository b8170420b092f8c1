package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An entry of type 1 as it is written (UAPI.1, Type #1 Boot Loader Entry Keys). Texts that are not there are empty.
 *
 * @param program what is started; empty when nothing is
 * @param options joined by spaces
 */
record EntryFile(BootUri file, String title, String version, String machineId, String sortKey, Optional<Named> program, List<Named> initrds,
        Optional<Named> deviceTree, String options, Optional<Named> architecture, Optional<Named> profile) {
    private static final Set<String> KEYS = Set.of("title", "version", "machine-id", "sort-key", "linux", "efi", "uki", "uki-url", "initrd",
            "options",
            "devicetree", "devicetree-overlay", "architecture", "profile", "extra");
    private static final Pattern VARIABLE = Pattern.compile("\\$[A-Za-z_][A-Za-z0-9_]*");

    /** A value and the line that says it. */
    record Named(ConfLine line, String value) {
        String key() {
            return line.key();
        }
    }

    static EntryFile parse(BootUri file, String text, Remarks remarks) {
        return new Parser(file, remarks).parse(ConfLine.of(text));
    }

    /** Gathers what the lines say; of keys that may come once, the last one counts, as in systemd-boot. */
    private static final class Parser {
        private final BootUri file;
        private final Remarks remarks;
        private final List<Named> programs = new ArrayList<>();
        private final List<Named> initrds = new ArrayList<>();
        private final StringBuilder options = new StringBuilder();
        private String title = "";
        private String version = "";
        private String machineId = "";
        private String sortKey = "";
        private Optional<Named> deviceTree = Optional.empty();
        private Optional<Named> architecture = Optional.empty();
        private Optional<Named> profile = Optional.empty();

        Parser(BootUri file, Remarks remarks) {
            this.file = file;
            this.remarks = remarks;
        }

        EntryFile parse(List<ConfLine> lines) {
            for (ConfLine line : lines) {
                if (!line.value().isEmpty()) {
                    take(line);
                } else if (!KEYS.contains(line.key())) {
                    unknown(line);
                }
            }
            return new EntryFile(file, title, version, machineId, sortKey, program(), List.copyOf(initrds), deviceTree, options.toString(),
                    architecture,
                    profile);
        }

        private void take(ConfLine line) {
            String value = PlainText.line(line.value());
            var named = new Named(line, value);
            switch (line.key()) {
                case "title" -> title = value;
                case "version" -> version = value;
                case "machine-id" -> machineId = value;
                case "sort-key" -> sortKey = value;
                case "linux", "efi", "uki", "uki-url" -> programs.add(named);
                case "initrd" -> initrds(line, value);
                case "options" -> options(line, value);
                case "devicetree" -> deviceTree = Optional.of(named);
                case "architecture" -> architecture = Optional.of(named);
                case "profile" -> profile = Optional.of(named);
                case "devicetree-overlay" -> remark(line, "device tree overlays are not applied", "");
                case "extra" -> remark(line, "the entry's extra file is ignored: " + PlainText.quote(value), "");
                default -> unknown(line);
            }
        }

        /** GRUB's own keys mean nothing to other boot loaders. */
        private void unknown(ConfLine line) {
            if (!line.key().startsWith("grub_") && !line.key().equals("id")) {
                remarks.add(file, line.number(), 1, "an entry can't have the key " + PlainText.quote(line.key()), "");
            }
        }

        /** One name, which may hold spaces; several where GRUB reads the file and each begins with a slash. */
        private void initrds(ConfLine line, String value) {
            int from = 0;
            for (int at = 1; at <= value.length(); at++) {
                boolean begins = at < value.length() && ConfLine.isBlank(value.charAt(at - 1)) && "/$".indexOf(value.charAt(at)) >= 0;
                if (begins || at == value.length()) {
                    String name = value.substring(from, at).strip();
                    if (name.startsWith("$")) {
                        variable(line, name);
                    } else {
                        initrds.add(new Named(line, name));
                    }
                    from = at;
                }
            }
        }

        private void options(ConfLine line, String value) {
            for (String word : value.split("[ \\t]+", -1)) {
                if (VARIABLE.matcher(word).matches()) {
                    variable(line, word);
                } else {
                    options.append(options.isEmpty() ? "" : " ").append(word);
                }
            }
        }

        private void variable(ConfLine line, String name) {
            remark(line, PlainText.quote(name) + " is a GRUB variable and is ignored",
                    "use grub.cfg as the configuration, which reads the entries too");
        }

        /** Of several kinds none is started, of several of one kind the last. */
        private Optional<Named> program() {
            long kinds = programs.stream().map(Named::key).distinct().count();
            if (kinds > 1) {
                ConfLine line = programs.getLast().line();
                remark(line, "the entry has both " + programs.getFirst().key() + " and " + line.key(),
                        "keep one of them");
            }
            if (kinds == 0) {
                remarks.add(file, "the entry boots nothing: it has no linux, uki or efi", "");
            }
            return kinds == 1 ? Optional.of(programs.getLast()) : Optional.empty();
        }

        private void remark(ConfLine line, String what, String hint) {
            remarks.add(file, line.number(), line.column(), what, hint);
        }
    }
}
