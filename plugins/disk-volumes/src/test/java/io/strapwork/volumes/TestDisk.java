package io.strapwork.volumes;

import io.strapwork.testkit.fake.FakeBlocks;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32;

/** Writes partition tables. */
final class TestDisk {
    static final String LINUX = "0fc63daf-8483-4772-8e79-3d69d8477de4";
    final int blockBytes;
    final byte[] bytes;
    final ByteBuffer little;

    TestDisk(int blocks, int blockBytes) {
        this.blockBytes = blockBytes;
        bytes = new byte[blocks * blockBytes];
        little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    FakeBlocks blocks() {
        return FakeBlocks.of(MemorySegment.ofArray(bytes), blockBytes);
    }

    int count() {
        return bytes.length / blockBytes;
    }

    TestDisk text(int at, String text) {
        byte[] chars = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(chars, 0, bytes, at, chars.length);
        return this;
    }

    /** An entry of the partition table in a block. */
    TestDisk mbr(int block, int slot, int type, long start, long blocks) {
        int at = block * blockBytes;
        little.put(at + 446 + 16 * slot + 4, (byte) type).putInt(at + 446 + 16 * slot + 8, (int) start).putInt(at + 446 + 16 * slot + 12,
                (int) blocks);
        little.putShort(at + 510, (short) 0xaa55);
        return this;
    }

    /** Both copies, with an entry for each pair of first and last block. */
    TestDisk gpt(long... ranges) {
        mbr(0, 0, 0xee, 1, count() - 1L);
        var entries = ByteBuffer.allocate(16 * 1024).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ranges.length / 2; i++) {
            int at = 128 * i;
            guid(entries, at, LINUX);
            guid(entries, at + 16, "00112233-4455-6677-8899-aabbccddee0" + i);
            entries.putLong(at + 32, ranges[2 * i]).putLong(at + 40, ranges[2 * i + 1]);
            byte[] name = ("part " + i).getBytes(StandardCharsets.UTF_16LE);
            entries.position(at + 56).put(name);
        }
        int tableBlocks = Math.max(1, entries.capacity() / blockBytes);
        header(1, count() - 1, 2, entries.array());
        header(count() - 1, 1, count() - 1 - tableBlocks, entries.array());
        return this;
    }

    private void header(int lba, int other, int table, byte... entries) {
        System.arraycopy(entries, 0, bytes, table * blockBytes, entries.length);
        int at = lba * blockBytes;
        text(at, "EFI PART");
        little.putInt(at + 8, 0x10000).putInt(at + 12, 92).putLong(at + 24, lba).putLong(at + 32, other).putLong(at + 72, table)
                .putInt(at + 80, 128).putInt(at + 84, 128)
                .putInt(at + 88, crc(entries));
        guid(little, at + 56, "12345678-9abc-def0-1122-334455667788");
        seal(lba);
    }

    /** After a header was changed. */
    TestDisk seal(int lba) {
        int at = lba * blockBytes;
        little.putInt(at + 16, 0);
        little.putInt(at + 16, crc(Arrays.copyOfRange(bytes, at, at + 92)));
        return this;
    }

    /** Both headers and what they say is their table, where there is one. */
    void sealAll() {
        for (int lba : new int[]{1, count() - 1}) {
            int at = lba * blockBytes;
            long table = little.getLong(at + 72) * blockBytes;
            long size = Integer.toUnsignedLong(little.getInt(at + 80)) * Integer.toUnsignedLong(little.getInt(at + 84));
            if (table >= 0 && size >= 0 && size < bytes.length && table < bytes.length - size) {
                little.putInt(at + 88, crc(Arrays.copyOfRange(bytes, (int) table, (int) (table + size))));
            }
            seal(lba);
        }
    }

    private static void guid(ByteBuffer into, int at, String text) {
        UUID uuid = UUID.fromString(text);
        long high = uuid.getMostSignificantBits();
        into.putInt(at, (int) (high >> 32)).putShort(at + 4, (short) (high >> 16)).putShort(at + 6, (short) high);
        into.putLong(at + 8, Long.reverseBytes(uuid.getLeastSignificantBits()));
    }

    private static int crc(byte... bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** EBCDIC of capital letters, digits and dots. */
    TestDisk ebcdic(int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes[at + i] = (byte) (c == '.'
                    ? 0x4b
                    : c <= '9' ? 0xf0 + c - '0' : c <= 'I' ? 0xc1 + c - 'A' : c <= 'R' ? 0xd1 + c - 'J' : 0xe2 + c - 'S');
        }
        return this;
    }

    /** A VTOC entry of format 1, from a track to another, of 15 to a cylinder. */
    TestDisk format1(int block, int first, int last, String name) {
        int at = block * blockBytes;
        Arrays.fill(bytes, at, at + 44, (byte) 0x40);
        ebcdic(at, name).ebcdic(at + 44, "1");
        little.order(ByteOrder.BIG_ENDIAN);
        little.putShort(at + 107, (short) (first / 15)).putShort(at + 109, (short) (first % 15)).putShort(at + 111, (short) (last / 15))
                .putShort(at + 113, (short) (last % 15));
        little.order(ByteOrder.LITTLE_ENDIAN);
        return this;
    }
}
