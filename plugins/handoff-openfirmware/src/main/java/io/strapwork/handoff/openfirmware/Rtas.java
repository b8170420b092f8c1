package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.handoff.openfirmware.ClientMemory.Refused;
import java.util.Optional;

/** Run-time services as the hypervisor takes them: a call with the address of cells (Power Architecture Platform Requirements, 7.2). */
record Rtas(Firmware firmware) {
    private static final long H_RTAS = 0xf000;

    /** A service's status; empty when the machine has no such service. */
    Optional<Integer> call(CallingCpu cpu, String service, int... arguments) throws Refused {
        Optional<Integer> token = firmware.tree().find("/rtas").flatMap(rtas -> rtas.cell(service));
        if (token.isEmpty()) {
            return token;
        }
        var memory = new ClientMemory(cpu.memory());
        long at = firmware.scratch().start().value();
        memory.cell(at, token.get());
        memory.cell(at + 4, arguments.length);
        memory.cell(at + 8, 1);
        for (int i = 0; i < arguments.length; i++) {
            memory.cell(at + 12 + 4L * i, arguments[i]);
        }
        cpu.hypercall(H_RTAS, at);
        return Optional.of(memory.cell(at + 12 + 4L * arguments.length));
    }
}
