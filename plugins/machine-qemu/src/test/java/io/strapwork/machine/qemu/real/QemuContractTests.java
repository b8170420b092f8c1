package io.strapwork.machine.qemu.real;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.time.BootClock;
import io.strapwork.machine.qemu.QemuOptions;
import io.strapwork.machine.qemu.QemuProvider;
import io.strapwork.testkit.contract.MachineProviderContract;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** All three architectures, each with a CPU that runs. */
@Tag("real")
class QemuContractTests {
    private abstract static class Contract extends MachineProviderContract {
        @BeforeEach
        void isInstalled() {
            RealMachines.need("qemu-system-" + architecture().id());
        }

        @Override
        protected MachineProvider provider(BootClock clock, RandomGenerator random) {
            return new QemuProvider(QemuOptions.standard(), clock, random);
        }

        @Override
        protected long memoryBytes() {
            return 256L << 20;
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
