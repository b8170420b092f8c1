package org.example.nbd;

import static io.strapwork.testkit.BootAssertions.assertThat;

import io.strapwork.api.plugin.Room;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.fake.Parts;
import org.example.nbd.FakeNbd.Manner;
import org.junit.jupiter.api.Test;

/** The profile of this folder: over the machine's own card and TCP to a server on this computer, which takes its own time. */
@BootTest(value = "nbd.toml", realTime = true)
class NbdBootTests {
    @Test
    void bootsFromABlockDevice(BootSession boot) throws Exception {
        byte[] kernel = DemoKernel.bytes();
        try (var server = new FakeNbd(kernel, new Manner())) {
            boot.with("fetch.kernel=nbd://10.0.2.2:" + server.port() + "/disk").with("trust.use=digest")
                    .with("trust.kernel=sha256:" + Parts.sha256(kernel));
            assertThat(boot.run()).handedOff().at(0x10000).through(Room.FETCH, "nbd").verified("kernel", "sha256");
        }
    }

    @Test
    void survivesALossyWire(BootSession boot) throws Exception {
        var manner = new Manner();
        manner.pieces = true;
        try (var server = new FakeNbd(DemoKernel.bytes(), manner)) {
            boot.with("fetch.kernel=nbd://10.0.2.2:" + server.port() + "/disk").with("machine.loss=0.02");
            assertThat(boot.run()).handedOff().at(0x10000);
        }
    }

    @Test
    void tellsOfAnExportThatIsNotThere(BootSession boot) throws Exception {
        try (var server = new FakeNbd(DemoKernel.bytes(), new Manner())) {
            boot.with("fetch.kernel=nbd://10.0.2.2:" + server.port() + "/tape");
            assertThat(boot.run()).failedWith("SW-F920").in(Room.FETCH).where("nbd://10.0.2.2:" + server.port() + "/tape");
        }
    }
}
