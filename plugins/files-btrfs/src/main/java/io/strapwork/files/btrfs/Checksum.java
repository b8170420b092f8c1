package io.strapwork.files.btrfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** How a volume's metadata are checked ({@code csum_type}). A structure begins with the checksum of what follows its 32 bytes. */
enum Checksum {
    CRC32C("crc32c"), XXHASH("xxhash64"), SHA256("sha256"), BLAKE2("blake2b");

    /** {@code BTRFS_CSUM_SIZE}: what each has room for. */
    static final int BYTES = 32;
    final String spelling;

    Checksum(String spelling) {
        this.spelling = spelling;
    }

    /** Whether it can be computed here; the others pass. */
    boolean isChecked() {
        return this == CRC32C || this == SHA256;
    }

    boolean isRight(byte[] structure) {
        byte[] sum = switch (this) {
            case CRC32C -> crc32c(structure);
            case SHA256 -> sha256(structure);
            case XXHASH, BLAKE2 -> new byte[0];
        };
        return Arrays.equals(sum, 0, sum.length, structure, 0, sum.length);
    }

    private static byte[] crc32c(byte[] structure) {
        var crc = new CRC32C();
        crc.update(structure, BYTES, structure.length - BYTES);
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt((int) crc.getValue()).array();
    }

    private static byte[] sha256(byte[] structure) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(structure, BYTES, structure.length - BYTES);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    /** Of a name in a folder: CRC-32C that begins with ~1, without inversions ({@code btrfs_name_hash}). */
    static long nameHash(byte[] name) {
        int crc = ~1;
        for (byte next : name) {
            crc ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        return Integer.toUnsignedLong(crc);
    }
}
