package io.strapwork.machine.embedded.lan;

import io.strapwork.api.link.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Has the kernel keep what a card would not take: frames for other stations, and those of VLANs, whose tag a packet socket does not see. Classic BPF (the kernel's networking/filter.rst).
 */
final class FrameFilter {
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;
    /** SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT. */
    private static final int TAG_PRESENT = -0x1000 + 48;
    private static final int ALL_BYTES = 0x40000;

    private FrameFilter() {}

    /** {@code struct sock_fprog}, which lives as long as the arena. */
    static MemorySegment program(Arena arena, MacAddress address) {
        int[][] program = {{LOAD_WORD, 0, 0, TAG_PRESENT}, {JUMP_EQUAL, 0, 7, 0}, {LOAD_BYTE, 0, 0, 0}, {JUMP_ANY_BIT, 4, 0, 1},
            {LOAD_WORD, 0, 0, 0}, {JUMP_EQUAL, 0, 3, (int) (address.value() >>> 16)}, {LOAD_HALF, 0, 0, 4},
            {JUMP_EQUAL, 0, 1, (int) (address.value() & 0xffff)}, {RETURN, 0, 0, ALL_BYTES}, {RETURN, 0, 0, 0}};
        MemorySegment instructions = arena.allocate(8L * program.length, 8);
        for (int i = 0; i < program.length; i++) {
            instructions.set(ValueLayout.JAVA_SHORT, 8L * i, (short) program[i][0]);
            instructions.set(ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) program[i][1]);
            instructions.set(ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) program[i][2]);
            instructions.set(ValueLayout.JAVA_INT, 8L * i + 4, program[i][3]);
        }
        MemorySegment whole = arena.allocate(16, 8);
        whole.set(ValueLayout.JAVA_SHORT, 0, (short) program.length);
        whole.set(ValueLayout.ADDRESS, 8, instructions);
        return whole;
    }
}
