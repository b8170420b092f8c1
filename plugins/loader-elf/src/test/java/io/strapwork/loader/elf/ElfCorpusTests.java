package io.strapwork.loader.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.StrapworkException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What QEMU's {@code -kernel} starts on x86 and s390x, the loader plans, to the byte; run by {@code .ci/elf-corpus}. */
class ElfCorpusTests {
    /** As QEMU's q35 machine of Strapwork has it. */
    private static final MemoryLayout MEMORY = new MemoryLayout(List.of(GuestRange.of(0, 128 << 20)),
            List.of(GuestRange.of(0, 0x2000), GuestRange.of(0x9fc00, 0x60400), GuestRange.of(127 << 20, 1 << 20)));
    private static final int EXIT = 0x10 << 1 | 1;
    private static final Pattern WAITS = Pattern.compile("\"psw-addr\": (\\d+), \"reason\": \"disabled-wait\"");

    /** What QEMU starts and Strapwork does not, and why that stays so. */
    private static final Map<String, String> DECIDED = Map.of("SW-I205",
            "QEMU reads no version; no linker writes another one, so the file is damaged",
            "SW-I206", "QEMU reads no type; an object or a dump has addresses that mean something else",
            "SW-I209", "QEMU takes sizes of headers for granted; no linker writes others, so the file is damaged",
            "SW-I213", "QEMU leaves out a segment without memory, bytes and all; the file contradicts itself",
            "SW-I219", "QEMU loses bytes for memory that is not there without a word",
            "no note of Xen", "QEMU reads no owner of a note; others have a type 18 of their own");

    /** The same on s390x only. */
    private static final Map<String, String> DECIDED_ON_S390X = Map.of("SW-I216",
            "QEMU reads no interpreter; what asks for Linux's dynamic linker is a user's program, and there is no PVH note to say otherwise",
            "SW-I220", "QEMU's firmware has left low memory by then; ours stays there until the entry");

    @Test
    void theProgramIsPlacedWhereItRuns() {
        // without QEMU: the plan of a file without oddities
        var memory = new byte[128 << 20];
        int planned = 0;
        for (long seed = 0; seed < 500; seed++) {
            Architecture machine = seed % 2 == 0 ? Architecture.X86_64 : Architecture.S390X;
            planned += planned(machine, ElfCorpus.sample(machine, seed), memory).startsWith("R") ? 1 : 0;
        }
        assertEquals(true, planned > 300, Integer.toString(planned));
    }

    @Test
    @EnabledIfSystemProperty(named = "strapwork.corpus", matches = "[1-9]\\d*")
    void whatQemuStartsIsPlannedAlike(@TempDir Path folder) throws IOException {
        long seed = Long.getLong("strapwork.seed", 1) << 32;
        int count = Integer.getInteger("strapwork.corpus", 1);
        Architecture machine = System.getProperty("strapwork.corpus.machine", "").equals("s390x")
                ? Architecture.S390X
                : Architecture.X86_64;
        List<String> results = IntStream.range(0, count).parallel().mapToObj(i -> compare(machine, seed + i, folder)).toList();
        var sums = new TreeMap<String, Integer>();
        results.forEach(result -> sums.merge(result.substring(0, result.indexOf('|')), 1, Integer::sum));
        var report = new ArrayList<String>();
        sums.forEach((kind, number) -> report.add(String.format("%5d  %s", number, kind)));
        results.stream().filter(result -> !result.startsWith("alike")).sorted().forEach(report::add);
        report.addFirst(machine.id() + ":");
        Files.write(Path.of("target/elf-corpus.txt"), report);
        assertEquals(List.of(), results.stream().filter(result -> result.startsWith("UNDECIDED")).toList());
    }

    private static String compare(Architecture machine, long seed, Path folder) {
        ElfCorpus.Sample sample = ElfCorpus.sample(machine, seed);
        String here = planned(machine, sample, new byte[128 << 20]);
        Path file = folder.resolve(Long.toHexString(seed));
        String there = machine == Architecture.S390X ? waited(sample, file) : started(sample, file);
        String what = "| seed " + seed + ": QEMU " + there + ", Strapwork " + here + "; " + sample.odd();
        if (here.equals(there)) {
            return "alike: both start" + what;
        }
        boolean starts = there.startsWith("R");
        if (!starts) {
            return (here.startsWith("R") ? "decided: only Strapwork starts" : "alike: both refuse") + what;
        }
        String reason = DECIDED.get(sample.odd().contains("a note of another owner") ? "no note of Xen" : here);
        if (reason == null && machine == Architecture.S390X) {
            reason = DECIDED_ON_S390X.get(here);
        }
        return reason == null ? "UNDECIDED: only QEMU starts it so" + what : "decided: only QEMU starts; " + reason + what;
    }

    /** The sum that the program would tell, or the first problem's code; the memory is all zeros, and is so again. */
    private static String planned(Architecture machine, ElfCorpus.Sample sample, byte[] memory) {
        LoadPlan plan;
        try {
            plan = new ElfLoader(ElfOptions.none()).plan(Images.kernel(sample.file()), machine, MEMORY);
        } catch (StrapworkException e) {
            return e.problems().getFirst().code();
        }
        if (machine == Architecture.X86_64 && !plan.format().equals("elf-pvh")) {
            return "no note of Xen";
        }
        if (plan.entry().value() != sample.code()) {
            return "entry " + plan.entry();
        }
        for (Segment segment : plan.segments()) {
            byte[] source = segment.source().toArray(ValueLayout.JAVA_BYTE);
            System.arraycopy(source, 0, memory, (int) segment.at().value(), source.length);
        }
        int sum = 0;
        for (long[] range : sample.summed()) {
            for (long at = range[0]; at < range[0] + range[1]; at++) {
                sum = Integer.rotateLeft(sum, 1) + Byte.toUnsignedInt(memory[(int) at]);
            }
        }
        for (Segment segment : plan.segments()) {
            int at = (int) segment.at().value();
            Arrays.fill(memory, at, at + (int) segment.source().byteSize(), (byte) 0);
        }
        return String.format("R%08x", sum);
    }

    /** The same on s390x, where the address of the PSW that the program waits with is twice the sum. */
    private static String waited(ElfCorpus.Sample sample, Path file) {
        Path told = Path.of(file + ".out");
        try {
            Files.write(file, sample.file());
            Process qemu = new ProcessBuilder("qemu-system-s390x", "-accel", "tcg", "-m", "128M", "-nodefaults", "-no-user-config",
                    "-display", "none", "-no-reboot", "-S", "-kernel", file.toString(), "-qmp", "stdio").redirectErrorStream(true)
                    .redirectOutput(told.toFile()).start();
            // open to the end: with it, QEMU would stop listening
            try (OutputStream commands = qemu.getOutputStream()) {
                commands.write("{\"execute\": \"qmp_capabilities\"}\n{\"execute\": \"cont\"}\n".getBytes(StandardCharsets.US_ASCII));
                commands.flush();
                qemu.waitFor(30, TimeUnit.SECONDS);
            } catch (IOException e) {
                qemu.waitFor(30, TimeUnit.SECONDS);
            }
            boolean ended = !qemu.isAlive();
            qemu.destroyForcibly().waitFor();
            Matcher waits = WAITS.matcher(Files.readString(told));
            Files.deleteIfExists(file);
            Files.deleteIfExists(told);
            return waits.find() ? String.format("R%08x", Long.parseLong(waits.group(1)) >> 1) : ended ? "refuses" : "hangs";
        } catch (IOException e) {
            return "can't be started: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "was interrupted";
        }
    }

    /** What the program tells, or how QEMU ended. */
    private static String started(ElfCorpus.Sample sample, Path file) {
        Path console = Path.of(file + ".out");
        try {
            Files.write(file, sample.file());
            Process qemu = new ProcessBuilder("qemu-system-x86_64", "-machine", "pc,accel=tcg", "-m", "128M", "-nodefaults",
                    "-no-user-config", "-display", "none",
                    "-no-reboot", "-kernel", file.toString(), "-device", "isa-debug-exit,iobase=0xf4,iosize=1", "-serial",
                    "file:" + console)
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            boolean ended = qemu.waitFor(30, TimeUnit.SECONDS);
            qemu.destroyForcibly().waitFor();
            String told = ended && qemu.exitValue() == EXIT ? Files.readString(console).strip() : ended ? "refuses" : "hangs";
            Files.deleteIfExists(file);
            Files.deleteIfExists(console);
            return told;
        } catch (IOException e) {
            return "can't be started: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "was interrupted";
        }
    }
}
