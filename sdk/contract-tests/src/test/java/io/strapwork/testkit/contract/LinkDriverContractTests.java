package io.strapwork.testkit.contract;

import io.strapwork.api.link.LinkDriver;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.MailboxDriver.Fault;
import io.strapwork.testkit.fake.MailboxBus;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkDriverContractTests {
    @Test
    void aRightDriverPasses() {
        Verdicts.passes(Toy.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "LEAKS_BUFFER         | sendsFramesWhole                | leaks a buffer",
        "LEAKS_DROPPED        | aFullRingIsLoss                 | leaks a buffer",
        "BLOCKS_LOOP          | neverBlocksTheLoop              | blocks the event loop",
        "IGNORES_CLOSE        | isSilentAfterQuiesce            | ignores close: the device still runs after quiesce",
        "SWALLOWS_INTERRUPT   | keepsInterruptsOfItsThread      | swallows an interrupt",
        "WRITES_AFTER_QUIESCE | isSilentAfterQuiesce            | writes after quiesce",
        "READS_PAST           | doesNotTrustTheDevicesLengths   | reads past a length",
        "MUTABLE_STATIC       | keepsNothingStatic              | CountingDriver.opened",
        "STATIC_SCRATCH       | keepsNothingStatic              | RememberingDriver.SEEN",
        "LENDS_RING           | givesBuffersAway                | no view of the ring",
        "IGNORES_BUDGET       | keepsTheBudget                  | a budget of 4 frames",
        "MISCOUNTS            | keepsTheBudget                  | receive returns how many",
        "TURNS_ORDER          | sendsFramesWhole                | in order",
        "CUTS_FRAMES          | dropsWhatDoesNotFit             | can't be sent",
        "FORGETS_FLUSH        | sendsFramesWhole                | frames sent",
        "RING_STAYS_FULL      | aFullRingIsLoss                 | transmit still drops",
        "NO_INTERRUPT         | interruptsWhenFramesCome        | nobody was told",
        "INTERRUPTS_DISARMED  | isQuietWhileDisarmed            | interrupts were disarmed",
        "ARMS_BLINDLY         | isQuietWhileDisarmed            | frames wait already",
        "RAW_EXCEPTION        | tellsOfABusWithoutItsDevice     | only StrapworkException",
        "OTHER_FAMILY         | tellsOfABusWithoutItsDevice     | begin with SW-L",
        "NO_ADDRESS           | tellsItsFacts                   | no card has the address",
        "POLLED               | tellsItsFacts                   | it does not decline interrupts, and its card has none",
        "QUIESCES_ONCE        | canBeOpenedAgain                | quiet already"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Toy.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Toy extends LinkDriverContract<MailboxBus> {
        private final Fault fault;

        Toy(Fault fault) {
            this.fault = fault;
        }

        private record Bench(MailboxBus bus) implements LinkDriverContract.Bench<MailboxBus> {
            @Override
            public List<byte[]> sent() {
                return bus.sent();
            }

            @Override
            public void arrive(byte[] frame) {
                bus.arrive(frame);
            }

            @Override
            public boolean lie() {
                bus.arrive(new byte[60], 3000);
                return true;
            }
        }

        @Override
        protected LinkDriver<MailboxBus> driver(BootClock clock, RandomGenerator random) {
            return switch (fault) {
                case MUTABLE_STATIC -> new CountingDriver();
                case STATIC_SCRATCH -> new RememberingDriver();
                default -> new MailboxDriver(fault);
            };
        }

        @Override
        protected Bench bench() {
            return new Bench(new MailboxBus(true));
        }

        @Override
        protected Bench empty() {
            return new Bench(new MailboxBus(false));
        }
    }
}
