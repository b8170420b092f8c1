package io.strapwork.api.machine;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The registers that a CPU state may name.
 *
 * @param counter where the entry is in
 */
record RegisterNames(String counter, Set<String> special, Pattern numbered) {
    private static final RegisterNames S390X = new RegisterNames("psw.address", Set.of("psw.mask", "psw.address"),
            Pattern.compile("(r|cr|ar|f)([0-9]|1[0-5])|prefix"));
    private static final RegisterNames PPC64 = new RegisterNames("nip", Set.of("nip", "msr", "lr", "ctr", "xer", "cr"),
            Pattern.compile("r([0-9]|[12][0-9]|3[01])"));
    private static final RegisterNames X86_64 = new RegisterNames("rip",
            Set.of("rip", "rflags", "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rsp", "rbp", "cr0", "cr2", "cr3", "cr4", "efer", "cs", "ds",
                    "es", "ss", "fs", "gs",
                    "gdt.base", "gdt.limit", "idt.base", "idt.limit"),
            Pattern.compile("r([89]|1[0-5])"));

    static RegisterNames of(Architecture architecture) {
        return switch (architecture) {
            case S390X -> S390X;
            case PPC64 -> PPC64;
            case X86_64 -> X86_64;
        };
    }

    boolean has(String name) {
        return special.contains(name) || numbered.matcher(name).matches();
    }
}
