package io.strapwork.api.fetch;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * An entry of a menu that can be booted.
 *
 * @param id          unique in its menu, as the configuration's language names entries: a label, a GRUB id; below submenus joined with {@code >}
 * @param title       as a menu shows it, without marks for hotkeys
 * @param path        titles of the submenus around it, the outermost first
 * @param parts       in the order that they are loaded; the first one named {@code "kernel"} is started, those named {@code "initrd"} are joined
 * @param commandLine for the kernel; empty when the configuration gives none
 * @param lineFiles   the files that the command line was made of, where it is in none that was read whole ({@link ConfigFiles#find}): an image that was looked into, too. A verifier is asked about
 *                    those of the entry that boots, unless it is asked about the same file as the kernel
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BootEntry(String id, String title, List<String> path, List<PartSource> parts, Optional<String> commandLine,
        List<BootUri> lineFiles) {
    public BootEntry {
        path = List.copyOf(path);
        parts = List.copyOf(parts);
        lineFiles = List.copyOf(lineFiles);
    }

    /** Its command line is in a configuration that was read whole. */
    public BootEntry(String id, String title, List<String> path, List<PartSource> parts, Optional<String> commandLine) {
        this(id, title, path, parts, commandLine, List.of());
    }
}
