package io.strapwork.menu.bls;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.ConfigFiles;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.load.PeSections;
import io.strapwork.api.load.PeSections.Section;
import io.strapwork.api.load.UnifiedKernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out what EFI files are, from how they begin. */
final class EfiFiles {
    /** What {@link ConfigFiles#head} gives at most. */
    static final int REACH = 64 << 20;

    private static final int FIRST = 4096;
    private static final List<String> TEXTS = List.of(".osrel", ".cmdline", ".uname", UnifiedKernel.PROFILE);
    private static final List<String> ADDED = List.of(".cmdline", ".dtb", ".dtbauto", ".initrd", ".ucode");

    private static final String STUB = "systemd-stub without a kernel";
    /** Names in SBAT of programs that people boot. */
    private static final Map<String, String> PROGRAMS = Map.of("systemd-boot", "systemd-boot", "systemd-stub",
            STUB, "systemd.stub",
            "systemd-stub without a kernel", "grub", "GRUB", "shim", "shim", "ipxe", "iPXE", "fwupd-efi", "fwupd", "memtest86+",
            "Memtest86+");
    /** A section's name has eight letters. */
    private static final Map<String, String> SECTIONS = Map.of("mods", "GRUB", ".vendor_", "shim");
    /** Where systemd's programs say what they are: {@code #### LoaderInfo: systemd-stub 252 ####}. */
    private static final String SYSTEMD_MAGIC = ".sdmagic";
    private static final String IPXE = "iPXE";
    /** A whole iPXE. */
    private static final long LARGEST_IPXE = 2 << 20;

    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final ConfigFiles files;

    EfiFiles(ConfigFiles files) {
        this.files = files;
    }

    EfiFile look(BootUri file) throws FetchException {
        Optional<MemorySegment> first = files.head(file, FIRST);
        if (first.isEmpty()) {
            return new EfiFile.Absent();
        }
        if (!PeSections.isDosProgram(first.get())) {
            return new EfiFile.Other("it is not an EFI program: it does not begin with MZ");
        }
        MemorySegment head = atLeast(file, first.get(), PeSections.headerBytes(first.get()));
        head = atLeast(file, head, PeSections.tableBytes(head));
        Optional<PeSections> view = PeSections.parse(head);
        Optional<UnifiedKernel> unified = view.flatMap(UnifiedKernel::of);
        if (unified.isPresent()) {
            return new EfiFile.Unified(unified.get(), atLeast(file, head, Optional.of(textEnd(unified.get()))));
        }
        if (isKernel(head)) {
            return new EfiFile.Kernel();
        }
        return new EfiFile.Other(
                view.isEmpty() ? "it begins like an EFI program but has no PE sections" : program(file, head, view.get()));
    }

    private MemorySegment atLeast(BootUri file, MemorySegment head, Optional<Long> bytes) throws FetchException {
        boolean more = bytes.isPresent() && bytes.get() > head.byteSize() && bytes.get() <= REACH;
        return more ? files.head(file, Math.toIntExact(bytes.get())).orElse(head) : head;
    }

    /** Where the last text within reach ends; headers count as such. */
    private static long textEnd(UnifiedKernel kernel) {
        long end = 0;
        for (Map<String, Section> profile : kernel.profiles()) {
            for (String name : TEXTS) {
                Section section = profile.get(name);
                if (section != null && textEnd(section) <= REACH) {
                    end = Math.max(end, textEnd(section));
                }
            }
        }
        return end;
    }

    static long textEnd(Section section) {
        return section.offset() + Math.min(section.bytes(), UnifiedKernel.LONGEST_TEXT);
    }

    /** What Linux' images for EFI have in their headers: Documentation/arch/x86/boot, arm64/booting, riscv/boot-image-header; zboot's; LINUX_PE_MAGIC. */
    private static boolean isKernel(MemorySegment head) {
        return has(head, 0x202, 0x53726448) || has(head, 0x38, 0x644d5241) || has(head, 0x38, 0x05435352) || has(head, 0x38, 0x818223cd)
                || has(head, 4, 0x676d697a);
    }

    private static boolean has(MemorySegment head, long at, int wanted) {
        return head.byteSize() >= at + Integer.BYTES && head.get(U32, at) == wanted;
    }

    private String program(BootUri file, MemorySegment head, PeSections view) throws FetchException {
        String magic = text(file, head, view, SYSTEMD_MAGIC);
        if (!magic.isEmpty()) {
            return "it is an EFI program, " + (magic.contains("systemd-stub") ? STUB : "systemd-boot");
        }
        Optional<String> named = text(file, head, view, ".sbat").lines().map(EfiFiles::sbatName).filter(PROGRAMS::containsKey).findFirst();
        Optional<String> marked = view.sections().stream().map(Section::name).filter(SECTIONS::containsKey).map(SECTIONS::get).findFirst();
        if (named.isPresent() || marked.isPresent()) {
            return "it is an EFI program, " + named.map(PROGRAMS::get).or(() -> marked).orElseThrow();
        }
        if (view.sections().stream().anyMatch(section -> ADDED.contains(section.name()))) {
            return "it is an addon for unified kernel images, without a kernel";
        }
        MemorySegment all = atLeast(file, head, Optional.of(LARGEST_IPXE));
        boolean ipxe = new String(all.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1).contains(IPXE);
        return ipxe ? "it is an EFI program, iPXE" : "it is an EFI program without a kernel";
    }

    /** Of a section; empty when there is none within reach. */
    private String text(BootUri file, MemorySegment head, PeSections view, String name) throws FetchException {
        Optional<Section> section = view.sections().stream().filter(each -> each.name().equals(name) && textEnd(each) <= REACH).findFirst();
        if (section.isEmpty()) {
            return "";
        }
        MemorySegment enough = atLeast(file, head, Optional.of(textEnd(section.get())));
        long end = Math.min(textEnd(section.get()), enough.byteSize());
        long from = Math.min(section.get().offset(), end);
        return PlainText.ofSection(enough.asSlice(from, end - from));
    }

    /** The first of a line's values (shim's SBAT.md), without the vendor that a distribution adds to its own line. */
    private static String sbatName(String line) {
        String name = line.split(",", 2)[0].strip();
        return name.startsWith("grub.") ? "grub" : name.startsWith("shim.") ? "shim" : name;
    }
}
