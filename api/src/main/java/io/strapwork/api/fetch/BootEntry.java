package io.strapwork.api.fetch;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * An entry of a menu that can be booted.
 *
 * @param id    unique in its menu, as the configuration's language names entries: a label, a GRUB id; below submenus joined with {@code >}
 * @param title as a menu shows it, without marks for hotkeys
 * @param path  titles of the submenus around it, the outermost first
 * @param parts in the order that they are loaded; the first one named {@code "kernel"} is started, those named {@code "initrd"} are joined
 * @param line  for the kernel
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BootEntry(String id, String title, List<String> path, List<PartSource> parts, CommandLine line) {
    public BootEntry {
        path = List.copyOf(path);
        parts = List.copyOf(parts);
    }

    /** Its command line, if the configuration gives one, is in a file that was read whole. */
    public BootEntry(String id, String title, List<String> path, List<PartSource> parts, Optional<String> commandLine) {
        this(id, title, path, parts, commandLine.map(CommandLine::written).orElse(CommandLine.NONE));
    }

    /** The text of its {@link #line}. */
    public Optional<String> commandLine() {
        return line.text();
    }
}
