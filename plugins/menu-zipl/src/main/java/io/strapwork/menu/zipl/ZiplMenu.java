package io.strapwork.menu.zipl;

import io.strapwork.api.fetch.BootEntry;
import io.strapwork.api.fetch.BootMenu;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.CommandLine;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.MenuPlugin;
import io.strapwork.api.fetch.MenuReader;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.fetch.Remark;
import io.strapwork.menu.zipl.BootMapText.Listed;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the menu of a boot map. A program's number is its entry's id. One that can't be started is an entry nevertheless, since it can be told to boot: its kernel is where the file system says why not.
 */
@MenuPlugin(id = "zipl", magics = "0:7a49504c20626f6f74206d6170", names = "boot-map", programs = {})
public final class ZiplMenu implements MenuReader {
    private static final int LONGEST_MAP = 64 << 10;
    /** s390's largest command line (arch/s390/include/asm/setup.h, COMMAND_LINE_SIZE). */
    private static final int LONGEST_LINE = 4096;

    @Override
    public BootMenu read(MenuRequest request, ConfigFiles files) throws FetchException {
        BootUri map = request.config();
        var remarks = new ArrayList<Remark>();
        Optional<BootMapText> text = files.head(map, LONGEST_MAP).map(ZiplMenu::text).flatMap(BootMapText::parse);
        if (text.isEmpty()) {
            remarks.add(new Remark(map, 0, 0, "this is not the text of a boot map", "it is made by the file system \"zipl\""));
            return new BootMenu(List.of(), Optional.empty(), Optional.empty(), remarks);
        }
        Loadparm told = loadparm(request, map, remarks);
        var entries = new ArrayList<BootEntry>();
        for (Listed program : text.get().programs()) {
            entries.add(entry(map, program, told.site(), files, remarks));
        }
        Optional<String> preset = told.program().or(text.get()::preset).map(String::valueOf);
        if (preset.isPresent() && entries.stream().noneMatch(entry -> entry.id().equals(preset.get()))) {
            remarks.add(new Remark(map, 0, 0, "there is no program " + preset.get() + ", which should boot",
                    "the programs: " + String.join(", ", entries.stream().map(BootEntry::id).toList())));
            return new BootMenu(entries, Optional.empty(), Optional.empty(), remarks);
        }
        return new BootMenu(entries, told.prompt() ? Optional.empty() : preset, patience(told, text.get()), remarks);
    }

    private static Loadparm loadparm(MenuRequest request, BootUri map, List<Remark> remarks) {
        Optional<String> written = request.fact(MenuRequest.LOADPARM).filter(text -> !text.isBlank());
        Optional<Loadparm> told = written.flatMap(Loadparm::parse);
        if (written.isPresent() && told.isEmpty()) {
            remarks.add(new Remark(map, 0, 0, "the loadparm \"" + written.get() + "\" is not understood; it is ignored",
                    "write the number of a program, or PROMPT"));
        }
        return told.orElse(Loadparm.NONE);
    }

    /** Who told which program boots does not wait. */
    private static Optional<Duration> patience(Loadparm told, BootMapText text) {
        if (told.program().isPresent()) {
            return Optional.of(Duration.ZERO);
        }
        return text.timeout().filter(seconds -> seconds.matches("[0-9]{1,5}")).map(Integer::parseInt).map(Duration::ofSeconds)
                .or(() -> text.timeout().isEmpty() ? Optional.of(Duration.ZERO) : Optional.empty());
    }

    private static BootEntry entry(BootUri map, Listed program, String site, ConfigFiles files, List<Remark> remarks)
            throws FetchException {
        BootUri folder = map.withPath(map.folder().decodedPath() + program.number() + "/");
        var parts = new ArrayList<PartSource>(List.of(new PartSource("kernel", file(folder, "kernel"))));
        CommandLine line = CommandLine.NONE;
        if (program.refused().isPresent()) {
            remarks.add(new Remark(map, 0, 0, "program " + program.number() + ": " + program.refused().get(), ""));
        } else {
            if (program.files().contains("initrd")) {
                parts.add(new PartSource("initrd", file(folder, "initrd")));
            }
            line = line(folder, program, site, files);
        }
        String title = program.title().isEmpty() ? "program " + program.number() : program.title();
        return new BootEntry(Integer.toString(program.number()), title, List.of(), parts, line);
    }

    private static CommandLine line(BootUri folder, Listed program, String site, ConfigFiles files) throws FetchException {
        if (!program.files().contains("cmdline")) {
            return CommandLine.NONE;
        }
        BootUri file = file(folder, "cmdline");
        String written = text(files, file).strip();
        if (!Environment.isAskedBy(written) || !program.files().contains("environment")) {
            return made(written, file);
        }
        BootUri variables = file(folder, "environment");
        return made(Environment.parse(text(files, variables)).in(written, site), file, variables);
    }

    private static CommandLine made(String text, BootUri... files) {
        return text.isEmpty() ? CommandLine.NONE : CommandLine.of(text, files);
    }

    private static String text(ConfigFiles files, BootUri file) throws FetchException {
        return files.head(file, LONGEST_LINE).map(ZiplMenu::text).orElse("");
    }

    private static BootUri file(BootUri folder, String name) {
        return folder.withPath(folder.decodedPath() + name);
    }

    private static String text(MemorySegment content) {
        return new String(content.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
