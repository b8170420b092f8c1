package ${package};

import io.strapwork.api.bus.PciBus;
import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.LinkDriverContract;
import java.util.random.RandomGenerator;

/** What every driver does. */
class ${className}ContractTests extends LinkDriverContract<PciBus> {
    @Override
    protected LinkDriver<PciBus> driver(BootClock clock, RandomGenerator random) {
        return new ${className}Driver();
    }

    @Override
    protected Bench<PciBus> bench() {
        return new ${className}Card(true);
    }

    @Override
    protected Bench<PciBus> empty() {
        return new ${className}Card(false);
    }
}
