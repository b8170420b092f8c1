package org.example.multiboot2;

import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MemoryLayout;
import io.strapwork.testkit.contract.HandoffShimContract;
import io.strapwork.testkit.fake.Parts;

class Multiboot2HandoffContractTests extends HandoffShimContract {
    @Override
    protected HandoffShim shim() {
        return new Multiboot2Handoff(new Multiboot2Options("console=com1"));
    }

    @Override
    protected Architecture architecture() {
        return Architecture.X86_64;
    }

    @Override
    protected LoadPlan plan(MemoryLayout layout) {
        return new Multiboot2Loader().plan(Parts.kernel(Images.flat(0)), architecture(), layout);
    }
}
