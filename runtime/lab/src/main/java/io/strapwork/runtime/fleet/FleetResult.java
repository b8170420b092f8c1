package io.strapwork.runtime.fleet;

import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import io.strapwork.runtime.outcome.BootOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of one boot.
 *
 * @param reached  the last room or step
 * @param codes    of its problems
 * @param problem  the first one, in a line; empty for none
 * @param digests  SHA-256 of its parts, in their order
 * @param report   its page, relative to the results' folder; empty for none
 */
public record FleetResult(String id, Status status, double seconds, String reached, List<String> codes, String problem,
        List<String> digests, String report) {
    /** How a boot ended. */
    public enum Status {
        HANDED_OFF("handed-off"), FAILED("failed"), UNASSEMBLED("unassembled"), RAN_OUT("ran-out");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        static Optional<Status> of(String word) {
            return List.of(values()).stream().filter(status -> status.word.equals(word)).findFirst();
        }
    }

    public FleetResult {
        codes = List.copyOf(codes);
        digests = List.copyOf(digests);
        problem = Printable.line(problem, 1000);
    }

    public boolean isGood() {
        return status == Status.HANDED_OFF;
    }

    /** @param ranOut whether its time was over */
    public static FleetResult of(FleetJob job, BootOutcome outcome, boolean ranOut, Duration took, String report) {
        Status status = ranOut ? Status.RAN_OUT : outcome.handedOff() ? Status.HANDED_OFF : Status.FAILED;
        return new FleetResult(job.id(), status, took.toNanos() / 1e9, outcome.reached(), codes(outcome.problems()),
                first(outcome.problems()), outcome.parts().stream().map(BootOutcome.PartReport::sha256).toList(), report);
    }

    /** Of one that never began. */
    public static FleetResult unassembled(FleetJob job, List<Problem> problems) {
        return new FleetResult(job.id(), Status.UNASSEMBLED, 0, "none", codes(problems), first(problems), List.of(), "");
    }

    private static List<String> codes(List<Problem> problems) {
        return problems.stream().map(Problem::code).distinct().toList();
    }

    private static String first(List<Problem> problems) {
        return problems.isEmpty() ? "" : problems.getFirst().where() + ": " + problems.getFirst().what();
    }
}
