package io.strapwork.handoff.linux;

import io.strapwork.device.tree.DeviceTree;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a kernel tells ibm,client-architecture-support of itself (Power Architecture Platform Requirements, B.6.2.3), made for one that is not asked.
 *
 * @param radix translation by radix trees, else by hashed page tables
 * @param xive  interrupts by XIVE, else by XICS
 */
record SupportVector(boolean radix, boolean xive) {
    /** Pairs of mask and value: the processors from POWER7 on, then the architecture levels, and the pair that ends the list. */
    private static final int[] VERSIONS = {0xffff0000, 0x003f0000, 0xffff0000, 0x004b0000, 0xffff0000, 0x004c0000, 0xffff0000, 0x004d0000,
        0xffff0000, 0x004e0000, 0xffff0000, 0x00800000, 0xffffffff, 0x0f000006, 0xffffffff, 0x0f000005, 0xffffffff, 0x0f000004, 0xffffffff,
        0x0f000003, 0xffffffff, 0x0f000002, 0xfffffffe, 0x0f000001};
    private static final int VECTORS = 5;
    private static final int XIVE_BYTE = 23;
    private static final int MMU_BYTE = 24;
    private static final int GTSE_BYTE = 26;
    private static final int CHOSEN = 0x40;
    private static final int EITHER = 0x80;
    private static final String SUPPORT = "ibm,arch-vec-5-platform-support";

    byte[] bytes() {
        var out = new ByteArrayOutputStream();
        var versions = ByteBuffer.allocate(4 * VERSIONS.length);
        for (int version : VERSIONS) {
            versions.putInt(version);
        }
        out.writeBytes(versions.array());
        out.write(VECTORS - 1);
        // 1: levels of the architecture; 2 to 4: nothing to wish for
        vector(out, 0, 0xff, 0xc0);
        vector(out, 0);
        vector(out, 0);
        vector(out, 0);
        vector(out, features());
        return out.toByteArray();
    }

    private int[] features() {
        var five = new int[GTSE_BYTE];
        // logical partition, shared processors, large pages, MSI; affinity of form 1
        five[2 - 1] = 0x80 | 0x40 | 0x10 | 0x01;
        five[5 - 1] = 0x80;
        five[XIVE_BYTE - 1] = xive ? CHOSEN : 0;
        five[MMU_BYTE - 1] = radix ? CHOSEN : 0;
        five[GTSE_BYTE - 1] = radix ? CHOSEN : 0;
        return five;
    }

    private static void vector(ByteArrayOutputStream out, int... bytes) {
        out.write(bytes.length - 1);
        for (int next : bytes) {
            out.write(next);
        }
    }

    /** The machine's word on byte {@code number} of vector 5, empty when it says nothing of it. */
    private static Optional<Integer> support(DeviceTree machine, int number) {
        byte[] pairs = machine.root().child("chosen").flatMap(chosen -> chosen.property(SUPPORT)).map(property -> property.value())
                .orElse(new byte[0]);
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            if (pairs[i] == number) {
                return Optional.of(pairs[i + 1] & (CHOSEN | EITHER));
            }
        }
        return Optional.empty();
    }

    private static boolean offers(DeviceTree machine, int number, boolean newer) {
        int offered = support(machine, number).orElse(0);
        return (offered & EITHER) != 0 || (offered == CHOSEN) == newer;
    }

    static boolean offersMmu(DeviceTree machine, boolean radix) {
        return offers(machine, MMU_BYTE, radix);
    }

    static boolean offersInterrupts(DeviceTree machine, boolean xive) {
        return offers(machine, XIVE_BYTE, xive);
    }
}
