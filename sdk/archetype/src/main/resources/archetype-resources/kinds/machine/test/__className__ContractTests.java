package ${package};

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.MachineProviderContract;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What every machine does. */
class ${className}ContractTests extends MachineProviderContract {
    @Override
    protected MachineProvider provider(BootClock clock, RandomGenerator random) {
        return new ${className}Provider();
    }

    @Override
    protected Architecture architecture() {
        return Architecture.S390X;
    }

    @Override
    protected Set<Ability> declined() {
        return EnumSet.of(Ability.RUNS);
    }
}
