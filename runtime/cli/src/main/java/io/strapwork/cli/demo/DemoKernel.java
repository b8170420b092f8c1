package io.strapwork.cli.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * The image that {@code strapwork boot} without a profile boots: a big-endian s390x ELF executable with the parameter area of a Linux kernel.
 *
 * <p>Its code is real: it writes one line to the SCLP console and ends in a disabled wait. Most of it is a payload of seeded noise, so that a
 * fetch takes long enough to be seen, with a BSS behind it.
 */
public final class DemoKernel {
    private static final int HEADERS_BYTES = 0x1000;
    private static final int TEXT_ADDRESS = 0x10000;
    private static final int TEXT_BYTES = 0x2000;
    private static final int PAYLOAD_ADDRESS = 0x100000;
    private static final int PAYLOAD_BYTES = 1 << 20;
    private static final int BSS_BYTES = 0x10000;
    private static final int SCCB = 0x100;
    private static final int WAIT_PSW = 0x80;
    private static final int COMMAND_LINE_BYTES = 0x1000;
    private static final String MESSAGE = "Strapwork demo kernel: it booted\r\n";

    /** Its size. */
    public static final int BYTES = HEADERS_BYTES + TEXT_BYTES + PAYLOAD_BYTES;

    private DemoKernel() {}

    /** The file; always the same bytes. */
    public static byte[] bytes() {
        return bytes(PAYLOAD_BYTES);
    }

    /**
     * The same kernel with less or more behind its code, for tests that boot many.
     *
     * @param payload bytes, a multiple of eight
     */
    public static byte[] bytes(int payload) {
        var file = ByteBuffer.allocate(HEADERS_BYTES + TEXT_BYTES + payload);
        headers(file, payload);
        text(file.slice(HEADERS_BYTES, TEXT_BYTES));
        var noise = new SplittableRandom(390);
        file.position(HEADERS_BYTES + TEXT_BYTES);
        while (file.hasRemaining()) {
            file.putLong(noise.nextLong());
        }
        return file.array();
    }

    private static void headers(ByteBuffer file, int payload) {
        // ELF64, big-endian, version 1; ET_EXEC, EM_S390
        file.put(HexFormat.of().parseHex("7f454c46" + "020201" + "000000000000000000"));
        file.putShort((short) 2).putShort((short) 22).putInt(1);
        file.putLong(TEXT_ADDRESS).putLong(64).putLong(0).putInt(0);
        file.putShort((short) 64).putShort((short) 56).putShort((short) 2).putShort((short) 64).putShort((short) 0).putShort((short) 0);
        segment(file, 7, HEADERS_BYTES, TEXT_ADDRESS, TEXT_BYTES, TEXT_BYTES);
        segment(file, 6, HEADERS_BYTES + TEXT_BYTES, PAYLOAD_ADDRESS, payload, payload + BSS_BYTES);
    }

    private static void segment(ByteBuffer file, int flags, long offset, long address, long fileBytes, long memoryBytes) {
        file.putInt(1).putInt(flags).putLong(offset).putLong(address).putLong(address).putLong(fileBytes).putLong(memoryBytes)
                .putLong(0x1000);
    }

    private static void text(ByteBuffer at) {
        // 0x10000: j 0x10020, then what marks a Linux kernel
        at.put(0, HexFormat.of().parseHex("a7f40010" + "00000000" + "533339304550" + "0001"));
        // llilf r1,write event data; larl r2,SCCB; servc r1,r2; larl r1,WAIT_PSW; lpswe 0(r1)
        at.put(0x20, HexFormat.of().parseHex("c01f00760005"));
        at.putShort(0x26, (short) 0xc020).putInt(0x28, (SCCB - 0x26) / 2);
        at.put(0x2c, HexFormat.of().parseHex("b2200012"));
        at.putShort(0x30, (short) 0xc010).putInt(0x32, (WAIT_PSW - 0x30) / 2);
        at.put(0x36, HexFormat.of().parseHex("b2b21000"));
        // wait, all interruptions masked, 64 bit; the address tells who stopped here
        at.putLong(WAIT_PSW, 0x0002000180000000L).putLong(WAIT_PSW + 8, 0x57a9);
        byte[] message = MESSAGE.getBytes(StandardCharsets.US_ASCII);
        at.putShort(SCCB, (short) (8 + 6 + message.length)).putShort(SCCB + 8, (short) (6 + message.length)).put(SCCB + 10, (byte) 0x1a)
                .put(SCCB + 14, message);
        // 0x10430: room for the command line
        at.putLong(0x430, COMMAND_LINE_BYTES).put(0x480, "root=/dev/ram0 ro".getBytes(StandardCharsets.US_ASCII));
    }
}
