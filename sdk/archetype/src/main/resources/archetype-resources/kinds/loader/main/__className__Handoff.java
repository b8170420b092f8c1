package ${package};

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffPlugin;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.EntryContract.RegisterIs;
import java.util.List;
import java.util.Map;

/** What the images want when they start: here they are content with being entered. The handoffs of Linux kernels start plans of their own loaders only. */
@HandoffPlugin(id = "${id}", architecture = "ppc64", contract = "${id}", formats = "${id}")
public final class ${className}Handoff implements HandoffShim {
    @Override
    public Handoff prepare(LoadPlan plan, HandoffRequest request) {
        long entry = plan.entry().value();
        return new Handoff(List.of(), List.of(), new CpuState(plan.architecture(), plan.entry(), Map.of("nip", entry)),
                new EntryContract("${id}", List.of(new RegisterIs("nip", -1, entry, "the image's own entry"))));
    }
}
