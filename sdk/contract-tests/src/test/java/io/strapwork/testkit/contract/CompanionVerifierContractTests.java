package io.strapwork.testkit.contract;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.CompanionVerifier;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Verdict;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompanionVerifierContractTests {
    enum Fault {
        NONE, TRUSTS_WITHOUT, TRUSTS_GARBAGE, TRUSTS_EMPTY, TRIPS_ON_GARBAGE, TRIPS_ON_CUT, ASKS_ELSEWHERE, ASKS_ABOVE, ASKS_FOR_TOO_MANY, ASKS_ANEW, FORGETS_THE_PART
    }

    /** Trusts what the file beside it says; it stands for a signature that nobody else can make. */
    private record Sums(Fault fault, AtomicInteger asked) implements CompanionVerifier {
        @Override
        public List<String> companions(FetchedPart part) {
            return switch (fault) {
                case ASKS_ELSEWHERE -> List.of("sums/" + part.fileName());
                case ASKS_ABOVE -> List.of("..");
                case ASKS_FOR_TOO_MANY -> Collections.nCopies(MOST + 1, part.fileName() + ".sum");
                case ASKS_ANEW -> List.of(part.fileName() + "." + asked.incrementAndGet());
                default -> List.of(part.fileName() + ".sum");
            };
        }

        @Override
        public List<Verdict> verify(List<FetchedPart> parts, Companions companions) {
            return parts.stream().map(part -> {
                boolean right = switch (companions.of(part, companions(part).getFirst())) {
                    case Companion.Found found -> isRight(found.content().toArray(ValueLayout.JAVA_BYTE), part);
                    case Companion.NotThere() -> fault == Fault.TRUSTS_WITHOUT;
                };
                return right
                        ? new Verdict.Trusted("sum")
                        : (Verdict) new Verdict.Refused(new Problem("SW-T999", Blame.PEER, part.name(), "its sum is another", ""));
            }).toList();
        }

        private boolean isRight(byte[] sum, FetchedPart part) {
            byte[] right = fault == Fault.FORGETS_THE_PART ? sum : Sums.sum(part);
            return switch (fault) {
                case TRUSTS_GARBAGE -> sum.length > 0;
                case TRUSTS_EMPTY -> Arrays.equals(sum, Arrays.copyOf(right, sum.length));
                case TRIPS_ON_GARBAGE -> Integer.parseInt(new String(sum, StandardCharsets.UTF_8).substring(0, 1), 16) >= 0
                        && Arrays.equals(sum, right);
                case TRIPS_ON_CUT -> (sum.length == 0 || sum[0] != right[0] || sum[63] == right[63]) && Arrays.equals(sum, right);
                default -> Arrays.equals(sum, right);
            };
        }

        private static byte[] sum(FetchedPart part) {
            return (part.name() + part.sha256()).getBytes(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aRightVerifierPasses() {
        Verdicts.passes(Contract.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "TRUSTS_WITHOUT    | refusesWithoutCompanions         | a part whose companions nobody looked for must be refused",
        "TRUSTS_GARBAGE    | refusesWithOtherCompanions       | a part whose companions are noise must be refused",
        "TRUSTS_EMPTY      | refusesWithOtherCompanions       | a part whose companions are empty must be refused",
        "TRIPS_ON_GARBAGE  | refusesWithOtherCompanions       | verify returns verdicts",
        "TRIPS_ON_CUT      | refusesWithOtherCompanions       | reads past a length",
        "ASKS_ELSEWHERE    | asksForPlainNamesBesideEachPart  | companions have plain names",
        "ASKS_ABOVE        | asksForPlainNamesBesideEachPart  | companions have plain names",
        "ASKS_FOR_TOO_MANY | asksForPlainNamesBesideEachPart  | at most 8 companions of a part",
        "ASKS_ANEW         | asksForPlainNamesBesideEachPart  | it wants the same each time",
        "FORGETS_THE_PART  | refusesEachChangedBit            | a changed bit at"})
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
            return new Sums(fault, new AtomicInteger());
        }

        @Override
        protected Optional<byte[]> beside(FetchedPart trusted, String name) {
            return Optional.of(Sums.sum(trusted));
        }
    }
}
