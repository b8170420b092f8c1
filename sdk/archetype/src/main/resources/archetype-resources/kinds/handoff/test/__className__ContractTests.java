package ${package};

import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.testkit.contract.HandoffShimContract;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;

/** What every handoff does: it keeps the contract that it states, in whatever memory there is. */
class ${className}ContractTests extends HandoffShimContract {
    @Override
    protected HandoffShim shim() {
        return new ${className}Handoff(new ${className}Options("console=hvc0"));
    }

    @Override
    protected Architecture architecture() {
        return Architecture.PPC64;
    }

    @Override
    protected LoadPlan plan(MemoryLayout layout) {
        var segment = new Segment("kernel.0", GuestAddress.of(0x400000), MemorySegment.ofArray(new byte[0x1000]), 8 << 20);
        return new LoadPlan("elf", architecture(), ByteOrder.BIG_ENDIAN, List.of(segment), GuestAddress.of(0x400010));
    }
}
