package io.strapwork.api.machine;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apiguardian.api.API;

/**
 * What a machine's firmware tells the system that it starts. A handoff builds from it; empty where the machine has nothing to say.
 *
 * @param uuid       as SMBIOS type 1, STSI 3.2.2 or the device tree's {@code vm,uuid} have it
 * @param deviceTree the machine's own flattened device tree; the handoff completes a copy
 * @param rsdp       the root pointer of ACPI tables that are in place, inside memory that the layout reserves
 * @param memoryMap  in order of address; RAM that is not in it is the machine's secret
 * @param callEntry  where the guest's code calls its firmware, when this is a {@link ServingMachine}; inside memory that the layout reserves
 * @param loadparm   what an operator told the firmware to boot, in its own words: of s390x, up to eight characters without blanks around them
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record MachineFacts(Optional<UUID> uuid, Optional<MemorySegment> deviceTree, Optional<GuestAddress> rsdp,
        List<MemoryMapEntry> memoryMap, Optional<GuestAddress> callEntry, Optional<String> loadparm) {
    public MachineFacts {
        memoryMap = List.copyOf(memoryMap);
    }

    /** Of a machine that was told nothing by an operator. */
    public MachineFacts(Optional<UUID> uuid, Optional<MemorySegment> deviceTree, Optional<GuestAddress> rsdp,
            List<MemoryMapEntry> memoryMap, Optional<GuestAddress> callEntry) {
        this(uuid, deviceTree, rsdp, memoryMap, callEntry, Optional.empty());
    }

    /** Of a machine that has no UUID and can't be called. */
    public MachineFacts(Optional<MemorySegment> deviceTree, Optional<GuestAddress> rsdp, List<MemoryMapEntry> memoryMap) {
        this(Optional.empty(), deviceTree, rsdp, memoryMap, Optional.empty());
    }

    public static MachineFacts none() {
        return new MachineFacts(Optional.empty(), Optional.empty(), List.of());
    }

    /** The same of a machine with that UUID. */
    public MachineFacts withUuid(UUID known) {
        return new MachineFacts(Optional.of(known), deviceTree, rsdp, memoryMap, callEntry, loadparm);
    }

    /** The same of a machine that an operator told this. */
    public MachineFacts withLoadparm(String told) {
        return new MachineFacts(uuid, deviceTree, rsdp, memoryMap, callEntry, Optional.of(told));
    }

    /** A range of the memory map. */
    public record MemoryMapEntry(GuestRange range, Kind kind) {}

    /** What a range is (ACPI 6.5, 15.3). */
    public enum Kind {
        RAM, RESERVED, ACPI_RECLAIMABLE, ACPI_NVS
    }
}
