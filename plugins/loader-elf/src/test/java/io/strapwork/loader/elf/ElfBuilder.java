package io.strapwork.loader.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Writes ELF files byte by byte; every field can be set to nonsense. */
final class ElfBuilder {
    /** A program header in the builder's hands. */
    static final class Entry {
        int type = 1;
        int flags = 7;
        long offset;
        long vaddr;
        long paddr;
        long filesz;
        long memsz;
        long align = 0x1000;
    }

    boolean wide = true;
    ByteOrder order = ByteOrder.BIG_ENDIAN;
    int elfClass = 2;
    int data = 2;
    int identVersion = 1;
    int type = 2;
    int machine = 22;
    int version = 1;
    long entry = 0x10000;
    long phoff = 64;
    int flags;
    int ehsize = 64;
    int phentsize = 56;
    int phnum = -1;
    int fileBytes = 0x3000;
    final List<Entry> entries = new ArrayList<>();

    /** One s390x segment of 0x1000 bytes and as much BSS at 0x10000. */
    static ElfBuilder s390x() {
        return new ElfBuilder().segment(0x1000, 0x10000, 0x1000, 0x2000);
    }

    /** A ppc64 kernel as Debian's: virtual addresses from c000000000000000, physical ones from 0. */
    static ElfBuilder ppc64(ByteOrder order) {
        var elf = new ElfBuilder();
        elf.machine = 21;
        elf.order(order);
        elf.flags = order == ByteOrder.LITTLE_ENDIAN ? 2 : 1;
        elf.entry = 0xc000000000000010L;
        elf.segment(0x1000, 0, 0x2000, 0x5000);
        elf.entries.getFirst().vaddr = 0xc000000000000000L;
        elf.entries.getFirst().align = 0x10000;
        return elf;
    }

    static ElfBuilder x86() {
        var elf = new ElfBuilder();
        elf.machine = 62;
        elf.order(ByteOrder.LITTLE_ENDIAN);
        elf.segment(0x1000, 0x1000000, 0x1000, 0x1000);
        elf.entries.getFirst().vaddr = 0xffffffff81000000L;
        elf.entry = 0xffffffff81000040L;
        return elf;
    }

    ElfBuilder narrow() {
        wide = false;
        elfClass = 1;
        phoff = 52;
        ehsize = 52;
        phentsize = 32;
        return this;
    }

    ElfBuilder order(ByteOrder wanted) {
        order = wanted;
        data = wanted == ByteOrder.BIG_ENDIAN ? 2 : 1;
        return this;
    }

    ElfBuilder segment(long offset, long address, long filesz, long memsz) {
        var added = new Entry();
        added.offset = offset;
        added.vaddr = address;
        added.paddr = address;
        added.filesz = filesz;
        added.memsz = memsz;
        entries.add(added);
        return this;
    }

    ElfBuilder with(Consumer<ElfBuilder> change) {
        change.accept(this);
        return this;
    }

    ElfBuilder first(Consumer<Entry> change) {
        change.accept(entries.getFirst());
        return this;
    }

    byte[] build() {
        var file = new byte[fileBytes];
        new Random(fileBytes).nextBytes(file);
        var out = ByteBuffer.allocate(0x10000).order(order);
        out.put((byte) 0x7f).put((byte) 'E').put((byte) 'L').put((byte) 'F').put((byte) elfClass).put((byte) data).put((byte) identVersion);
        out.position(16);
        out.putShort((short) type).putShort((short) machine).putInt(version);
        address(out, entry);
        address(out, phoff);
        address(out, 0);
        out.putInt(flags).putShort((short) ehsize).putShort((short) phentsize).putShort((short) (phnum < 0 ? entries.size() : phnum))
                .putShort((short) 0).putShort((short) 0).putShort((short) 0);
        for (Entry one : entries) {
            entry(out, one);
        }
        System.arraycopy(out.array(), 0, file, 0, Math.min(file.length, out.position()));
        return file;
    }

    private void entry(ByteBuffer out, Entry one) {
        out.putInt(one.type);
        if (wide) {
            out.putInt(one.flags);
        }
        for (long field : new long[]{one.offset, one.vaddr, one.paddr, one.filesz, one.memsz}) {
            address(out, field);
        }
        if (!wide) {
            out.putInt(one.flags);
        }
        address(out, one.align);
    }

    private void address(ByteBuffer out, long value) {
        if (wide) {
            out.putLong(value);
        } else {
            out.putInt((int) value);
        }
    }
}
