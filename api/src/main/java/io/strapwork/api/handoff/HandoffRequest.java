package io.strapwork.api.handoff;

import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.api.trust.VerifiedImage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a handoff may build from.
 *
 * @param machine  the machine's architecture
 * @param layout   its memory
 * @param image    all parts; the kernel is planned already, the others (initrd, …) are the handoff's to place
 * @param lease    what the network told; empty when the boot came without the machine's network
 * @param bootDevice where the boot came from in words of the bus, {@code "fe.0.0001"}; empty when no device of the machine was driven
 * @param facts    what the machine's firmware tells: device tree, ACPI tables, memory map
 * @param entryLine the command line of the menu entry that boots; empty without a menu
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record HandoffRequest(Architecture machine, MemoryLayout layout, VerifiedImage image, Optional<Lease> lease,
        Optional<String> bootDevice, MachineFacts facts, Optional<String> entryLine) {

    /** Of a boot without a menu. */
    public HandoffRequest(Architecture machine, MemoryLayout layout, VerifiedImage image, Optional<Lease> lease,
            Optional<String> bootDevice, MachineFacts facts) {
        this(machine, layout, image, lease, bootDevice, facts, Optional.empty());
    }

    /** Of a machine that tells nothing. */
    public HandoffRequest(Architecture machine, MemoryLayout layout, VerifiedImage image, Optional<Lease> lease,
            Optional<String> bootDevice) {
        this(machine, layout, image, lease, bootDevice, MachineFacts.none());
    }

    /** Of a machine that has at most a device tree. */
    public HandoffRequest(Architecture machine, MemoryLayout layout, VerifiedImage image, Optional<Lease> lease,
            Optional<String> bootDevice,
            Optional<MemorySegment> deviceTree) {
        this(machine, layout, image, lease, bootDevice, new MachineFacts(deviceTree, Optional.empty(), List.of()));
    }

    /**
     * The kernel's command line: that from the menu entry, and behind it the profile's own, which therefore wins where a kernel takes the last word.
     *
     * @param own of the profile
     */
    public String commandLine(String own) {
        return entryLine.map(line -> own.isEmpty() ? line : line.isEmpty() ? own : line + " " + own).orElse(own);
    }

    /** The machine's own flattened device tree, if it has one; the handoff completes a copy. */
    public Optional<MemorySegment> deviceTree() {
        return facts.deviceTree();
    }
}
