package io.strapwork.machine.qemu.process;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.List;

/** What it means when QEMU ends before its machine is up. */
final class EarlyEnd {
    private static final String OTHER_PROGRAM = "SW-M219";
    /** Of QEMU's words for memory that a machine can't have. */
    private static final List<String> MEMORY = List.of("memory size", "ram size", "phys-bits too low", "memory-backend", "numa",
            "guest rma", "memory backend");

    private EarlyEnd() {}

    /** @param said its standard error */
    static Problem problem(String program, int status, String said) {
        String lower = said.toLowerCase(java.util.Locale.ROOT);
        if (lower.contains("kvm") && (lower.contains("failed to initialize") || lower.contains("could not access kvm")
                || lower.contains("invalid accelerator"))) {
            return new Problem(ProblemCodes.NO_KVM, Blame.HOST, "machine.accel", "KVM can't be used here: " + firstLine(said),
                    "remove accel = \"kvm\", or boot on a computer of the machine's own architecture with access to /dev/kvm");
        }
        if (lower.contains("unsupported machine type")) {
            return new Problem(OTHER_PROGRAM, Blame.USER, "machine.binary",
                    program + " is QEMU for another architecture: " + firstLine(said),
                    "set binary to QEMU for the machine's architecture, or remove it");
        }
        if (said.isEmpty() && status >= 0) {
            return new Problem(OTHER_PROGRAM, Blame.USER, "machine.binary",
                    program + " exited immediately with status " + status + " without any output; it may not be QEMU",
                    "set binary to qemu-system-ARCHITECTURE, or remove it");
        }
        if (lower.contains("-action: invalid option")
                || lower.contains("netdev") && (lower.contains("backend type") || lower.contains("invalid parameter"))
                        && lower.contains("stream")
                || lower.contains("expects a netdev backend type")) {
            return new Problem("SW-M203", Blame.HOST, program, "this QEMU is too old: " + firstLine(said),
                    "install QEMU 7.2 or newer");
        }
        if (lower.contains("cannot allocate memory") || lower.contains("cannot set up guest memory")) {
            return new Problem(ProblemCodes.NO_MEMORY, Blame.HOST, "machine.memory",
                    "QEMU has no room for the machine's memory: " + firstLine(said),
                    "set a smaller machine.memory");
        }
        if (MEMORY.stream().anyMatch(lower::contains)) {
            return new Problem("SW-M225", Blame.USER, "machine.memory", "QEMU can't give the machine that memory: " + firstLine(said),
                    "set another machine.memory, or change the memory settings in machine.arguments and machine.cpu");
        }
        return new Problem("SW-M210", Blame.HOST, program, "QEMU exited before the machine was up, with status " + status,
                said.isEmpty() ? "it printed nothing" : "it printed:\n" + said);
    }

    private static String firstLine(String said) {
        return said.lines().findFirst().orElse("it printed nothing").strip();
    }
}
