package io.strapwork.testkit.contract;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageVerifierContractTests {
    private enum Fault {
        NONE, LOOKS_AT_LENGTH, LOOKS_AT_HEAD, TRUSTS_UNKNOWN, STOPS_AT_FIRST, SORTS, SILENT
    }

    private record Toy(List<FetchedPart> known, Fault fault) implements ImageVerifier {
        @Override
        public List<Verdict> verify(List<FetchedPart> parts) {
            var verdicts = new ArrayList<Verdict>();
            for (FetchedPart part : parts) {
                verdicts.add(verdict(part));
                if (fault == Fault.STOPS_AT_FIRST && verdicts.getLast() instanceof Verdict.Refused) {
                    break;
                }
            }
            return fault == Fault.SORTS ? verdicts.reversed() : verdicts;
        }

        private Verdict verdict(FetchedPart part) {
            var right = known.stream().filter(one -> one.name().equals(part.name())).findFirst();
            boolean same = right
                    .map(one -> same(one.content().toArray(ValueLayout.JAVA_BYTE), part.content().toArray(ValueLayout.JAVA_BYTE)))
                    .orElse(fault == Fault.TRUSTS_UNKNOWN);
            return same
                    ? new Verdict.Trusted(fault == Fault.SILENT ? "" : "toy")
                    : new Verdict.Refused(new Problem("SW-T999", Blame.PEER, part.name(), "it is another file", ""));
        }

        private boolean same(byte[] one, byte[] other) {
            return switch (fault) {
                case LOOKS_AT_LENGTH -> one.length == other.length;
                case LOOKS_AT_HEAD -> Arrays.equals(Arrays.copyOf(one, 512), Arrays.copyOf(other, 512));
                default -> Arrays.equals(one, other);
            };
        }
    }

    private abstract static class Contract extends ImageVerifierContract {
        private final Fault fault;

        Contract(Fault fault) {
            this.fault = fault;
        }

        @Override
        protected ImageVerifier trusting(List<FetchedPart> parts) {
            return new Toy(parts, fault);
        }
    }

    @Test
    void aRightVerifierPasses() {
        Verdicts.passes(Right.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"LooksAtLength | a changed bit at", "LooksAtHead | a changed bit at",
        "TrustsUnknown | a part that nobody spoke of must be refused", "StopsAtFirst | told at once", "Sorts | in the order of the parts",
        "Silent | says by what"})
    void aFaultyOneIsTold(String fault, String words) throws Exception {
        Verdicts.catches(Class.forName(ImageVerifierContractTests.class.getName() + "$" + fault), words);
    }

    static class Right extends Contract {
        Right() {
            super(Fault.NONE);
        }
    }
    static class LooksAtLength extends Contract {
        LooksAtLength() {
            super(Fault.LOOKS_AT_LENGTH);
        }
    }
    static class LooksAtHead extends Contract {
        LooksAtHead() {
            super(Fault.LOOKS_AT_HEAD);
        }
    }
    static class TrustsUnknown extends Contract {
        TrustsUnknown() {
            super(Fault.TRUSTS_UNKNOWN);
        }
    }
    static class StopsAtFirst extends Contract {
        StopsAtFirst() {
            super(Fault.STOPS_AT_FIRST);
        }
    }
    static class Sorts extends Contract {
        Sorts() {
            super(Fault.SORTS);
        }
    }
    static class Silent extends Contract {
        Silent() {
            super(Fault.SILENT);
        }
    }
}
