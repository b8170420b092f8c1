package io.strapwork.api.machine;

import io.strapwork.api.machine.EntryContract.Condition;
import io.strapwork.api.machine.EntryContract.MemoryHolds;
import io.strapwork.api.machine.EntryContract.RegisterIs;
import io.strapwork.api.machine.EntryContract.RegisterPointsTo;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** Whether a CPU that is let go like this finds what the code there relies on. Reads memory, changes nothing. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class EntryCheck {
    private static final String WRONG_POINTER = "SW-M305";
    private static final String CONTRADICTION = "SW-M308";
    private final Architecture architecture;
    private final GuestMemory memory;
    private final Entry entry;
    private final List<Problem> problems = new ArrayList<>();

    private EntryCheck(Entry entry, Architecture architecture, GuestMemory memory) {
        this.entry = entry;
        this.architecture = architecture;
        this.memory = memory;
    }

    /** All that is broken; empty when the jump may be made. */
    public static List<Problem> check(Entry entry, Architecture architecture, GuestMemory memory) {
        var check = new EntryCheck(entry, architecture, memory);
        check.place();
        check.registers();
        entry.contract().conditions().forEach(check::condition);
        return check.problems;
    }

    private void place() {
        CpuState cpu = entry.cpu();
        if (cpu.architecture() != architecture) {
            problem("SW-M307", "the handoff prepared a CPU for " + cpu.architecture().id() + ", but the machine is " + architecture.id(),
                    "");
            return;
        }
        GuestAddress at = cpu.entry();
        if (entry.code().stream().noneMatch(range -> range.contains(at))) {
            problem("SW-M301", "the entry " + at + " is outside the placed code " + entry.code(), "");
        }
        if (!isRam(at.value(), alignment())) {
            problem("SW-M302", "the entry " + at + " is not in RAM " + memory.ranges(), "");
        }
        if (at.value() % alignment() != 0) {
            problem("SW-M303",
                    "the entry " + at + " is not a multiple of " + alignment() + ", as instructions of " + architecture.id() + " are", "");
        }
    }

    private int alignment() {
        return switch (architecture) {
            case S390X -> 2;
            case PPC64 -> 4;
            case X86_64 -> 1;
        };
    }

    private void registers() {
        CpuState cpu = entry.cpu();
        RegisterNames names = RegisterNames.of(cpu.architecture());
        for (String name : cpu.registers().keySet()) {
            if (!names.has(name)) {
                problem(CONTRADICTION, cpu.architecture().id() + " has no register \"" + name + "\"",
                        "use the names in CpuState's documentation");
            }
        }
        String counter = names.counter();
        if (cpu.registers().containsKey(counter) && cpu.register(counter) != cpu.entry().value()) {
            problem(CONTRADICTION, counter + " is 0x" + Long.toHexString(cpu.register(counter)) + ", but the entry is " + cpu.entry(), "");
        }
        if (cpu.architecture() == Architecture.S390X) {
            programStatusWord(cpu);
        }
    }

    /** Bits that make a PSW specification exception (Principles of Operation, chapter 4), and addresses beyond its addressing mode. */
    private void programStatusWord(CpuState cpu) {
        long mask = cpu.register("psw.mask");
        int mode = (int) (mask >>> 31 & 3);
        long end = mode == 3 ? Long.MAX_VALUE : mode == 1 ? 1L << 31 : 1L << 24;
        if (mode == 2) {
            problem(CONTRADICTION, "psw.mask 0x" + Long.toHexString(mask) + " selects extended addressing without basic addressing",
                    "set bits 31 and 32 for 64-bit mode");
        } else if (cpu.entry().value() >= end) {
            problem(CONTRADICTION, "the entry " + cpu.entry() + " is beyond the addressing mode of psw.mask 0x" + Long.toHexString(mask),
                    "");
        }
    }

    private void condition(Condition condition) {
        switch (condition) {
            case RegisterIs is -> {
                long value = entry.cpu().register(is.register());
                if ((value & is.mask()) != is.value()) {
                    problem("SW-M304",
                            is.register() + " is 0x" + Long.toHexString(value) + ", but under mask 0x" + Long.toHexString(is.mask())
                                    + " it must be 0x" + Long.toHexString(is.value()),
                            is.why());
                }
            }
            case RegisterPointsTo points -> pointer(points);
            case MemoryHolds holds ->
                differing(holds.at().value(), holds.bytes()).ifPresent(found -> problem("SW-M306", found, holds.why()));
        }
    }

    private void pointer(RegisterPointsTo points) {
        long value = entry.cpu().register(points.register());
        String register = points.register() + " is 0x" + Long.toHexString(value);
        if (points.alignment() > 0 && Long.remainderUnsigned(value, points.alignment()) != 0) {
            problem(WRONG_POINTER, register + ", which is not a multiple of " + points.alignment(), points.why());
        }
        if (points.bytes().isEmpty() && !isRam(value, 1)) {
            problem(WRONG_POINTER, register + ", which is not in RAM", points.why());
            return;
        }
        differing(value, points.bytes()).ifPresent(found -> problem(WRONG_POINTER, register + ", but " + found, points.why()));
    }

    private Optional<String> differing(long at, List<Byte> bytes) {
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        var wanted = new byte[bytes.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = bytes.get(i);
        }
        if (!isRam(at, wanted.length)) {
            return Optional.of(wanted.length + " bytes at 0x" + Long.toHexString(at) + " are not in RAM");
        }
        MemorySegment there = memory.at(GuestRange.of(at, wanted.length));
        if (there.mismatch(MemorySegment.ofArray(wanted)) == -1) {
            return Optional.empty();
        }
        return Optional.of(
                "at 0x" + Long.toHexString(at) + " stands " + text(there.toArray(ValueLayout.JAVA_BYTE)) + " instead of " + text(wanted));
    }

    private static String text(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 16));
        return bytes.length > 16 ? hex + "…" : hex;
    }

    private boolean isRam(long at, long bytes) {
        return at >= 0 && at <= Long.MAX_VALUE - bytes && memory.ranges().stream().anyMatch(ram -> ram.contains(GuestRange.of(at, bytes)));
    }

    private void problem(String code, String what, String hint) {
        problems.add(new Problem(code, Blame.BUG, entry.contract().id(), what, hint));
    }
}
