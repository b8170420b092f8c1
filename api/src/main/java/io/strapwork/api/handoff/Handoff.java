package io.strapwork.api.handoff;

import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.FirmwareCalls;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * All that is placed besides the kernel, and how to enter it.
 *
 * @param segments new ones: overlap neither each other nor the plan's
 * @param patches  bytes written last, each wholly inside one segment of the plan, such as a parameter area within the kernel image
 * @param cpu      registers at the entry
 * @param contract what the code there relies on
 * @param calls    answers the guest afterwards; only for a {@link io.strapwork.api.machine.ServingMachine}
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Handoff(List<Segment> segments, List<Segment> patches, CpuState cpu, EntryContract contract, Optional<FirmwareCalls> calls) {
    public Handoff {
        segments = List.copyOf(segments);
        patches = List.copyOf(patches);
    }

    /** Of a guest that never calls. */
    public Handoff(List<Segment> segments, List<Segment> patches, CpuState cpu, EntryContract contract) {
        this(segments, patches, cpu, contract, Optional.empty());
    }
}
