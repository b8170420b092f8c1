package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.cli.lab.Lab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plugins tell, in the outcome that the command line prints and writes. */
class FactsTests {
    @TempDir
    private Path folder;

    @Test
    void arePrintedAndWritten() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(DemoKernel.bytes());
        }
        Path profile = new Lab(folder).serve("vmlinux.gz", packed.toByteArray()).s390x("lab", "http://10.0.2.2/vmlinux.gz");
        Path file = folder.resolve("outcome.json");
        CommandLineRun run = strapwork(folder, "boot", profile, "--json", file);
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().contains("\n  load       compressed   unpacked-bytes: 1060864\n"), run.out());
        assertEquals("[{\"room\":\"load\",\"plugin\":\"compressed\",\"name\":\"unpacked-bytes\",\"value\":\"1060864\"}]",
                new ObjectMapper().readTree(Files.readAllBytes(file)).get("facts").toString());
    }
}
