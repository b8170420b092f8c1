package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.CommandLine;
import io.strapwork.api.fetch.PartRange;
import io.strapwork.api.fetch.PartSource;
import io.strapwork.api.load.PeSections.Section;
import io.strapwork.api.load.UnifiedKernel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Turns a unified kernel image into entries (UAPI.1, Type #2; UAPI.5, Multi-Profile UKIs): one for each profile. */
final class TypeTwo {
    private final BootUri file;
    private final UnifiedKernel kernel;
    private final MemorySegment head;
    private final Remarks remarks;

    TypeTwo(BootUri file, EfiFile.Unified image, Remarks remarks) {
        this.file = file;
        this.kernel = image.kernel();
        this.head = image.head();
        this.remarks = remarks;
    }

    /** @param architecture of the machine, if that is known */
    List<ListedEntry> entries(String fileName, Optional<String> architecture) {
        if (architecture.isPresent() && !kernel.fits(architecture.get())) {
            remarks.add(file,
                    "the unified kernel image is for another machine (PE machine 0x" + Integer.toHexString(kernel.machine()) + ", this is "
                            + PlainText.line(architecture.get()) + ")",
                    "");
            return List.of();
        }
        oddities();
        var entries = new ArrayList<ListedEntry>();
        var names = new HashSet<String>();
        for (int number = 0; number < kernel.profiles().size(); number++) {
            Map<String, Section> sections = kernel.profiles().get(number);
            Optional<List<PartSource>> parts = parts(sections);
            if (parts.isPresent()) {
                ListedEntry entry = entry(fileName, number, sections, parts.get());
                entries.add(names.add(entry.id()) ? entry : entry.called("@" + number));
            }
        }
        return entries;
    }

    private void oddities() {
        for (String name : kernel.twice().stream().sorted().toList()) {
            remarks.add(file,
                    name.equals(UnifiedKernel.PROFILE)
                            ? "the image has more than " + UnifiedKernel.MOST_PROFILES + " profiles; the others are ignored"
                            : "the image has more than one section " + name + "; the first is used",
                    "");
        }
        if (kernel.profiles().stream().anyMatch(profile -> profile.containsKey(".dtbauto"))) {
            remarks.add(file, "device trees that firmware chooses by hardware (.dtbauto) are ignored",
                    "set device-tree in [fetch]");
        }
    }

    private ListedEntry entry(String fileName, int number, Map<String, Section> sections, List<PartSource> parts) {
        OsRelease system = OsRelease.parse(text(sections, ".osrel"));
        OsRelease profile = OsRelease.parse(text(sections, UnifiedKernel.PROFILE));
        String id = profile.first("ID");
        String named = number == 0 ? "" : "@" + (id.isEmpty() ? Integer.toString(number) : id);
        String shown = profile.first("TITLE");
        if (shown.isEmpty() && number > 0) {
            shown = id.isEmpty() ? "profile " + number : id;
        }
        String title = system.first("PRETTY_NAME", "IMAGE_ID", "NAME", "ID");
        var counted = BootCount.of(fileName);
        title = title.isEmpty() ? counted.id() : title;
        String version = system.first("IMAGE_VERSION", "VERSION", "VERSION_ID", "BUILD_ID");
        CommandLine line = sections.containsKey(UnifiedKernel.COMMAND_LINE)
                ? CommandLine.of(PlainText.line(text(sections, UnifiedKernel.COMMAND_LINE)), file)
                : CommandLine.NONE;
        return new ListedEntry(counted, number, named, shown.isEmpty() ? title : title + " (" + shown + ")",
                version.isEmpty() ? PlainText.line(text(sections, ".uname")) : version, "", system.first("IMAGE_ID", "ID"), parts, line);
    }

    /** Of the profile that an entry of type 1 names, or of the first; empty when there is none such. */
    Optional<ListedEntry> entry(Optional<String> profile, Optional<String> architecture) {
        List<ListedEntry> all = entries("", architecture);
        if (profile.isEmpty()) {
            return all.stream().findFirst();
        }
        return all.stream().filter(
                each -> each.named().equals("@" + profile.get()) || kernel.numbered(profile.get()).equals(OptionalInt.of(each.profile())))
                .findFirst();
    }

    /** In the order that Linux wants: microcode comes before any other initrd. Empty when there is no kernel. */
    private Optional<List<PartSource>> parts(Map<String, Section> sections) {
        var parts = new ArrayList<PartSource>();
        add(parts, "kernel", sections.get(UnifiedKernel.LINUX), UnifiedKernel.LINUX);
        if (parts.isEmpty()) {
            remarks.add(file, "the image has no kernel in its section .linux", "");
            return Optional.empty();
        }
        add(parts, "initrd", sections.get(UnifiedKernel.MICROCODE), UnifiedKernel.MICROCODE);
        add(parts, "initrd", sections.get(UnifiedKernel.INITRD), UnifiedKernel.INITRD);
        add(parts, "dtb", sections.get(UnifiedKernel.DEVICE_TREE), UnifiedKernel.DEVICE_TREE);
        return Optional.of(parts);
    }

    private void add(List<PartSource> parts, String part, @Nullable Section section, String name) {
        if (section == null || section.bytes() == 0) {
            return;
        }
        var range = new PartRange(section.offset(), section.bytes());
        boolean overlaps = parts.stream().flatMap(each -> each.range().stream())
                .anyMatch(other -> other.offset() < range.end() && range.offset() < other.end());
        if (overlaps) {
            remarks.add(file, "the image's section " + name + " overlaps another; the file is damaged", "");
        }
        parts.add(new PartSource(part, file, range));
    }

    private String text(Map<String, Section> sections, String name) {
        Section section = sections.get(name);
        if (section == null || section.bytes() == 0) {
            return "";
        }
        long end = EfiFiles.textEnd(section);
        if (end > head.byteSize()) {
            remarks.add(file,
                    end > EfiFiles.REACH
                            ? "the image's section " + name + " ends beyond " + (EfiFiles.REACH >> 20) + " MiB and is not read"
                            : "the file ends before the image's section " + name + " does",
                    "");
            return "";
        }
        if (section.bytes() > UnifiedKernel.LONGEST_TEXT) {
            remarks.add(file,
                    "the image's section " + name + " is longer than " + (UnifiedKernel.LONGEST_TEXT >> 10) + " KiB; the rest is ignored",
                    "");
        }
        return PlainText.ofSection(head.asSlice(section.offset(), end - section.offset()));
    }
}
