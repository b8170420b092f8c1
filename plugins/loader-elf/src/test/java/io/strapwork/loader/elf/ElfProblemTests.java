package io.strapwork.loader.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every way in which a file can be wrong, and what the user is told: golden texts in {@code problems.txt}. */
class ElfProblemTests {
    private record Case(VerifiedImage image, Architecture machine, MemoryLayout memory, ElfOptions options) {
        Case(byte[] file, Architecture machine) {
            this(Images.kernel(file), machine, Images.memory(), ElfOptions.none());
        }

        Case(ElfBuilder elf) {
            this(elf.build(), Architecture.S390X);
        }
    }

    private static Case s390x(java.util.function.Consumer<ElfBuilder> change) {
        return new Case(ElfBuilder.s390x().with(change));
    }

    private static Case segment(java.util.function.Consumer<ElfBuilder.Entry> change) {
        return new Case(ElfBuilder.s390x().first(change));
    }

    private static Case ppc64(MemoryLayout memory, ElfOptions options) {
        return new Case(Images.kernel(ElfBuilder.ppc64(ByteOrder.LITTLE_ENDIAN).build()), Architecture.PPC64, memory, options);
    }

    private static ElfOptions address(String text) {
        return new ElfOptions(Optional.of(text));
    }

    private static Map<String, Case> cases() {
        var cases = new LinkedHashMap<String, Case>();
        cases.put("no kernel", new Case(new VerifiedImage(List.of()), Architecture.S390X, Images.memory(), ElfOptions.none()));
        cases.put("empty file", new Case(new byte[0], Architecture.S390X));
        cases.put("error page", new Case("<html><h1>404 Not Found</h1></html>".getBytes(StandardCharsets.UTF_8), Architecture.S390X));
        cases.put("cut in the header", new Case(Arrays.copyOf(ElfBuilder.s390x().build(), 63), Architecture.S390X));
        cases.put("class, encoding and version", s390x(elf -> {
            elf.elfClass = 3;
            elf.data = 0;
            elf.identVersion = 255;
        }));
        cases.put("second version", s390x(elf -> elf.version = 2));
        cases.put("relocatable object", s390x(elf -> elf.type = 1));
        cases.put("core dump", s390x(elf -> elf.type = 4));
        cases.put("other type", s390x(elf -> elf.type = 0xfe00));
        cases.put("wrong architecture", new Case(ElfBuilder.x86().build(), Architecture.S390X));
        cases.put("unknown architecture", s390x(elf -> elf.machine = 0xbeef));
        cases.put("31-bit s390", new Case(ElfBuilder.s390x().narrow().build(), Architecture.S390X));
        cases.put("little-endian s390x", s390x(elf -> elf.order(ByteOrder.LITTLE_ENDIAN)));
        cases.put("big-endian x86", new Case(ElfBuilder.x86().order(ByteOrder.BIG_ENDIAN).build(), Architecture.X86_64));
        cases.put("ppc64 ABI 3", new Case(ElfBuilder.ppc64(ByteOrder.BIG_ENDIAN).with(elf -> elf.flags = 3).build(), Architecture.PPC64));
        cases.put("small header", s390x(elf -> elf.ehsize = 52));
        cases.put("wrong program header size", s390x(elf -> elf.phentsize = 32));
        cases.put("no program headers", s390x(elf -> elf.phnum = 0));
        cases.put("PN_XNUM", s390x(elf -> elf.phnum = 0xffff));
        cases.put("table behind the end", s390x(elf -> elf.phoff = 0x2fd0));
        cases.put("table offset overflows", s390x(elf -> elf.phoff = -8));
        cases.put("table is cut", new Case(Arrays.copyOf(ElfBuilder.s390x().build(), 100), Architecture.S390X));
        cases.put("segment behind the end", segment(one -> one.offset = 0x2001));
        cases.put("segment offset overflows", segment(one -> one.offset = -0x1000));
        cases.put("segment size overflows", segment(one -> {
            one.filesz = -1;
            one.memsz = -1;
        }));
        cases.put("memory smaller than file", segment(one -> one.memsz = 0xfff));
        cases.put("address overflows", segment(one -> {
            one.paddr = -0x1000;
            one.vaddr = -0x1000;
        }));
        cases.put("segments overlap", new Case(ElfBuilder.s390x().segment(0x2000, 0x10fff, 1, 1).segment(0x2000, 0x10000, 1, 1)));
        byte[] program = ElfBuilder.s390x().segment(0x2000, 0, 16, 16).with(elf -> elf.entries.get(1).type = 3).build();
        System.arraycopy("/lib/ld64.so.1\0".getBytes(StandardCharsets.US_ASCII), 0, program, 0x2000, 15);
        cases.put("program interpreter", new Case(program, Architecture.S390X));
        cases.put("nothing to load", segment(one -> one.type = 4));
        cases.put("only empty segments", segment(one -> {
            one.filesz = 0;
            one.memsz = 0;
        }));
        cases.put("too many segments", s390x(elf -> {
            for (int i = 0; i < 1024; i++) {
                elf.segment(0, 0x100000 + i, 1, 1);
            }
            elf.fileBytes = 0x10000;
        }));
        cases.put("entry outside", s390x(elf -> elf.entry = 0xffff));
        cases.put("entry in BSS", s390x(elf -> elf.entry = 0x11000));
        cases.put("entry and place", new Case(ElfBuilder.s390x().with(elf -> elf.entry = 0).first(one -> one.paddr = 64 << 20)));
        cases.put("outside of memory", segment(one -> one.paddr = (64 << 20) - 0x1fff));
        cases.put("reserved memory", segment(one -> {
            one.paddr = 0xb000;
            one.vaddr = 0x10000;
        }));
        cases.put("larger than memory", segment(one -> one.memsz = 65L << 20));
        cases.put("no room to move to", ppc64(new MemoryLayout(List.of(io.strapwork.api.machine.GuestRange.of(0, 0x404000)),
                List.of(io.strapwork.api.machine.GuestRange.of(0, 0x100))), ElfOptions.none()));
        cases.put("address is none", ppc64(Images.memory(), address("up")));
        cases.put("address is beyond", ppc64(Images.memory(), address("0xffffffffffffffff")));
        cases.put("address is misaligned", ppc64(Images.memory(), address("0x401000")));
        cases.put("address is outside", ppc64(Images.memory(), address("64MiB")));
        cases.put("can't be moved",
                new Case(Images.kernel(ElfBuilder.s390x().build()), Architecture.S390X, Images.memory(), address("0x20000")));
        cases.put("many faults at once", new Case(ElfBuilder.s390x().with(elf -> {
            elf.type = 1;
            elf.machine = 3;
        }).first(one -> {
            one.offset = 0x3000;
            one.memsz = 1;
            one.paddr = -1;
        })));
        return cases;
    }

    @Test
    void tellsWhatIsWrong() throws Exception {
        String golden;
        try (var in = ElfProblemTests.class.getResourceAsStream("problems.txt")) {
            golden = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String told = cases().entrySet().stream().map(one -> "## " + one.getKey() + "\n" + told(one.getKey(), one.getValue()))
                .collect(Collectors.joining("\n"));
        assertEquals(golden, told);
    }

    private static String told(String name, Case wrong) {
        var refusal = assertThrows(StrapworkException.class,
                () -> new ElfLoader(wrong.options).plan(wrong.image, wrong.machine, wrong.memory), name);
        return refusal.problems().stream().map(ElfProblemTests::text).collect(Collectors.joining());
    }

    private static String text(Problem problem) {
        return problem.code() + " " + problem.blame() + "  " + problem.where() + "\n  " + problem.what() + "\n  " + problem.hint() + "\n";
    }
}
