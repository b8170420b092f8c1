package io.strapwork.testkit.contract;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MachineProvider;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.ToyMachines.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineProviderContractTests {
    @Test
    void aRightMachinePasses() {
        Verdicts.passes(Toy.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "IGNORES_CLOSE        | closesForGood                        | ignores close: threads of the machine still run",
        "LEAVES_MEMORY        | closesForGood                        | ignores close: guest memory can still be read",
        "CLOSES_ONCE          | closesForGood                        | closed already",
        "SWALLOWS_INTERRUPT   | keepsInterruptsOfItsThread           | swallows an interrupt",
        "WRITES_AFTER_QUIESCE | entersAsItIsTold                     | memory at the entry is what was placed there",
        "READS_PAST           | guardsItsMemory                      | reads past a length",
        "MUTABLE_STATIC       | keepsNothingStatic                   | CountingMachines.count",
        "OTHER_ARCHITECTURE   | isWhatWasAskedFor                    | the machine's architecture",
        "TOO_LITTLE_MEMORY    | isWhatWasAskedFor                    | bytes of RAM",
        "OTHER_BUS            | isWhatWasAskedFor                    | no bus ccw",
        "NEW_BUS              | staysWhatItIs                        | a bus is another object each time",
        "RESERVES_NOWHERE     | laysMemoryOutInOrder                 | is no RAM",
        "UNALIGNED_DMA        | sharesMemoryWithDevices              | aligned as asked",
        "DIRTY_DMA            | sharesMemoryWithDevices              | memory for devices is zeroed",
        "SAME_DMA             | sharesMemoryWithDevices              | was given already",
        "ENDLESS_DMA          | tellsWhenDeviceMemoryIsUsedUp        | should have been refused",
        "CHECKS_NOTHING       | refusesAnEntryThatBreaksItsContract  | should have been refused",
        "FORGETS_REGISTERS    | entersAsItIsTold                     | register psw",
        "PRETENDS_TO_RUN      | entersAsItIsTold                     | one that declines gives none",
        "RAW_EXCEPTION        | refusesWhatItCannotBe                | only StrapworkException",
        "OTHER_FAMILY         | refusesWhatItCannotBe                | begin with SW-M",
        "TAKES_ANY_BUS        | refusesWhatItCannotBe                | a bus that no machine has should have been refused",
        "SAME_MACHINE         | givesANewMachineEachTime             | has the memory of the one before"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Toy.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Toy extends MachineProviderContract {
        private final Fault fault;

        Toy(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected MachineProvider provider(BootClock clock, RandomGenerator random) {
            return fault == Fault.MUTABLE_STATIC ? new CountingMachines() : new ToyMachines(fault);
        }

        @Override
        protected Architecture architecture() {
            return Architecture.S390X;
        }

        @Override
        protected Set<Ability> declined() {
            return EnumSet.of(Ability.RUNS);
        }

        @Override
        protected Duration closing() {
            return fault == Fault.IGNORES_CLOSE ? Duration.ofMillis(200) : super.closing();
        }
    }
}
