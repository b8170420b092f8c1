package org.example.lab;

import io.strapwork.cli.demo.DemoKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The least that is taken for a kernel, for each architecture. In your lab you would serve the real ones. */
final class TinyKernels {
    private TinyKernels() {}

    static byte[] of(String architecture) {
        return switch (architecture) {
            case "s390x" -> DemoKernel.bytes();
            case "ppc64" -> ppc64();
            case "x86_64" -> x86();
            default -> throw new IllegalArgumentException(architecture);
        };
    }

    /** ELFv2, one segment at 4 MiB. */
    private static byte[] ppc64() {
        ByteBuffer file = ByteBuffer.allocate(300_000).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        file.putShort((short) 2).putShort((short) 21).putInt(1).putLong(0x400000).putLong(64).putLong(0).putInt(2).putShort((short) 64)
                .putShort((short) 56)
                .putShort((short) 1);
        file.position(64);
        file.putInt(1).putInt(7).putLong(0x1000).putLong(0x400000).putLong(0x400000).putLong(file.capacity() - 0x1000)
                .putLong(file.capacity()).putLong(0x1000);
        return file.array();
    }

    /** A bzImage of boot protocol 2.15 (Linux: Documentation/arch/x86/boot.rst). */
    private static byte[] x86() {
        ByteBuffer file = ByteBuffer.allocate(300_000).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0x1f1, (byte) 1).put(0x201, (byte) 0x66).put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII))
                .putShort(0x206, (short) 0x20f).put(0x211, (byte) 1)
                .putInt(0x22c, 0x7fffffff).putInt(0x230, 0x200000).put(0x234, (byte) 1).putShort(0x236, (short) 3).putInt(0x238, 2047)
                .putLong(0x258, 0x1000000)
                .putInt(0x260, 0x400000);
        return file.array();
    }
}
