package io.strapwork.machine.kexec;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A page of code from where kexec jumps to, to the registers that a handoff wants; its sources are in {@code trampolines/}. */
final class Trampoline {
    static final int BYTES = 0x1000;
    private static final int SLOTS = 0x800;
    private static final long PROTECTION = 1;
    private static final long PAGING = 0x80000000L;
    /** What is rewritten on s390x: from behind the prefix area to here, which takes a real machine an instant. */
    private static final long REWRITTEN = 1L << 30;
    /** Slots from 2 on. */
    private static final List<String> X86 = List.of("rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12",
            "r13",
            "r14", "r15");

    private Trampoline() {}

    /**
     * @param ram of the computer, in order
     * @throws io.strapwork.api.plugin.StrapworkException SW-M514 for a register that it can't set
     */
    static byte[] to(CpuState cpu, List<GuestRange> ram) {
        var slots = new ArrayList<Long>();
        var known = new ArrayList<String>();
        switch (cpu.architecture()) {
            case S390X -> {
                slots.addAll(List.of(cpu.register("psw.mask"), cpu.entry().value()));
                known.addAll(List.of("psw.mask", "psw.address"));
                numbered(16, known);
            }
            case X86_64 -> {
                long cr0 = cpu.register("cr0");
                boolean protectedMode = (cr0 & PROTECTION) != 0 && (cr0 & PAGING) == 0;
                slots.addAll(List.of(protectedMode ? 1L : 0L, cpu.entry().value()));
                known.addAll(List.of("cr0", "rip"));
                known.addAll(X86);
            }
            case PPC64 -> {
                slots.addAll(List.of(cpu.entry().value(), cpu.register("msr")));
                known.addAll(List.of("nip", "msr"));
                numbered(32, known);
            }
        }
        check(cpu, Set.copyOf(known));
        known.subList(2, known.size()).forEach(name -> slots.add(cpu.register(name)));
        if (cpu.architecture() == Architecture.S390X) {
            slots.addAll(List.of(0x2000L, Math.min(ram.getFirst().end().value(), REWRITTEN)));
        }
        var page = ByteBuffer.allocate(BYTES)
                .order(cpu.architecture() == Architecture.X86_64 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        page.put(code(cpu.architecture())).position(SLOTS);
        slots.forEach(page::putLong);
        return page.array();
    }

    private static void numbered(int count, List<String> names) {
        for (int i = 0; i < count; i++) {
            names.add("r" + i);
        }
    }

    private static void check(CpuState cpu, Set<String> known) {
        for (String name : cpu.registers().keySet()) {
            if (!known.contains(name) && cpu.register(name) != 0) {
                throw new Problem("SW-M514", Blame.USER, "machine", "the handoff needs the register " + name + ", which kexec can't set",
                        "use a handoff for Linux, PVH or Multiboot").asException();
            }
        }
    }

    static byte[] code(Architecture architecture) {
        try (InputStream in = Trampoline.class.getResourceAsStream(architecture.id() + ".bin")) {
            if (in == null) {
                throw new IllegalStateException("the trampoline for " + architecture.id() + " is missing from this jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
