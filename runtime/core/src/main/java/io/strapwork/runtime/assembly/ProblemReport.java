package io.strapwork.runtime.assembly;

import io.strapwork.api.plugin.Problem;
import java.util.List;

/** Problems as people read them, without colours: code, what is wrong, where; below it what to do. */
public final class ProblemReport {
    private static final int CODE = 9;
    private static final int WIDEST = 100;
    private static final int MOST = 100;
    private static final String GUESS = "did you mean ";

    private ProblemReport() {}

    /** {@code "s390x-https.toml can't be assembled: 2 problems"} and the problems. */
    public static String assembling(String title, List<Problem> problems) {
        return of(title + " can't be assembled: " + (problems.size() == 1 ? "1 problem" : problems.size() + " problems"), problems);
    }

    /** Any headline, an empty line, the problems; ends with a line end. */
    public static String of(String headline, List<Problem> problems) {
        return headline + "\n\n" + of(problems);
    }

    /** The problems alone; ends with a line end. */
    public static String of(List<Problem> problems) {
        int width = 0;
        List<Problem> shown = problems.subList(0, Math.min(problems.size(), MOST));
        for (Problem problem : shown) {
            int needed = CODE + problem.what().length() + (problem.where().isEmpty() ? 0 : 2 + problem.where().length());
            width = needed <= WIDEST ? Math.max(width, needed) : width;
        }
        var text = new StringBuilder();
        for (Problem problem : shown) {
            problem(text, problem, width);
        }
        if (shown.size() < problems.size()) {
            text.append(" ".repeat(CODE)).append("and ").append(problems.size() - shown.size()).append(" more\n");
        }
        return text.toString();
    }

    private static void problem(StringBuilder text, Problem problem, int width) {
        String head = problem.code() + " ".repeat(Math.max(1, CODE - problem.code().length())) + problem.what();
        if (problem.where().isEmpty()) {
            text.append(head).append('\n');
        } else if (head.length() + 2 + problem.where().length() <= WIDEST) {
            text.append(right(head, problem.where(), width)).append('\n');
        } else {
            text.append(head).append('\n').append(" ".repeat(CODE)).append(problem.where()).append('\n');
        }
        if (!problem.hint().isEmpty()) {
            hint(text, problem.hint().split("\n", -1), width);
        }
    }

    private static void hint(StringBuilder text, String[] lines, int width) {
        for (int i = 0; i < lines.length; i++) {
            String line = " ".repeat(CODE) + lines[i];
            boolean besides = i + 1 < lines.length && lines[i + 1].startsWith(GUESS)
                    && line.length() + 2 + lines[i + 1].length() <= Math.max(width, 79);
            if (besides) {
                i++;
                line = right(line, lines[i], Math.max(width, 79));
            }
            text.append(line).append('\n');
        }
    }

    private static String right(String left, String right, int width) {
        return left + " ".repeat(Math.max(2, width - left.length() - right.length())) + right;
    }
}
