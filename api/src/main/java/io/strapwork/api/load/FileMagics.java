package io.strapwork.api.load;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Files that are known by a few bytes at one place: initrds, disks, archives, images of other firmware. */
final class FileMagics {
    /** How much of a file is searched for something that may be anywhere. */
    static final long LOOKED_AT = 1 << 20;
    private static final String INITRD = "set fetch.initrd to it, and fetch.kernel to the kernel";
    private static final String DISK = "extract the kernel and the initrd, and set fetch.kernel and fetch.initrd to them";
    private static final String ARCHIVE = "unpack it, and use the kernel in it";
    private static final String BIOS = "use the kernel itself (vmlinuz): a boot loader for BIOS can't be started";

    private record Magic(long at, String bytes, String name, String advice) {}

    /** The first one counts. */
    private static final List<Magic> MAGICS = List.of(new Magic(0, "070701", "an initrd (cpio archive)", INITRD),
            new Magic(0, "070702", "an initrd (cpio archive)", INITRD), new Magic(0, "070707", "an initrd (cpio archive)", INITRD),
            new Magic(0, "\u00c7q", "an initrd (cpio archive)", INITRD), new Magic(0, "q\u00c7", "an initrd (cpio archive)", INITRD),
            new Magic(0, "hsqs", "a SquashFS file system", DISK), new Magic(0, "sqsh", "a SquashFS file system", DISK),
            new Magic(0, "ANDROID!", "an Android boot image", DISK), new Magic(0, "VNDRBOOT", "an Android vendor boot image", DISK),
            new Magic(0, "\u00d0\r\u00fe\u00ed", "a flattened device tree, or a U-Boot FIT image",
                    "extract the kernel (dumpimage -l, dumpimage -T flat_dt -p 0 -o vmlinux); for a device tree, set fetch.device-tree"),
            new Magic(0, "MSWIM\0\0\0", "a Windows image", DISK), new Magic(0x8001, "CD001", "a CD or DVD image (ISO 9660)", DISK),
            new Magic(0, "QFI\u00fb", "a disk image (qcow2)", DISK), new Magic(0, "KDMV", "a disk image (VMDK)", DISK),
            new Magic(0, "conectix", "a disk image (VHD)", DISK), new Magic(0, "vhdxfile", "a disk image (VHDX)", DISK),
            new Magic(0x200, "EFI PART", "a disk image (GPT)", DISK), new Magic(0x1000, "EFI PART", "a disk image (GPT)", DISK),
            new Magic(0x438, "S\u00ef", "a file system (ext4)", DISK), new Magic(0, "XFSB", "a file system (XFS)", DISK),
            new Magic(0x10040, "_BHRfS_M", "a file system (btrfs)", DISK), new Magic(0, "zIPL", "a boot map of zipl", DISK),
            new Magic(0, "\0\b\0\0\u0080\0\2\0", "a program or boot record for s390x, or a truncated Linux image for s390x",
                    "compare its size and digest with the original; a Linux image has S390EP at byte 0x10008"),
            new Magic(0, "PK\3\4", "a ZIP archive", ARCHIVE), new Magic(0, "7z\u00bc\u00af'\034", "a 7-Zip archive", ARCHIVE),
            new Magic(0, "!<arch>\n", "an ar archive, such as a Debian package", ARCHIVE),
            new Magic(0, "\u00ed\u00ab\u00ee\u00db", "an RPM package", ARCHIVE), new Magic(257, "ustar", "a tar archive", ARCHIVE),
            new Magic(0, "%PDF", "a PDF document", "use the kernel itself"),
            new Magic(0, "\u00ca\u00fe\u00ba\u00be", "a Java class or a universal Mach-O file",
                    "use the kernel itself"),
            new Magic(0, "\u00cf\u00fa\u00ed\u00fe", "a Mach-O file", "use an ELF kernel"));

    private FileMagics() {}

    static Optional<FileKind> kind(MemorySegment content) {
        var file = new FileBytes(content);
        if (file.says(0, "'\5\031V")) {
            return Optional.of(uImage(file));
        }
        return MAGICS.stream().filter(magic -> file.says(magic.at(), magic.bytes())).findFirst()
                .map(magic -> new FileKind(magic.name(), magic.advice()))
                .or(() -> searched(file));
    }

    /** U-Boot: include/image.h, {@code image_header_t}. */
    private static FileKind uImage(FileBytes file) {
        int machine = file.u8(29);
        String architecture = switch (machine) {
            case 2 -> "ARM";
            case 3, 24 -> "x86";
            case 5 -> "MIPS";
            case 7 -> "PowerPC";
            case 8 -> "S/390";
            case 22 -> "arm64";
            case 26 -> "RISC-V";
            default -> "architecture " + machine;
        };
        String name = FileBytes.name(file.text(32, 32));
        return new FileKind(
                String.format(Locale.ROOT, "a U-Boot image (uImage) for %s%s", architecture, name.isEmpty() ? "" : ", \"" + name + "\""),
                "extract the kernel (dumpimage -p 0 -o vmlinux FILE, or cut off the first 64 bytes), and unpack it if it is compressed");
    }

    private static Optional<FileKind> searched(FileBytes file) {
        if (file.holds("PXENV+", LOOKED_AT) || file.holds("PXELINUX", LOOKED_AT)) {
            String name = file.holds("PXELINUX", LOOKED_AT) ? " (PXELINUX)" : "";
            return Optional.of(new FileKind("a network boot program for BIOS" + name, BIOS));
        }
        if (file.u16(0x1fe) == 0xaa55) {
            return Optional.of(new FileKind("a boot sector or disk image for BIOS, or an x86 kernel older than Linux 1.3.73", DISK));
        }
        return multiboot(file);
    }

    /** Of a kernel that is no ELF file: 1.6, "The header of an OS image", and 2.0, 3.1. */
    private static Optional<FileKind> multiboot(FileBytes file) {
        for (long at = 0; at < 32768; at += 4) {
            long magic = file.u32(at);
            boolean first = magic == 0x1badb002L && at < 8192 && (int) (magic + file.u32(at + 4) + file.u32(at + 8)) == 0;
            boolean second = magic == 0xe85250d6L && (int) (magic + file.u32(at + 4) + file.u32(at + 8) + file.u32(at + 12)) == 0;
            if (first || second) {
                return Optional.of(new FileKind("a Multiboot kernel", "use a kernel with the Linux boot protocol or a PVH note"));
            }
        }
        return Optional.empty();
    }
}
