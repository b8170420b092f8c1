package ${package};

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.AddressSourceContract;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What every source of addresses does. */
class ${className}ContractTests extends AddressSourceContract {
    @Override
    protected AddressSource source(BootClock clock, RandomGenerator random) {
        return new ${className}Source(new ${className}Options(Map.of("52:54:00:12:34:56", "10.0.2.15"), 24, Optional.of("10.0.2.2")), clock);
    }

    @Override
    protected Set<Ability> declined() {
        return EnumSet.allOf(Ability.class);
    }
}
