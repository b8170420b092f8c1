package io.strapwork.testkit.contract;

import io.strapwork.api.stack.IpStack;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.ToyStack.Fault;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpStackContractTests {
    @Test
    void aRightStackPasses() {
        Verdicts.passes(Toy.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "LEAKS_BUFFER       | answersArp               | leaks a buffer: received frames",
        "LEAKS_SENT         | sendsByTheRouter         | leaks a buffer: what was sent",
        "BLOCKS_LOOP        | answersArp               | blocks the event loop",
        "IGNORES_CLOSE      | endsWithTheLoop          | ignores close: the loop has ended",
        "LISTENERS_STAY     | forgetsListeners         | ignores close: a listener that was taken away",
        "READS_PAST         | handsPacketsToListeners  | reads past a length: the padding",
        "MUTABLE_STATIC     | keepsNothingStatic       | RememberingStack.last",
        "TRUSTS_CHECKSUMS   | dropsWhatIsBroken        | a broken packet is handed over",
        "ANSWERS_EARLY      | isSilentWithoutAnAddress | before it has an address",
        "ANSWERS_FOR_OTHERS | answersArp               | somebody else's address",
        "NO_ECHO            | answersPings             | a ping of 0 bytes is answered",
        "CHANGES_ECHO       | answersPings             | the echo, byte for byte",
        "HIDES_UNREACHABLE  | tellsWhatCannotBeDelivered | there is no route, but the sender isn't told",
        "TAKES_ALL          | handsPacketsToListeners  | is for the next",
        "SHARES_PORTS       | givesPortsOut            | a port is given to two",
        "CUTS_NOTHING       | cutsLargePackets         | all pieces together",
        "JOINS_NOTHING      | joinsPieces              | pieces in any order make one packet",
        "HIDES_FAILURE      | endsWithItsLink          | failure() is empty",
        "OWN_RANDOM         | usesTheBootsRandomness   | take randomness from",
        "THROWS_ON_SHORT    | dropsWhatIsBroken        | a frame from the network made it throw",
        "NEVER_FLUSHES      | sendsByTheRouter         | the router",
        "CHANGES_SENT       | sendsByTheRouter         | the payload, unchanged",
        "LEAVES_CHECKSUMS   | fillsInChecksums         | the checksum of an unfinished packet",
        "OWN_HOPS           | keepsHopLimits           | the time to live that was asked for",
        "FORGETS_PIECES     | joinsWhatIsAssigned      | what two sources have assigned, together",
        "PIECES_STAY        | joinsWhatIsAssigned      | one source has withdrawn",
        "TRUSTS_ALL         | tellsWhatTheCardHasChecked | a frame whose checksums nobody has checked",
        "TWO_THREADS        | answersArp               | used by two threads"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Toy.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Toy extends IpStackContract {
        private final Fault fault;

        Toy(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected IpStack stack(BootClock clock, RandomGenerator random) {
            return fault == Fault.MUTABLE_STATIC ? new RememberingStack(clock, random) : new ToyStack(clock, random, fault);
        }
    }
}
