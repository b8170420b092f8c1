package io.strapwork.testkit.contract;

import io.strapwork.api.link.DiskDriver;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.SectorDriver.Fault;
import io.strapwork.testkit.fake.SectorBus;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskDriverContractTests {
    @Test
    void aRightDriverPasses() {
        Verdicts.passes(Toy.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "WHOLE_BLOCKS_ONLY    | readsAnyRange                | bytes at",
        "READS_PAST           | refusesWhatIsOutside         | reads outside of the disk",
        "IGNORES_ERRORS       | tellsAnErrorAndGoesOn        | a disk that reports an error",
        "RAW_EXCEPTION        | tellsAnErrorAndGoesOn        | only StrapworkException",
        "OTHER_FAMILY         | tellsAnErrorAndGoesOn        | begin with SW-L",
        "NAMELESS             | tellsAnErrorAndGoesOn        | which disk is it",
        "DIES_OF_AN_ERROR     | tellsAnErrorAndGoesOn        | the disk is dead",
        "WAITS_FOREVER        | waitsNotForever              | waits for ever",
        "TAKES_LATE           | waitsNotForever              | should have been refused",
        "IGNORES_CLOSE        | waitsNotForever              | ignores close",
        "TRUSTS_THE_DISK      | doesNotTrustTheDisk          | should have been refused",
        "WRITES_AFTER_QUIESCE | isSilentAfterQuiesce         | writes after quiesce",
        "READS_AFTER_QUIESCE  | isSilentAfterQuiesce         | reads after quiesce",
        "WASTES_MEMORY        | canBeOpenedAgain             | takes too much memory",
        "SWALLOWS_INTERRUPT   | keepsInterruptsOfItsThread   | swallows an interrupt",
        "MUTABLE_STATIC       | keepsNothingStatic           | RememberingDisk.OPENED",
        "OVERRUNS             | writesNothingButTheSegment   | writes before the segment",
        "WRONG_BLOCKS         | tellsItsFacts                | the size of a block",
        "NO_DISK_IS_AN_ERROR  | findsNoneOnABusWithoutDisks  | none of the driver's problems"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Toy.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Toy extends DiskDriverContract<SectorBus> {
        private final Fault fault;

        Toy(Fault fault) {
            this.fault = fault;
        }

        private record Bench(SectorBus bus, byte[] content) implements DiskDriverContract.Bench<SectorBus> {
            @Override
            public int blockSize() {
                return 1024;
            }

            @Override
            public boolean failAt(long offset) {
                bus.failAt(offset);
                return true;
            }

            @Override
            public boolean beSilent() {
                bus.beSilent();
                return true;
            }

            @Override
            public boolean lie() {
                bus.lie();
                return true;
            }

            @Override
            public void finishLate() {
                bus.finishLate();
            }
        }

        @Override
        protected DiskDriver<SectorBus> driver(BootClock clock) {
            return new SectorDriver(clock, fault);
        }

        @Override
        protected int patience() {
            return fault == Fault.WAITS_FOREVER ? 2 : super.patience();
        }

        @Override
        protected Bench bench() {
            var content = new byte[400 * 1024];
            new Random(1).nextBytes(content);
            return new Bench(new SectorBus(content, 1024), content);
        }

        @Override
        protected Bench empty() {
            return new Bench(SectorBus.empty(), new byte[0]);
        }
    }
}
