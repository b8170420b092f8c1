package io.strapwork.runtime.fleet;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Results as JUnit's XML reports have them, which CI servers read. */
public final class JunitFile {
    private JunitFile() {}

    public record Failure(String type, String message) {}

    /** @param skipped without a result */
    public record Test(String group, String name, double seconds, List<Failure> failures, boolean skipped) {
        public Test {
            failures = List.copyOf(failures);
        }
    }

    public static void write(String suite, List<Test> tests, Path file) throws IOException {
        long failed = tests.stream().filter(test -> !test.failures().isEmpty()).count();
        long skipped = tests.stream().filter(Test::skipped).count();
        double seconds = tests.stream().mapToDouble(Test::seconds).sum();
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" + Markup.text(suite) + "\" tests=\"" + tests.size()
                    + "\" failures=\"" + failed + "\" errors=\"0\" skipped=\"" + skipped + "\" time=\"" + seconds + "\">\n");
            for (Test test : tests) {
                out.write("  <testcase classname=\"" + Markup.text(test.group()) + "\" name=\"" + Markup.text(test.name()) + "\" time=\""
                        + test.seconds() + "\">\n");
                for (Failure failure : test.failures()) {
                    out.write("    <failure type=\"" + Markup.text(failure.type()) + "\" message=\"" + Markup.text(failure.message())
                            + "\"/>\n");
                }
                out.write((test.skipped() ? "    <skipped message=\"no result\"/>\n" : "") + "  </testcase>\n");
            }
            out.write("</testsuite>\n");
        }
    }
}
