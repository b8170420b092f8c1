package io.strapwork.trust.openpgp;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.Verdict;
import io.strapwork.testkit.fake.Parts;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lists of packages of this computer, and the keys of their archive. */
@Tag("real")
class DebianReleaseTests {
    private static final Path KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

    @Test
    void releaseFilesAreTheArchives() throws Exception {
        Path folder = Path.of("/var/lib/apt/lists");
        Assumptions.assumeTrue(Files.isRegularFile(KEYS), "debian-archive-keyring is not installed");
        List<Path> files;
        try (var all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().contains("debian.org") && file.toString().endsWith("_InRelease"))
                    .toList();
        }
        Assumptions.assumeTrue(!files.isEmpty(), "apt-get update has left no InRelease of debian.org");
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            Verdict.Trusted trusted = assertInstanceOf(Verdict.Trusted.class, verdict(content), file::toString);
            assertTrue(trusted.by().contains("Debian"), trusted.by());
            String text = new String(trusted.content().orElseThrow().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            assertTrue(text.startsWith("Origin: Debian") && text.contains("\nSHA256:\n") && !text.contains("-----BEGIN"),
                    text.substring(0, 40));
            int at = new String(content, StandardCharsets.ISO_8859_1).indexOf("\nSHA256:\n") + 20;
            content[at] ^= 1;
            assertInstanceOf(Verdict.Refused.class, verdict(content));
        }
    }

    private static Verdict verdict(byte[] content) {
        FetchedPart part = Parts.fetched("InRelease", content);
        return new OpenPgpVerifier(new OpenPgpOptions(List.of(KEYS), List.of(), 1, List.of()), BootClock.system()).verify(List.of(part))
                .getFirst();
    }
}
