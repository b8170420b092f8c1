package io.strapwork.machine.qemu.s390x;

import io.strapwork.machine.qemu.process.QmpMessage;
import io.strapwork.machine.qemu.process.Wires;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a CPU stands in a disabled wait. Linux restarts by DIAGNOSE X'308' (arch/s390/kernel/ipl.c: subcode 4 after an IPL from a ccw device). QEMU 7.2 knows no subcode 4 and answers with a
 * specification exception; then Linux has nothing left but to stop. The last program interruption in the prefix area tells that apart from a panic.
 */
final class StoppedCpu {
    private static final int SPECIFICATION_EXCEPTION = 6;
    private static final int INSTRUCTION_BYTES = 4;
    private static final int PROGRAM_INTERRUPTION = 0x8c;
    private static final int PROGRAM_OLD_PSW_ADDRESS = 0x158;
    private static final int DIAGNOSE = 0x83;
    private static final Pattern BYTE = Pattern.compile("0x([0-9a-f]{2})(?![0-9a-f])");

    private StoppedCpu() {}

    static boolean askedForReset(Wires wires) {
        List<Integer> cause = real(wires, PROGRAM_INTERRUPTION, 4);
        if (cause.size() != 4 || (cause.get(1) & 6) != INSTRUCTION_BYTES || (cause.get(2) & 0x7f) != 0
                || cause.get(3) != SPECIFICATION_EXCEPTION) {
            return false;
        }
        long next = 0;
        for (int one : real(wires, PROGRAM_OLD_PSW_ADDRESS, 8)) {
            next = next << 8 | one;
        }
        List<Integer> instruction = real(wires, next - INSTRUCTION_BYTES, INSTRUCTION_BYTES);
        return instruction.size() == INSTRUCTION_BYTES && instruction.get(0) == DIAGNOSE && instruction.get(2) == 3
                && instruction.get(3) == 8;
    }

    /** Bytes at an address as the CPU sees it, whose address translation is off; none where nothing is. */
    private static List<Integer> real(Wires wires, long address, int bytes) {
        QmpMessage answer = wires.qmp().execute("human-monitor-command",
                String.format(Locale.ROOT, "{\"command-line\":\"x /%dxb 0x%x\"}", bytes, address), wires.qemu(), wires.patience());
        return parse(answer.values().getOrDefault("return", ""));
    }

    static List<Integer> parse(String lines) {
        var found = new ArrayList<Integer>();
        for (Matcher one = BYTE.matcher(lines); one.find();) {
            found.add(Integer.parseInt(one.group(1), 16));
        }
        return found;
    }
}
