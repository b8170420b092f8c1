package io.strapwork.testkit.contract;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageVerifierContractTests {
    enum Fault {
        NONE, LOOKS_AT_LENGTH, LOOKS_AT_HEAD, TRUSTS_UNKNOWN, STOPS_AT_FIRST, SORTS, SILENT, OTHER_FAMILY, NOWHERE, FULL_STOP, READS_PAST, SWALLOWS_INTERRUPT, MUTABLE_STATIC, SPEAKS_OF_NOTHING
    }

    private record Toy(List<FetchedPart> known, Fault fault) implements ImageVerifier {
        @Override
        public List<Verdict> verify(List<FetchedPart> parts) {
            var verdicts = new ArrayList<Verdict>();
            if (fault == Fault.SWALLOWS_INTERRUPT) {
                Thread.interrupted();
            }
            if (fault == Fault.SPEAKS_OF_NOTHING && parts.isEmpty()) {
                verdicts.add(new Verdict.Trusted("toy"));
            }
            for (FetchedPart part : parts) {
                verdicts.add(verdict(part));
                if (fault == Fault.STOPS_AT_FIRST && verdicts.getLast() instanceof Verdict.Refused) {
                    break;
                }
            }
            return fault == Fault.SORTS ? verdicts.reversed() : verdicts;
        }

        private Verdict verdict(FetchedPart part) {
            if (fault == Fault.READS_PAST) {
                part.content().get(ValueLayout.JAVA_BYTE, 3);
            }
            var right = known.stream().filter(one -> one.name().equals(part.name())).findFirst();
            boolean same = right
                    .map(one -> same(one.content().toArray(ValueLayout.JAVA_BYTE), part.content().toArray(ValueLayout.JAVA_BYTE)))
                    .orElse(fault == Fault.TRUSTS_UNKNOWN);
            return same
                    ? new Verdict.Trusted(fault == Fault.SILENT ? "" : "toy")
                    : new Verdict.Refused(new Problem(fault == Fault.OTHER_FAMILY ? "SW-F999" : "SW-T999", Blame.PEER,
                            fault == Fault.NOWHERE ? "" : part.name(),
                            fault == Fault.FULL_STOP ? "It is another file." : "it is another file", ""));
        }

        private boolean same(byte[] one, byte[] other) {
            return switch (fault) {
                case LOOKS_AT_LENGTH -> one.length == other.length;
                case LOOKS_AT_HEAD -> Arrays.equals(Arrays.copyOf(one, 512), Arrays.copyOf(other, 512));
                default -> Arrays.equals(one, other);
            };
        }
    }

    /** Remembers the verdicts of all boots. */
    private record Remembering(ImageVerifier right) implements ImageVerifier {
        private static List<Verdict> last;

        @Override
        public List<Verdict> verify(List<FetchedPart> parts) {
            last = right.verify(parts);
            return last;
        }
    }

    @Test
    void aRightVerifierPasses() {
        Verdicts.passes(Contract.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "LOOKS_AT_LENGTH    | refusesEachChangedBit      | a changed bit at",
        "LOOKS_AT_HEAD      | refusesEachChangedBit      | a changed bit at",
        "TRUSTS_UNKNOWN     | refusesAPartThatNobodySpokeOf | a part that nobody spoke of must be refused",
        "STOPS_AT_FIRST     | looksAtAllParts            | reported together",
        "SORTS              | keepsToTheOrder            | in the order of the parts",
        "SILENT             | trustsTheRightParts        | says by what",
        "SPEAKS_OF_NOTHING  | saysNothingOfNothing       | Trusted",
        "OTHER_FAMILY       | refusesEachChangedBit      | begin with SW-T",
        "NOWHERE            | refusesEachChangedBit      | a refusal says where",
        "FULL_STOP          | refusesEachChangedBit      | without a full stop",
        "READS_PAST         | refusesMoreAndFewerBytes   | reads past a length",
        "SWALLOWS_INTERRUPT | keepsInterruptsOfItsThread | swallows an interrupt",
        "MUTABLE_STATIC     | keepsNothingStatic         | Remembering.last"})
    void aFaultyOneIsTold(Fault fault, String test, String words) {
        Verdicts.catches(Contract.class, fault, test, words);
    }

    @ExtendWith(Faults.class)
    static class Contract extends ImageVerifierContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected ImageVerifier trusting(List<FetchedPart> parts) {
            var toy = new Toy(parts, fault);
            return fault == Fault.MUTABLE_STATIC ? new Remembering(toy) : toy;
        }
    }
}
