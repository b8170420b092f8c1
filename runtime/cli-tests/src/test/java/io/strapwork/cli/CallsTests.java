package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A handoff whose client calls its firmware fits only machines that take the calls. */
class CallsTests {
    @TempDir
    private Path folder;

    private CommandLineRun explain(String machine, String... more) {
        var words = new ArrayList<>(
                List.of("explain", "http://10.0.2.2/vmlinux", "--architecture", "ppc64", "--on", machine));
        words.addAll(List.of(more));
        return strapwork(folder, words);
    }

    @Test
    void theOnlyOneThatCanWork() {
        CommandLineRun run = explain("embedded");
        assertEquals(0, run.status(), run::toString);
        assertTrue(run.out().contains("handoff        linux-ppc64      the only one that fits ppc64 (handoff-linux)"), run::toString);
    }

    @Test
    void aMachineThatTakesNoCalls() {
        CommandLineRun run = explain("embedded", "-P", "handoff.use=openfirmware-ppc64");
        assertEquals(2, run.status(), run::toString);
        assertTrue(run.errors().contains("SW-W128") && run.errors().contains("takes calls: qemu (machine-qemu)"), run::toString);
    }

    @Test
    void whereBothWorkTheProfileChooses() {
        CommandLineRun run = explain("qemu");
        assertEquals(2, run.status(), run::toString);
        assertTrue(run.errors().contains("SW-W102"), run::toString);
        assertEquals(0, explain("qemu", "-P", "handoff.use=openfirmware-ppc64").status());
    }
}
