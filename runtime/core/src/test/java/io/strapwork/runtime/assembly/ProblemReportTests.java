package io.strapwork.runtime.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemReportTests {
    @Test
    void asInTheDesign() {
        var problems = List.of(
                new Problem("SW-W104", Blame.USER, "line 10", "no driver is called \"virtio-cwc\"",
                        "known: virtio-ccw, virtio-pci\ndid you mean \"virtio-ccw\"?"),
                new Problem("SW-W121", Blame.USER, "line 25", "handoff \"linux-x86_64\" prepares x86_64, but the machine is s390x",
                        "fits s390x: linux-s390x (handoff-linux)"));
        assertEquals("""
                s390x-https.toml can't be assembled: 2 problems

                SW-W104  no driver is called "virtio-cwc"                                  line 10
                         known: virtio-ccw, virtio-pci                  did you mean "virtio-ccw"?
                SW-W121  handoff "linux-x86_64" prepares x86_64, but the machine is s390x  line 25
                         fits s390x: linux-s390x (handoff-linux)
                """, ProblemReport.assembling("s390x-https.toml", problems));
    }

    @Test
    void withoutPlaceOrHintAndTooLong() {
        assertEquals("""
                SW-X101  nothing to add
                SW-F104  %s
                         http://10.0.2.2/vmlinuz
                         try again
                """.formatted("a".repeat(90)), ProblemReport.of(List.of(new Problem("SW-X101", Blame.BUG, "", "nothing to add", ""),
                new Problem("SW-F104", Blame.PEER, "http://10.0.2.2/vmlinuz", "a".repeat(90), "try again"))));
    }
}
