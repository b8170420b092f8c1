package io.strapwork.testkit.contract;

import io.strapwork.api.address.AddressSource;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.ToyDhcp.Fault;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressSourceContractTests {
    @Test
    void aRightSourcePasses() {
        Verdicts.passes(Toy.class);
    }

    /** It asks, and takes an address of its own when nobody answers. */
    @Test
    void aRightSourceThatNeverFailsPasses() {
        Verdicts.passes(NeverFails.class);
    }

    @Test
    void oneThatNeverFailsMustConfigureToo() {
        Verdicts.catches(NeverFails.class, Fault.HELPS_ITSELF_HALF, "givesUpOnASilentNetwork",
                "it declines to fail, and the network is not configured");
        Verdicts.catches(Toy.class, Fault.HELPS_ITSELF, "givesUpOnASilentNetwork", "a network without a server should have been refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "LEAKS_BUFFER         | configuresTheNetwork       | leaks a buffer",
        "BLOCKS_LOOP          | leavesTheEventLoopFree     | blocks the event loop",
        "WAITS_OTHERWISE      | configuresTheNetwork       | contract waits, but not through the boot's clock, in CompletableFuture.get at",
        "IGNORES_CLOSE        | configuresTheNetwork       | ignores close",
        "LEAVES_PORT          | configuresTheNetwork       | UDP port 68 was not released",
        "LEAVES_LISTENER      | configuresTheNetwork       | 1 packet listeners are still registered",
        "SWALLOWS_INTERRUPT   | endsWhenItIsInterrupted    | swallows an interrupt",
        "READS_PAST           | survivesHostileAnswers     | reads past a length",
        "MUTABLE_STATIC       | keepsNothingStatic         | RememberingDhcp.last",
        "CALLS_OFF_LOOP       | configuresTheNetwork       | IpNetwork.assign is called off the event loop",
        "FORGETS_TO_CONFIGURE | configuresTheNetwork       | the network is configured as the lease says",
        "CONFIGURES_OTHERWISE | configuresTheNetwork       | the network is configured as the lease says",
        "CONFIGURES_TOO_EARLY | givesUpOnASilentNetwork    | the network is configured",
        "NEVER_GIVES_UP       | givesUpOnASilentNetwork    | it gave up too late, after ",
        "GIVES_UP_AT_ONCE     | givesUpOnASilentNetwork    | before any server could answer",
        "ASKS_ONCE            | getsThroughABadWire        | nobody gives a lease",
        "OTHER_FAMILY         | givesUpOnASilentNetwork    | begin with SW-N",
        "RAW_EXCEPTION        | givesUpOnASilentNetwork    | only StrapworkException",
        "OWN_RANDOM           | usesTheBootsRandomness     | take randomness and time from",
        "FORGETS_BOOT_FILE    | tellsWhatItWasTold         | the boot file that the server told",
        "FORGETS_TO_RENEW     | renewsUntilItIsClosed      | it doesn't renew"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Toy.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Toy extends AddressSourceContract {
        private final Fault fault;

        Toy(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected AddressSource source(BootClock clock, RandomGenerator random) {
            return fault == Fault.MUTABLE_STATIC ? new RememberingDhcp(clock, random) : new ToyDhcp(clock, random, fault);
        }
    }

    @ExtendWith(Faults.class)
    static class NeverFails extends AddressSourceContract {
        private final Fault fault;

        NeverFails(Fault fault) {
            this.fault = fault == Fault.NONE ? Fault.HELPS_ITSELF : fault;
        }

        @Override
        protected AddressSource source(BootClock clock, RandomGenerator random) {
            return new ToyDhcp(clock, random, fault);
        }

        @Override
        protected Set<Ability> declined() {
            return EnumSet.of(Ability.FAILS);
        }
    }
}
