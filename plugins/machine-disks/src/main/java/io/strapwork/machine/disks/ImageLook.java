package io.strapwork.machine.disks;

import io.strapwork.api.link.DiskGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What the first bytes of an image show. Each test of a block size is of something that counts in blocks, or lies at one: the magics of GPT, zipl (s390-tools, zipl/include/bootmap.h), DASD labels (QEMU,
 * pc-bios/s390-ccw/bootmap.c) and file systems at the start of an MBR's partitions.
 */
final class ImageLook {
    private static final int LARGE = 4096;
    private static final int HEAD_BYTES = 3 * LARGE;
    private static final int SECTOR = DiskImage.SECTOR;
    private static final int ENTRY = 0x1be;
    private static final int ENTRIES = 4;
    private static final int GPT_PROTECTIVE = 0xee;

    /** In EBCDIC, each byte as a character of Latin-1. */
    private static final String VOL1 = "\u00e5\u00d6\u00d3\u00f1";
    private static final String LNX1 = "\u00d3\u00d5\u00e7\u00f1";
    private static final String CMS1 = "\u00c3\u00d4\u00e2\u00f1";

    private final Path file;
    private final long bytes;
    private final ByteBuffer head;

    private ImageLook(Path file, long bytes, ByteBuffer head) {
        this.file = file;
        this.bytes = bytes;
        this.head = head;
    }

    /** @param why for people */
    record Guess(int blockSize, Optional<DiskGeometry> geometry, String why) {}

    /** Why an image is not taken. */
    record Refusal(String what, String hint) {}

    static ImageLook at(Path file, long bytes) throws IOException {
        return new ImageLook(file, bytes, read(file, 0, HEAD_BYTES));
    }

    /** Zeros where the file ends before. */
    private static ByteBuffer read(Path file, long offset, int count) throws IOException {
        var read = ByteBuffer.allocate(count);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int more = 0;
            while (read.hasRemaining() && more >= 0) {
                more = channel.read(read, offset + read.position());
            }
        }
        return read.clear();
    }

    /** A qcow2 image can name other files of this computer, which a guest could then read: such are refused (QEMU, docs/interop/qcow2.txt). */
    Optional<Refusal> refusal(ImageFormat format) {
        boolean qcow2 = magic(0, "QFI\u00fb");
        if (format == ImageFormat.RAW) {
            return qcow2
                    ? Optional.of(new Refusal("begins as a qcow2 image does, but is to be used as a raw one",
                            "write ,format=qcow2 behind the path"))
                    : Optional.empty();
        }
        if (!qcow2 || head.getInt(4) < 2 || head.getInt(4) > 3) {
            return Optional.of(new Refusal("is not a qcow2 image of version 2 or 3", "remove format=qcow2, or convert it with qemu-img"));
        }
        if (head.getLong(8) != 0) {
            return Optional.of(new Refusal("is a qcow2 image with a backing file",
                    "make it one file: qemu-img convert -O qcow2 IMAGE WHOLE"));
        }
        boolean dataFile = head.getInt(4) == 3 && (head.getLong(72) & 4) != 0;
        return dataFile
                ? Optional.of(new Refusal("is a qcow2 image whose data is in another file",
                        "make it one file: qemu-img convert -O qcow2 IMAGE WHOLE"))
                : Optional.empty();
    }

    Guess guess(ImageFormat format) throws IOException {
        if (format != ImageFormat.RAW) {
            return new Guess(SECTOR, Optional.empty(), "512 is usual; a qcow2 image is not looked into");
        }
        if (magic(2 * LARGE, VOL1) && magic(2 * LARGE + 4, VOL1)) {
            return dasd("it has a volume label of a DASD in the compatible disk layout (CDL)");
        }
        if (magic(2 * LARGE, LNX1) || magic(2 * LARGE, CMS1)) {
            return dasd("it has a volume label of a DASD in the Linux disk layout (LDL)");
        }
        if (magic(0x70, "zIPL") && head.get(0x70 + 6) == 0) {
            return dasd("it has zipl's boot information for a DASD");
        }
        if (magic(0, "zIPL") && head.getShort(16 + 8) == LARGE) {
            return new Guess(LARGE, Optional.empty(), "zipl's boot map counts in blocks of 4096 bytes");
        }
        if (magic(SECTOR, "EFI PART")) {
            return new Guess(SECTOR, Optional.empty(), "its GPT is in blocks of 512 bytes");
        }
        if (magic(LARGE, "EFI PART")) {
            return new Guess(LARGE, Optional.empty(), "its GPT is in blocks of 4096 bytes");
        }
        if (head.getShort(SECTOR - 2) == 0x55aa && partitionsAt(LARGE) && !partitionsAt(SECTOR)) {
            return new Guess(LARGE, Optional.empty(), "its partitions begin where blocks of 4096 bytes put them");
        }
        return new Guess(SECTOR, Optional.empty(), "512 is usual");
    }

    private Guess dasd(String why) {
        return new Guess(LARGE, Optional.of(DiskGeometry.of3390(bytes, LARGE)), why);
    }

    /** Whether a file system begins where an MBR says, counted in such blocks. */
    private boolean partitionsAt(int blockSize) throws IOException {
        head.order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (int i = 0; i < ENTRIES; i++) {
                int at = ENTRY + 16 * i;
                int type = head.get(at + 4) & 0xff;
                long start = (head.getInt(at + 8) & 0xffff_ffffL) * blockSize;
                if (type != 0 && type != GPT_PROTECTIVE && start > 0 && start < bytes && hasFileSystem(start)) {
                    return true;
                }
            }
            return false;
        } finally {
            head.order(ByteOrder.BIG_ENDIAN);
        }
    }

    private boolean hasFileSystem(long start) throws IOException {
        ByteBuffer first = read(file, start, 0x10048);
        boolean ext = first.getShort(0x438) == 0x53ef;
        boolean xfs = first.getInt(0) == 0x58465342;
        boolean btrfs = text(first, 0x10040, 8).equals("_BHRfS_M");
        boolean fat = first.getShort(510) == 0x55aa && (text(first, 54, 3).equals("FAT") || text(first, 82, 3).equals("FAT"));
        return ext || xfs || btrfs || fat;
    }

    private boolean magic(int at, String latin) {
        return text(head, at, latin.length()).equals(latin);
    }

    private static String text(ByteBuffer from, int at, int count) {
        var bytes = new byte[count];
        from.get(at, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
