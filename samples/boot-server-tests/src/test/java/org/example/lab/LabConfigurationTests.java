package org.example.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The configuration as it is, read by those whom it is for. */
@Tag("real")
class LabConfigurationTests {
    @Test
    void dnsmasqUnderstandsIt() throws IOException, InterruptedException {
        Process test = new ProcessBuilder(BootServer.program("dnsmasq").toString(), "--test",
                "--conf-file=" + Path.of("lab/dnsmasq.conf").toAbsolutePath())
                .redirectErrorStream(true).start();
        String said = new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, test.waitFor(), said);
    }
}
