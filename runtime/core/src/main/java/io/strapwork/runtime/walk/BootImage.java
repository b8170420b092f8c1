package io.strapwork.runtime.walk;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.load.PeSections;
import io.strapwork.api.load.PeSections.Section;
import io.strapwork.api.load.UnifiedKernel;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/**
 * What may be booted.
 *
 * @param line of a menu's entry, or of a unified kernel image; empty when nobody gave one
 */
record BootImage(VerifiedImage parts, Optional<String> line) {
    private static final String KERNEL = "kernel";
    private static final String INITRD = "initrd";
    private static final String DEVICE_TREE = "device-tree";

    /**
     * The same image, or, where its kernel is a unified kernel image for such a machine, one with the parts of that in place of the file. What was named apart from it stays: an initrd, a device
     * tree, a command line. Of several profiles the first one is meant, as by firmware that is told nothing else.
     */
    BootImage opened(Architecture machine) {
        Optional<VerifiedPart> file = parts.part(KERNEL);
        Optional<UnifiedKernel> unified = file.flatMap(kernel -> PeSections.parse(kernel.content())).flatMap(UnifiedKernel::of)
                .filter(kernel -> kernel.fits(machine.id()) && kernel.profiles().getFirst().containsKey(UnifiedKernel.LINUX));
        return unified.isPresent() ? opened(file.get(), unified.get().profiles().getFirst()) : this;
    }

    private BootImage opened(VerifiedPart file, Map<String, Section> sections) {
        var opened = new ArrayList<VerifiedPart>();
        for (VerifiedPart part : parts.parts()) {
            if (!part.equals(file)) {
                opened.add(part);
                continue;
            }
            section(file, KERNEL, UnifiedKernel.LINUX, sections).ifPresent(opened::add);
            if (parts.part(INITRD).isEmpty()) {
                section(file, INITRD, UnifiedKernel.MICROCODE, sections).ifPresent(opened::add);
                section(file, INITRD, UnifiedKernel.INITRD, sections).ifPresent(opened::add);
            }
            if (parts.part(DEVICE_TREE).isEmpty()) {
                section(file, DEVICE_TREE, UnifiedKernel.DEVICE_TREE, sections).ifPresent(opened::add);
            }
        }
        Optional<String> own = Optional.ofNullable(sections.get(UnifiedKernel.COMMAND_LINE))
                .map(section -> UnifiedKernel.commandLine(content(file, UnifiedKernel.COMMAND_LINE, section)));
        return new BootImage(new VerifiedImage(opened), line.or(() -> own));
    }

    /** Trusted as the file is that it lies in. */
    private static Optional<VerifiedPart> section(VerifiedPart file, String part, String name, Map<String, Section> sections) {
        return Optional.ofNullable(sections.get(name)).filter(section -> section.bytes() > 0).map(section -> {
            MemorySegment content = content(file, name, section);
            return new VerifiedPart(new FetchedPart(part, file.fetched().uri(), content, Sha256.of(content), Duration.ZERO),
                    file.verifiedBy());
        });
    }

    private static MemorySegment content(VerifiedPart file, String name, Section section) {
        if (section.end() > file.content().byteSize()) {
            throw new Problem("SW-I111", Blame.PEER, file.fetched().uri().toString(),
                    "the unified kernel image ends before its section " + name + " does: it has " + file.content().byteSize() + " of "
                            + section.end() + " bytes",
                    "the file is truncated; download it to the server again").asException();
        }
        return file.content().asSlice(section.offset(), section.bytes());
    }
}
