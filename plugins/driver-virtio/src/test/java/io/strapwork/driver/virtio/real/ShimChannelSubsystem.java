package io.strapwork.driver.virtio.real;

import io.strapwork.api.bus.ChannelSubsystem;
import io.strapwork.api.bus.IoInstruction;
import io.strapwork.api.machine.DmaMemory;
import io.strapwork.api.machine.GuestAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * The channel subsystem of a QEMU s390x machine, by a program of 256 bytes in the guest which executes single instructions: a mailbox at 0xa000 holds request, acknowledgement, instruction and
 * registers. No interrupts.
 */
final class ShimChannelSubsystem implements ChannelSubsystem {
    static final byte[] SHIM = HexFormat.of()
            .parseHex("c0f000000800eb01f008006a5810f0005010f0049200f01cc0f0000007f49200f01d5820f0185810f0005910f004a774"
                    + "0024a726fffa9500f01ca784fff29502f01ca784000fb205f020e310f0200004e310f0280008e310f0200024b206f020"
                    + "9201f01d07f05810f0005910f004a7740004b2b2f030eb0ff0800004c600000007cac4fb0000087bc0f0000007bceb0e"
                    + "f1000024b22200005000f00c5810f0005010f004a7f4ffbd000000000000000000000000000000000000000000000000"
                    + "c4fb0000085cc0f00000079deb0ef1000024e54cf00cffffa7f4ffe200000000e54401200000b2b20120000000000000"
                    + "e54401300000b2b20130000000000000");
    private static final long MAILBOX = 0xa000;
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private final QemuProcess qemu;
    private final MemorySegment box;
    private int request;
    int operations;

    ShimChannelSubsystem(QemuProcess qemu) {
        this.qemu = qemu;
        this.box = qemu.ram().asSlice(MAILBOX, 4096);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while ((int) WORD.getAcquire(box, 8L) == 0) {
            if (!qemu.runs() || System.nanoTime() > until) {
                throw new AssertionError("the shim does not come up");
            }
            Thread.onSpinWait();
        }
        for (long psw = 0x1a0; psw < 0x200; psw += 16) {
            qemu.ram().set(U64, psw, 0x0000_0001_8000_0000L);
            qemu.ram().set(U64, psw + 8, psw == 0x1a0 ? 0x90e0 : psw == 0x1b0 ? 0x90f0 : 0x90c0);
        }
    }

    private int execute(int instruction, long... registers) {
        operations++;
        box.set(U32, 0x10, instruction);
        for (int i = 0; i < registers.length; i++) {
            box.set(U64, 0x80 + 8L * (i + 1), registers[i]);
        }
        int mark = Integer.reverseBytes(++request);
        WORD.setRelease(box, 0L, mark);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        for (int i = 0; (int) WORD.getAcquire(box, 4L) != mark; i++) {
            if (i % 1000 == 999) {
                Thread.yield();
                if (System.nanoTime() > until) {
                    throw new AssertionError("the shim does not answer");
                }
            }
        }
        int result = box.get(U32, 0x0c);
        if (result == -1) {
            throw new AssertionError(
                    "program check " + qemu.ram().get(ValueLayout.JAVA_BYTE, 0x8f) + " at instruction " + Integer.toHexString(instruction));
        }
        return result >>> 28 & 3;
    }

    @Override
    public int execute(IoInstruction instruction, int subchannel, GuestAddress operand) {
        int code = switch (instruction) {
            case STSCH -> 0xb2342000;
            case MSCH -> 0xb2322000;
            case SSCH -> 0xb2332000;
            case TSCH -> 0xb2352000;
            case CSCH -> 0xb2300000;
            case CHSC -> 0xb25f0020;
        };
        return execute(code, subchannel, operand.value());
    }

    @Override
    public long notify(int subchannel, int queue, long cookie) {
        execute(0x83240500, 3, subchannel, queue, cookie);
        return box.get(U64, 0x100 + 8 * 2);
    }

    @Override
    public DmaMemory dma() {
        return qemu;
    }
}
