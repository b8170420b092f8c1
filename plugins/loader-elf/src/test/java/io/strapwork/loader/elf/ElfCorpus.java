package io.strapwork.loader.elf;

import io.strapwork.api.machine.Architecture;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Makes kernels, each odd in a few ways. Their program sums the bytes of all segments up. On x86, where they have a PVH note, it tells the sum at COM1, as {@code R12345678}, and ends QEMU through its
 * debug-exit port, 0xf4. On s390x it waits disabled at an address that is twice the sum, which QEMU tells.
 */
final class ElfCorpus {
    /** With a table at byte 128, wherever it runs; its last words are the PSW that it ends with. */
    private static final byte[] S390X_PROGRAM = HexFormat.of()
            .parseHex("c01000000040a7290000e33010000016e3401004001641101008b9020044a784000feb220001001de350300000901a2541303001a747fff7"
                    + "a7f4ffe9b9160022eb220001000dc0600000000de32060080024b2b260000000000000000000000000020001800000000000000000000000");
    /** In 32-bit protected mode, without a stack: sums the ranges of the table whose address is at byte 1, up to one of no length. */
    private static final byte[] PROGRAM = HexFormat.of()
            .parseHex("be11111111813b78c56e33754431db8b3e8b4e0483c60885c9740dd1c30fb60701c3474975f5ebe766baf803b052eeb908000000c1c3"
                    + "0488d8240f04303c3976020427ee4975edb00aee66baf400b010eef4ebfd");
    private static final int TABLE = 0x80;
    private static final int RANGES = 64;
    static final long LOW = 0x100000;
    static final long HIGH = 120 << 20;
    private static final int SUMMED = 0x4000;

    /** @param odd what is unusual about it */
    record Sample(byte[] file, long code, List<long[]> summed, List<String> odd) {}

    private final Random random;
    private final List<String> odd = new ArrayList<>();
    private final ElfBuilder elf = new ElfBuilder();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    private final Architecture machine;

    private ElfCorpus(Architecture machine, long seed) {
        this.machine = machine;
        random = new Random(seed);
    }

    /** @param machine x86_64 or s390x */
    static Sample sample(Architecture machine, long seed) {
        return new ElfCorpus(machine, seed).make();
    }

    private boolean chance(int percent, String what) {
        boolean hit = random.nextInt(100) < percent;
        if (hit && !what.isEmpty()) {
            odd.add(what);
        }
        return hit;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private Sample make() {
        content.writeBytes(new byte[0x1000]);
        boolean x86 = machine == Architecture.X86_64;
        elf.order(x86 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        elf.machine = x86 ? chance(30, "") ? ElfHeader.EM_386 : ElfHeader.EM_X86_64 : ElfHeader.EM_S390;
        boolean narrow = chance(x86 ? 35 : 0, "ELF32");
        // on s390x, QEMU takes what begins at 0x10000 for Linux
        long code = any(List.of(x86 ? 0x100000L : 0x11000L, 0x200000L, 0x1000000L, 0x1000100L, 0x3000000L))
                + (chance(10, "entry not at a page") ? 0x38 : 0);
        long table = code + TABLE;
        int codeOffset = add(new byte[TABLE + 8 * RANGES], code, any(List.of(5, 7, 5, 6, 4, 0)));
        segments(code);
        others();
        long entry = code;
        if (x86) {
            notes(code);
            entry = any(List.of(code, code + 0xc0000000L, 0L, 0xffffffff81000000L));
        } else {
            entry = elf.entries.getFirst().vaddr;
        }
        header(entry);
        Collections.shuffle(elf.entries, random);
        if (narrow) {
            elf.narrow();
        }
        byte[] file = content.toByteArray();
        List<long[]> summed = summed();
        var blob = ByteBuffer.wrap(file, codeOffset, TABLE + 8 * RANGES).slice().order(elf.order);
        blob.put(0, x86 ? PROGRAM : S390X_PROGRAM);
        if (x86) {
            blob.putInt(1, (int) table);
        }
        for (int i = 0; i < summed.size(); i++) {
            blob.putInt(TABLE + 8 * i, (int) summed.get(i)[0]).putInt(TABLE + 8 * i + 4, (int) summed.get(i)[1]);
        }
        elf.fileBytes = 0x1000;
        byte[] head = elf.build();
        System.arraycopy(head, 0, file, 0, (narrow ? 52 : 64) + elf.phentsize * elf.entries.size());
        return new Sample(file, code, summed, odd);
    }

    /** @return its offset in the file */
    private int add(byte[] bytes, long address, int flags) {
        while (content.size() % any(List.of(16, 16, 4, 1, 4096)) != 0) {
            content.write(0);
        }
        int offset = content.size();
        content.writeBytes(bytes);
        elf.segment(offset, address, bytes.length, bytes.length);
        elf.entries.getLast().flags = flags;
        elf.entries.getLast().align = any(List.of(0x1000L, 0x200000L, 0L, 1L, 3L, 16L));
        elf.entries.getLast().vaddr = chance(40, "") ? 0xc0000000L + address : address;
        return offset;
    }

    private ElfBuilder.Entry last() {
        return elf.entries.getLast();
    }

    private void segments(long code) {
        long at = code + 0x2000;
        for (int i = random.nextInt(6); i > 0; i--) {
            var bytes = new byte[random.nextInt(1, 0x900)];
            random.nextBytes(bytes);
            at += random.nextInt(0x3000);
            add(bytes, at, random.nextInt(8));
            if (chance(40, "")) {
                last().memsz += random.nextInt(0x4000);
                odd.add("zeros");
            }
            at += chance(25, "zeros may overlap") ? last().filesz : last().memsz;
        }
        if (chance(15, "zeros over the code")) {
            elf.segment(0, code - 0x800, 0, 0x4000);
        }
        if (chance(12, "an empty segment")) {
            elf.segment(random.nextInt(1 << 20), any(List.of(0L, code + 5, 0xf0000000L)), 0, 0);
        }
        if (chance(12, "zeros at an offset behind the end")) {
            elf.segment(0x700_0000, at + 0x8000, 0, 0x1234);
        }
        if (chance(6, "bytes overlap")) {
            add(new byte[]{1, 2, 3}, code + 0x10, 7);
        }
        if (chance(8, "headers at the bottom")) {
            long bottom = any(List.of(0L, 0x1000L, 0xff000L));
            elf.segment(0, bottom, Math.min(0x1000, LOW - bottom), Math.min(0x1000, LOW - bottom));
        }
        if (chance(5, "zeros in low memory")) {
            elf.segment(0, any(List.of(0x500L, 0x8000L, 0xa0000L)), 0, 0x2000);
        }
        if (chance(4, "bytes behind the memory")) {
            add(new byte[16], 0x4000_0000L, 6);
        }
        if (chance(4, "fewer bytes in memory than in the file")) {
            last().memsz = 0;
        }
        if (chance(4, "bytes behind the end of the file")) {
            elf.segment(0x700_0000, at + 0x10000, 0x100, 0x100);
        }
    }

    private void others() {
        if (chance(20, "an interpreter")) {
            add((any(List.of("/red/herring", "/lib64/ld-linux-x86-64.so.2", "")) + "\0").getBytes(StandardCharsets.US_ASCII), 0x300000, 4);
            last().type = ProgramHeader.PT_INTERP;
        }
        for (int type : new int[]{ProgramHeader.PT_DYNAMIC, 6, 7, 0x6474e551, 0x70000001, 0}) {
            if (chance(12, "")) {
                elf.segment(random.nextInt(0x1000), random.nextInt(1 << 30), random.nextInt(64), random.nextInt(64));
                last().type = type;
            }
        }
    }

    private void notes(long code) {
        int padding = any(List.of(4, 4, 4, 4, 8));
        boolean byName = padding == 8 && chance(50, "");
        var notes = new ByteArrayOutputStream();
        if (chance(40, "")) {
            note(notes, "GNU", 3, random.nextInt(24), 0, padding, byName);
        }
        if (chance(30, "")) {
            note(notes, "Xen", 6, random.nextInt(9), 0, padding, byName);
        }
        if (chance(12, "PHYS32_RELOC")) {
            note(notes, "Xen", 19, 12, 0x200000, padding, byName);
        }
        boolean foreign = chance(4, "a note of another owner");
        note(notes, foreign ? "Abc" : "Xen", 18, any(List.of(4, 8)), chance(4, "an entry outside") ? 0x7000000 : code, padding, byName);
        add(notes.toByteArray(), 0, 4);
        last().type = ProgramHeader.PT_NOTE;
        last().align = chance(20, "p_align of the notes is not their padding") ? any(List.of(1L, 4L, 8L, 16L)) : padding;
        odd.add("notes padded to " + padding + (byName ? " each" : "") + ", p_align " + last().align);
    }

    private static void note(ByteArrayOutputStream notes, String owner, int type, int bytes, long value, int padding, boolean byName) {
        var head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(4).putInt(bytes).putInt(type);
        notes.writeBytes(head.array());
        int name = notes.size();
        notes.writeBytes((owner + "\0").getBytes(StandardCharsets.US_ASCII));
        pad(notes, byName ? name : 0, padding);
        int begin = notes.size();
        notes.writeBytes(java.util.Arrays.copyOf(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array(), bytes));
        pad(notes, byName ? begin : 0, padding);
    }

    private static void pad(ByteArrayOutputStream notes, int from, int bytes) {
        while ((notes.size() - from) % bytes != 0) {
            notes.write(0);
        }
    }

    private void header(long entry) {
        elf.entry = entry;
        elf.type = chance(20, "ET_DYN") ? ElfHeader.ET_DYN : chance(3, "no executable") ? any(List.of(0, 1, 4)) : ElfHeader.ET_EXEC;
        elf.version = chance(3, "version 0") ? 0 : 1;
        elf.identVersion = chance(3, "identification version 0") ? 0 : 1;
        elf.ehsize = chance(3, "header size 0") ? 0 : elf.ehsize;
        elf.flags = chance(10, "") ? random.nextInt() & ~0x10004 : 0;
        if (chance(10, "bytes behind the last segment")) {
            content.writeBytes(new byte[random.nextInt(5000)]);
        }
    }

    private List<long[]> summed() {
        var summed = new ArrayList<long[]>();
        for (ElfBuilder.Entry one : elf.entries) {
            long end = Math.min(Math.min(one.paddr + one.memsz, HIGH), one.paddr + SUMMED);
            if (one.type == ProgramHeader.PT_LOAD && one.paddr >= LOW && end > one.paddr && summed.size() < RANGES - 1) {
                summed.add(new long[]{one.paddr, end - one.paddr});
            }
        }
        return summed;
    }
}
