package io.strapwork.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the first HTTPS file of a process must not wait for. */
@Tag("real")
@Timeout(600)
class ColdStartTests {
    @TempDir
    Path work;

    /** It is needed once, to make the certificate; loading it takes longer than a handshake. */
    private static final String MAKES_CERTIFICATES = "org.wildfly.security";

    @Test
    void whatMakesCertificatesStaysAwayOnceThereIsOne() throws IOException {
        assertTrue(loaded("first") > 0, "the first boot makes the certificate, and loads nothing of " + MAKES_CERTIFICATES
                + ": it is made by something else now; look for that");
        assertEquals(0, loaded("second"), "the certificate is there already, and classes of " + MAKES_CERTIFICATES + " are loaded");
    }

    /** Signatures need it, and nothing else does. */
    @Test
    void whatReadsSignaturesStaysAwayFromBootsWithoutThem() throws IOException {
        assertEquals(0, loaded("unsigned", "org.bouncycastle"), "a boot that verifies no signature loads classes of org.bouncycastle");
    }

    /** How many of its classes a boot loads. */
    private long loaded(String boot) throws IOException {
        return loaded(boot, MAKES_CERTIFICATES);
    }

    private long loaded(String boot, String whose) throws IOException {
        Path profile = RealParts.project().resolve("samples/profiles/embedded-s390x-https.toml");
        Path log = work.resolve(boot + ".log");
        List<String> settings = List.of("machine.serve=" + RealParts.kernels(), "machine.tls=" + work.resolve("tls"),
                "transport.tls.ca=" + work.resolve("tls/ca.pem"));
        CommandLineBoot.of(profile, work, settings, List.of("-Xlog:class+load:file=" + log)).handedOff();
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(whose)).count();
        }
    }
}
