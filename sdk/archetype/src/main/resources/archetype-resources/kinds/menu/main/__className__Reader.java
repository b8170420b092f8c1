package ${package};

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuPlugin;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.fetch.Remark;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Turns a configuration into a menu; put your language here. This one has an entry a line, {@code NAME KERNEL INITRD WORDS…}, with a minus for no initrd; the first
 * entry boots when nobody chooses.
 */
@MenuPlugin(id = "${id}", magics = {}, names = "*.${id}", programs = {})
public final class ${className}Reader implements MenuReader {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int WORDS = 4;

    @Inject
    public ${className}Reader() {}

    @Override
    public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
        var entries = new ArrayList<BootEntry>();
        var remarks = new ArrayList<Remark>();
        Optional<MemorySegment> content = files.find(request.config());
        if (content.isEmpty()) {
            remarks.add(new Remark(request.config(), 0, 0, "the configuration does not exist", "check its name"));
        }
        var names = new HashSet<String>();
        int number = 0;
        for (String line : content.map(${className}Reader::lines).orElse(List.of())) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("[ \\t]+", WORDS);
            if (words.length < WORDS - 1 || !names.add(words[0])) {
                remarks.add(new Remark(request.config(), number, 0, "the line is not an entry, or repeats a name",
                        "write NAME KERNEL INITRD WORDS"));
                continue;
            }
            try {
                entries.add(entry(request, words));
            } catch (IllegalArgumentException e) {
                names.remove(words[0]);
                remarks.add(new Remark(request.config(), number, 0, "a file can't be there: " + e.getMessage(), ""));
            }
        }
        Optional<String> preset = entries.isEmpty() ? Optional.empty() : Optional.of(entries.getFirst().id());
        return new BootMenu(entries, preset, Optional.of(PATIENCE), remarks);
    }

    private static List<String> lines(MemorySegment content) {
        return new String(content.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8).lines().toList();
    }

    private static BootEntry entry(MenuRequest request, String[] words) {
        var parts = new ArrayList<PartSource>();
        parts.add(new PartSource("kernel", place(request, words[1])));
        if (!words[2].equals("-")) {
            parts.add(new PartSource("initrd", place(request, words[2])));
        }
        Optional<String> line = words.length == WORDS ? Optional.of(words[WORDS - 1].replaceAll("\\p{Cntrl}", " ")) : Optional.empty();
        return new BootEntry(words[0], words[0], List.of(), parts, line);
    }

    /** A URI, or a path from the configuration's folder or from the uppermost one. */
    private static BootUri place(MenuRequest request, String name) {
        return name.contains("://") ? BootUri.parse(name)
                : name.startsWith("/") ? request.prefix().withPath(name) : request.prefix().withPath(request.prefix().decodedPath() + name);
    }
}
