package io.strapwork.loader.elf;

import io.strapwork.api.load.FileKind;
import java.nio.ByteOrder;

/**
 * The fields of an ELF header that matter to a loader, unsigned, in the words of the System V gABI, chapter 4.
 *
 * @param wide  ELF64, else ELF32
 * @param order of the header and of the code
 */
record ElfHeader(boolean wide, ByteOrder order, int type, int machine, long version, long entry, long phoff, int flags, int ehsize,
        int phentsize,
        int phnum) {
    static final int ET_EXEC = 2;
    static final int ET_DYN = 3;
    static final int EM_386 = 3;
    static final int EM_PPC = 20;
    static final int EM_PPC64 = 21;
    static final int EM_S390 = 22;
    static final int EM_X86_64 = 62;
    /** Number of program headers is elsewhere (in section header 0). */
    static final int PN_XNUM = 0xffff;
    /** e_flags of EM_PPC64: the low two bits are the ABI, 0 = unspecified, 1 = ELFv1 with function descriptors, 2 = ELFv2. */
    static final int EF_PPC64_ABI = 3;

    int headerBytes() {
        return wide ? 64 : 52;
    }

    int programHeaderBytes() {
        return wide ? 56 : 32;
    }

    String typeName() {
        return switch (type) {
            case 0 -> "no type";
            case 1 -> "a relocatable object";
            case ET_EXEC -> "an executable";
            case ET_DYN -> "a position-independent executable";
            case 4 -> "a core dump";
            default -> "type 0x" + Integer.toHexString(type);
        };
    }

    String machineName() {
        return (wide ? "64" : "32") + "-bit " + (order == ByteOrder.BIG_ENDIAN ? "big-endian " : "little-endian ")
                + FileKind.elfMachine(machine)
                + " code";
    }
}
