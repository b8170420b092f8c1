package io.strapwork.address.fixed;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.AddressSourceContract;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

class StaticContractTests extends AddressSourceContract {
    @Override
    protected Set<Ability> declined() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    protected AddressSource source(BootClock clock, RandomGenerator random) {
        return new StaticAddress(
                new StaticOptions("10.0.2.15/24", List.of(), Optional.of("10.0.2.2"), List.of(), List.of(), Optional.empty(),
                        Optional.empty()),
                clock);
    }
}
