package ${package};

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.DiskDriverContract;

/** What every disk driver does. */
class ${className}ContractTests extends DiskDriverContract<PciBus> {
    @Override
    protected DiskDriver<PciBus> driver(BootClock clock) {
        return new ${className}Driver(clock);
    }

    @Override
    protected Bench<PciBus> bench() {
        return ${className}Board.withDisk();
    }

    @Override
    protected Bench<PciBus> empty() {
        return ${className}Board.empty();
    }
}
