package io.strapwork.api.load;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;

/** Kernels of Linux that are no ELF files, by the headers of its boot protocols (Linux: Documentation/arch/ARCHITECTURE/boot*). */
final class LinuxImages {
    private static final String OTHER = "use a kernel for this machine, or set machine.architecture and handoff.use to match the kernel";
    private static final String NEVER = "use a kernel for this machine; Strapwork doesn't start kernels for that architecture";

    private LinuxImages() {}

    static Optional<FileKind> kind(MemorySegment content) {
        var file = new FileBytes(content);
        if (file.says(0x202, "HdrS")) {
            int version = file.u16(0x206);
            return kind(String.format(Locale.ROOT, "a Linux image for x86 (%s, boot protocol %d.%02d)",
                    (file.u8(0x211) & 1) == 0 ? "zImage" : "bzImage",
                    version >> 8, version & 0xff), OTHER);
        }
        if (file.says(0x10008, "S390EP")) {
            return kind("a Linux image for s390x", OTHER);
        }
        if (file.says(0, "MZ") && file.says(4, "zimg")) {
            return kind("a Linux image for EFI that unpacks itself (zboot, " + FileBytes.name(file.text(24, 16)) + "-compressed)",
                    "extract the kernel (its offset is at byte 8, its size at byte 12), and unpack it");
        }
        if (file.says(56, "ARMd")) {
            return kind("a Linux image for arm64", NEVER);
        }
        if (file.says(48, "RISCV\0\0\0") || file.says(56, "RSC\5")) {
            return kind("a Linux image for RISC-V", NEVER);
        }
        if (file.says(0, "MZ") && file.u32(56) == 0x818223cdL && !file.says(file.u32(60), "PE\0\0d\u0086")) {
            return kind("a Linux image for " + PeFile.machine(file.u16(file.u32(60) + 4)), NEVER);
        }
        if (file.u32(0x24) == 0x016f2818L || file.u32(0x24) == 0x18286f01L) {
            return kind("a Linux image for 32-bit ARM (zImage)", NEVER);
        }
        return Optional.empty();
    }

    private static Optional<FileKind> kind(String name, String advice) {
        return Optional.of(new FileKind(name, advice));
    }
}
