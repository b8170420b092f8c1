package io.strapwork.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
@Timeout(120)
class ColdStartTests {
    @TempDir
    Path work;

    /** It is needed once, to make the certificate; loading it takes longer than a handshake. */
    @Test
    void bouncyCastleStaysAwayOnceThereIsACertificate() throws IOException {
        Path profile = RealParts.project().resolve("samples/profiles/embedded-s390x-https.toml");
        Path log = work.resolve("classes.log");
        List<String> settings = List.of("machine.serve=" + RealParts.kernels(), "machine.tls=" + work.resolve("tls"),
                "transport.tls.ca=" + work.resolve("tls/ca.pem"));
        CommandLineBoot.of(profile, work, settings).handedOff();
        CommandLineBoot.of(profile, work, settings, List.of("-Xlog:class+load:file=" + log)).handedOff();
        try (var lines = Files.lines(log)) {
            assertEquals(0, lines.filter(line -> line.contains("org.bouncycastle")).count());
        }
    }
}
