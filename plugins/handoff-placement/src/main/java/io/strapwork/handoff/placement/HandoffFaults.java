package io.strapwork.handoff.placement;

import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with one handoff, so that all of it is reported at once. */
public final class HandoffFaults {
    private final List<Problem> found = new ArrayList<>();

    public void add(String code, String where, String what, String hint) {
        found.add(new Problem(code, Blame.USER, where, what, hint));
    }

    /**
     * That the kernel and the machine are of the handoff's architecture.
     *
     * @return whether they are
     */
    public boolean check(String handoff, Architecture architecture, LoadPlan plan, HandoffRequest request) {
        boolean fits = plan.architecture() == architecture && request.machine() == architecture;
        if (!fits) {
            add("SW-H501", "handoff",
                    handoff + " starts " + architecture.id() + " kernels, but this is a kernel for " + plan.architecture().id()
                            + " on a machine of " + request.machine().id(),
                    "choose the handoff of that architecture");
        }
        return fits;
    }

    /** @throws StrapworkException when there are any */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new StrapworkException(found, null);
        }
    }
}
