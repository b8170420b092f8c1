package io.strapwork.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in headless Chromium: it is shown, complains of nothing, and a console of 10 MB is a few lines of it. */
@Tag("real")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReportInBrowserTests {
    private static final String HOSTILE = "</script><img src=x onerror=document.title=1>";

    @TempDir
    private Path folder;

    private record Shown(String dom, String log) {}

    private Shown show(Path page) throws Exception {
        String browser = Stream.of("chromium-headless-shell", "chromium")
                .filter(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(at -> Files.isExecutable(Path.of(at, name))))
                .findFirst().orElse("");
        assumeTrue(!browser.isEmpty(), "no chromium-headless-shell is installed");
        Path dom = folder.resolve("dom");
        Path log = folder.resolve("log");
        var command = new ArrayList<>(List.of(browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("browser"), "--virtual-time-budget=5000", "--dump-dom", page.toUri().toString()));
        Process process = new ProcessBuilder(command).redirectOutput(dom.toFile()).redirectError(log.toFile()).start();
        assertTrue(process.waitFor(150, TimeUnit.SECONDS), "the browser does not end");
        return new Shown(Files.readString(dom), Files.readString(log));
    }

    @Test
    void showsAllAndComplainsOfNothing() throws Exception {
        Path page = folder.resolve("report.html");
        ReportPage.write(ReportPageTests.report(HOSTILE, "one line " + HOSTILE + "\n"), page);
        Shown shown = show(page);
        assertFalse(shown.log().contains("CONSOLE"), shown.log());
        assertTrue(shown.dom().contains("<title>lab: failed</title>"), shown.dom());
        for (String id : List.of("problem", "timeline", "network", "choice", "console")) {
            assertTrue(shown.dom().contains("<section id=\"" + id + "\">"), id);
        }
        assertFalse(shown.dom().substring(shown.dom().indexOf("<main")).contains("<img"), "markup from outside");
    }

    @Test
    void aLongConsoleIsAFewLines() throws Exception {
        Path page = folder.resolve("report.html");
        var console = new StringBuilder();
        for (int i = 0; console.length() < 10_000_000; i++) {
            console.append("[    ").append(i).append("] a line as kernels write them\n");
        }
        ReportPage.write(ReportPageTests.report("x", console.toString()), page);
        assertTrue(Files.size(page) > 10_000_000);
        Shown shown = show(page);
        assertFalse(shown.log().contains("CONSOLE"), shown.log());
        long rows = Pattern.compile("class=\"row\"").matcher(shown.dom()).results().count();
        assertTrue(rows > 10 && rows < 200, rows + " lines are in the page");
        assertEquals(1, Pattern.compile("a line as kernels write them</div>").matcher(shown.dom()).results().limit(1).count());
    }

    /** That the test above would notice. */
    @Test
    void anErrorWouldBeTold() throws Exception {
        Path page = folder.resolve("broken.html");
        Files.writeString(page, "<script>console.error('seen')</script>");
        assertTrue(show(page).log().contains("CONSOLE"));
    }
}
