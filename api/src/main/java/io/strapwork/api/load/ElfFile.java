package io.strapwork.api.load;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Optional;

/** ELF files (System V gABI, chapter 4). */
final class ElfFile {
    private ElfFile() {}

    static Optional<FileKind> kind(MemorySegment content) {
        var file = new FileBytes(content);
        if (!file.says(0, "\177ELF")) {
            return Optional.empty();
        }
        boolean big = file.u8(5) == 2;
        int machine = file.u16(18, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return Optional.of(new FileKind(
                "an ELF file for " + (file.u8(4) == 2 ? "64" : "32") + "-bit " + (big ? "big" : "little") + "-endian "
                        + machine(machine),
                "use a kernel for this machine, or set machine.architecture and handoff.use to match the kernel"));
    }

    static String machine(int machine) {
        return switch (machine) {
            case 2, 18 -> "SPARC";
            case 3 -> "Intel 80386";
            case 4 -> "Motorola 68000";
            case 8, 10 -> "MIPS";
            case 15 -> "PA-RISC";
            case 20 -> "PowerPC";
            case 21 -> "PowerPC64";
            case 22 -> "S/390";
            case 40 -> "ARM";
            case 42 -> "SuperH";
            case 43 -> "SPARC V9";
            case 50 -> "IA-64";
            case 62 -> "x86-64";
            case 92 -> "OpenRISC";
            case 93, 195 -> "ARC";
            case 94 -> "Xtensa";
            case 113 -> "Nios II";
            case 164 -> "Hexagon";
            case 183 -> "AArch64";
            case 189 -> "MicroBlaze";
            case 243 -> "RISC-V";
            case 247 -> "BPF";
            case 252 -> "C-SKY";
            case 258 -> "LoongArch";
            case 0x9026 -> "Alpha";
            default -> "machine " + machine;
        };
    }
}
