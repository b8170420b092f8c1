package io.strapwork.volumes;

import io.strapwork.api.fetch.Blocks;
import io.strapwork.api.fetch.FetchException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What lies on a partition and is no file system that Strapwork reads, by its name: so that a user is told more than that nothing was found. */
public final class ForeignVolume {
    private static final byte[] MD = {(byte) 0xfc, 0x4e, 0x2b, (byte) 0xa9};
    private static final byte[] MD_BIG = {(byte) 0xa9, 0x2b, 0x4e, (byte) 0xfc};

    private ForeignVolume() {}

    /** @param offset of its magic, in bytes of the volume */
    private record Signature(String name, long offset, byte... magic) {
        private static Signature of(String name, long offset, String magic) {
            return new Signature(name, offset, magic.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Offsets of util-linux, libblkid/src/superblocks. */
    private static final List<Signature> SIGNATURES = List.of(
            Signature.of("a LUKS encrypted volume", 0, "LUKS\u00ba\u00be"),
            Signature.of("a BitLocker encrypted volume", 3, "-FVE-FS-"),
            Signature.of("an LVM2 physical volume", 0, "LABELONE"),
            Signature.of("an LVM2 physical volume", 512, "LABELONE"),
            Signature.of("an LVM2 physical volume", 1024, "LABELONE"),
            Signature.of("an LVM2 physical volume", 1536, "LABELONE"),
            new Signature("a member of an MD RAID (metadata 1.1)", 0, MD),
            new Signature("a member of an MD RAID (metadata 1.2)", 4096, MD),
            Signature.of("a bcache device", 4096 + 24, "\u00c6\u0085s\u00f6N\u001aE\u00ca\u0082e\u00f5\u007fH\u00bam\u0081"),
            Signature.of("swap space", 4096 - 10, "SWAPSPACE2"),
            Signature.of("swap space", 65536 - 10, "SWAPSPACE2"),
            Signature.of("SquashFS", 0, "hsqs"),
            Signature.of("EROFS", 1024, "\u00e2\u00e1\u00f5\u00e0"),
            Signature.of("F2FS", 1024, "\u0010 \u00f5\u00f2"),
            Signature.of("NTFS", 3, "NTFS    "),
            Signature.of("exFAT", 3, "EXFAT   "),
            Signature.of("JFS", 32768, "JFS1"),
            Signature.of("ReiserFS", 65536 + 52, "ReIsEr"),
            Signature.of("HFS+", 1024, "H+"),
            Signature.of("UDF", 32768 + 1, "BEA01"));

    /** Asked for after no file system was recognised: members of a mirror (MD metadata 0.90 and 1.0) can be read as what they hold. */
    public static Optional<String> name(Blocks blocks) throws FetchException {
        var reader = new VolumeReader(blocks, new VolumeProblems("volume"));
        for (Signature one : SIGNATURES) {
            if (has(reader, one.offset, one.magic)) {
                return Optional.of(one.name);
            }
        }
        // Linux, drivers/md/md.c: calc_dev_sboffset and super_1_load
        long old = (blocks.bytes() & -65536) - 65536;
        long late = (blocks.bytes() / 512 - 16 & -8) * 512;
        if (has(reader, old, MD) || has(reader, old, MD_BIG)) {
            return Optional.of("a member of an MD RAID (metadata 0.90)");
        }
        return has(reader, late, MD) ? Optional.of("a member of an MD RAID (metadata 1.0)") : Optional.empty();
    }

    private static boolean has(VolumeReader reader, long offset, byte... magic) throws FetchException {
        return offset >= 0 && offset <= reader.bytes() - magic.length && reader.read(offset, magic.length).has(0, magic);
    }
}
