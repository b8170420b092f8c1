package io.strapwork.machine.embedded;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.MachineProviderContract;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;

/** All three architectures; there is no CPU. */
class EmbeddedContractTest {
    private abstract static class Contract extends MachineProviderContract {
        @Override
        protected MachineProvider provider(BootClock clock, RandomGenerator random) {
            return new EmbeddedProvider(EmbeddedOptions.standard(), clock, random);
        }

        @Override
        protected Set<Ability> declined() {
            return EnumSet.of(Ability.RUNS);
        }
    }

    @Nested
    class S390x extends Contract {
        @Override
        protected Architecture architecture() {
            return Architecture.S390X;
        }
    }

    @Nested
    class Ppc64 extends Contract {
        @Override
        protected Architecture architecture() {
            return Architecture.PPC64;
        }
    }

    @Nested
    class X86 extends Contract {
        @Override
        protected Architecture architecture() {
            return Architecture.X86_64;
        }
    }
}
