package io.strapwork.files.zipl;

import io.strapwork.api.fetch.FetchException;
import io.strapwork.files.zipl.Pointers.Extent;
import io.strapwork.volumes.Bytes;
import io.strapwork.volumes.DasdMark;
import io.strapwork.volumes.Ebcdic;
import io.strapwork.volumes.VolumeReader;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a disk's boot map begins, and its program table (s390-tools, zipl/src/install.c and bootmap.c; QEMU, pc-bios/s390-ccw/bootmap.h).
 *
 * @param layout   for people
 * @param programs by number: 0 is what boots when nobody chooses, the others are the menu's positions
 * @param menu     of DASDs; SCSI and FBA disks have none
 */
record BootRecord(String layout, Pointers pointers, SortedMap<Integer, Extent> programs, Optional<DasdMenu> menu) {
    static final String MAGIC = "zIPL";
    /** Of the boot info in block 0 of a linux disk layout, and in block 1 of a compatible one, behind the four bytes of the key. */
    private static final int LINUX_INFO = 0x70;
    private static final int COMPATIBLE_INFO = 4 + 0x58;
    private static final int INFO_BYTES = 24;
    private static final int FIRST_PROGRAM = 16;
    /** The firmware reads no more of a program table, whatever the block size. */
    private static final int TABLE_BYTES = 512;

    /** @throws FetchException there is none, or it is damaged */
    static BootRecord read(VolumeReader reader) throws FetchException {
        var problems = new ZiplProblems(reader);
        if (reader.bytes() < 3L * reader.blockSize()) {
            throw problems.noMap("it has fewer than three blocks");
        }
        Bytes first = reader.read(0, 512);
        if (first.has(0, MAGIC)) {
            Pointers blocks = Pointers.ofBlocks(reader);
            Extent table = blocks.at(first, FIRST_PROGRAM).orElseThrow(() -> problems.noMap("block 0 names no program table"));
            return new BootRecord("SCSI or FBA", blocks, programs(blocks, table), Optional.empty());
        }
        return dasd(reader, first, problems);
    }

    private static BootRecord dasd(VolumeReader reader, Bytes first, ZiplProblems problems) throws FetchException {
        Pointers dasd = Pointers.ofDasd(reader);
        Bytes label = reader.read(2L * reader.blockSize(), 512);
        boolean compatible = DasdMark.VOL1.isIn(label, 4);
        String layout = compatible ? "DASD, compatible disk layout" : "DASD, Linux disk layout";
        String serial = compatible
                ? serial(label, 8)
                : DasdMark.LNX1.isIn(label, 0) || DasdMark.CMS1.isIn(label, 0) ? serial(label, 4) : "";
        Bytes stage1 = compatible ? reader.read(reader.blockSize(), 512).slice(4, 508 - 4) : first.slice(24, 512 - 24);
        Bytes info = compatible
                ? reader.read(reader.blockSize(), 512).slice(COMPATIBLE_INFO, INFO_BYTES)
                : first.slice(LINUX_INFO, INFO_BYTES);
        if (!info.has(0, MAGIC)) {
            throw problems.noMap("there is no boot record where a " + layout + " has it");
        }
        if (info.u8(5) != 0) {
            throw problems.noMap("its boot record is that of a dump");
        }
        Extent table = dasd.at(info, 8).orElseThrow(() -> problems.noMap("the boot record names no program table"));
        return new BootRecord(layout + (serial.isEmpty() ? "" : " " + serial), dasd, programs(dasd, table), DasdMenu.read(dasd, stage1));
    }

    private static String serial(Bytes label, int at) throws FetchException {
        return Ebcdic.text(label.array(at, 6)).strip();
    }

    private static SortedMap<Integer, Extent> programs(Pointers pointers, Extent at) throws FetchException {
        VolumeReader reader = pointers.reader();
        Bytes table = pointers.read(at.block());
        if (!table.has(0, MAGIC)) {
            throw new ZiplProblems(reader).noMagic("the program table", table.place());
        }
        var programs = new TreeMap<Integer, Extent>();
        for (int offset = FIRST_PROGRAM; offset + Pointers.BYTES <= TABLE_BYTES; offset += Pointers.BYTES) {
            Optional<Extent> program = pointers.at(table, offset);
            if (program.isPresent()) {
                programs.put((offset - FIRST_PROGRAM) / Pointers.BYTES, program.get());
            }
        }
        return programs;
    }
}
