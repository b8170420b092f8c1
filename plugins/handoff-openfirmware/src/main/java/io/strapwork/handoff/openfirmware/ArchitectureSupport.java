package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.device.tree.FdtView;
import io.strapwork.handoff.openfirmware.ClientMemory.Refused;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ibm,client-architecture-support} (Power Architecture Platform Requirements, B.6.2.3): the hypervisor itself compares what the client can with what the machine has, and
 * answers with another device tree behind a header of four bytes.
 */
record ArchitectureSupport(Firmware firmware) {
    private static final Logger LOG = LoggerFactory.getLogger(ArchitectureSupport.class);
    private static final long H_CAS = 0xf002;
    private static final int HEADER = 4;
    private static final int FAILED = 1;

    /** The method's status: 0 when the tree is the negotiated one from now on. */
    int negotiate(CallingCpu cpu, long vector) throws Refused {
        long at = firmware.scratch().start().value();
        long room = firmware.scratch().bytes();
        var memory = new ClientMemory(cpu.memory());
        memory.bytes(vector, 1);
        long status = cpu.hypercall(H_CAS, vector, at, room)[0];
        if (status != 0) {
            LOG.debug("the hypervisor refuses what the client supports: {}", status);
            return FAILED;
        }
        long bytes = CallFrame.unsigned(memory.cell(at + HEADER + 4));
        if (bytes > room - HEADER) {
            throw new Refused("a negotiated device tree of " + bytes + " bytes");
        }
        try {
            var tree = FdtView.parse(MemorySegment.ofArray(memory.bytes(at + HEADER, (int) bytes)));
            firmware.replace(new PackageTree(tree.root(), Optional.of(firmware.tree())));
            return 0;
        } catch (StrapworkException e) {
            LOG.warn("the negotiated device tree can't be read", e);
            return FAILED;
        }
    }
}
