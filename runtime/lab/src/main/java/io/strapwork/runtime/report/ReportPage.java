package io.strapwork.runtime.report;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.runtime.outcome.FileReasons;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Writes a {@link BootReport} as one HTML file that needs no network. All that came from outside is data, which the page's script shows as text; the page's policy (CSP) allows that script and
 * that style sheet by their digests, and nothing else.
 */
public final class ReportPage {
    private ReportPage() {}

    /** Creates or replaces the file. */
    public static void write(BootReport report, Path file) throws IOException {
        String script = resource("report.js");
        String style = resource("report.css");
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            out.write(
                    """
                            <!DOCTYPE html>
                            <html lang="en">
                            <head>
                            <meta charset="utf-8">
                            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'">
                            <meta name="viewport" content="width=device-width, initial-scale=1">
                            <meta name="color-scheme" content="light dark">
                            <meta name="referrer" content="no-referrer">
                            <title>Strapwork boot report</title>
                            <style>%s</style>
                            </head>
                            <body>
                            <main id="page"></main>
                            <noscript>This report is shown by a script of its own; it loads nothing.</noscript>
                            <script type="application/json" id="data">"""
                            .formatted(digest(script), digest(style), style));
            ReportData.write(report, out);
            out.write("</script>\n<script>" + script + "</script>\n</body>\n</html>\n");
        }
    }

    /** Makes the file before the work, so that it is not in vain. @throws StrapworkException SW-X301 */
    public static void create(Path file) {
        try {
            Files.newOutputStream(file).close();
        } catch (IOException e) {
            throw new StrapworkException(unwritten(file, e), e);
        }
    }

    /** Why there is no report, or half of one. */
    public static Problem unwritten(Path file, IOException reason) {
        return new Problem("SW-X301", Blame.HOST, "--report " + file, "the report can't be written: " + FileReasons.of(reason),
                "name a file that can be written");
    }

    /** What {@code docs/problems} has on a code; empty for a code of somebody else's. */
    static String problemPage(String code) {
        try (InputStream in = ReportPage.class.getResourceAsStream("problems/" + code + ".md")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** As CSP wants it, of exactly what stands between the tags. */
    private static String digest(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java runtime has SHA-256", e);
        }
    }
}
