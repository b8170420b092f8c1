package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.machine.GuestAddress;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@BootTest(value = """
        name = "demo"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        [address]
        use = "dhcp"
        [fetch]
        kernel = "tftp://10.0.2.2/vmlinux"
        [trust]
        use = "none"
        """)
class DemoBootTests {
    @RepeatedTest(5)
    void bootsByTftp(BootSession boot) {
        boot.serve("vmlinux", Profiles.kernel());
        assertThat(boot.run()).handedOff().at(0x10000).contract("linux-s390x").segment("kernel.0").at(0x10000);
        MemorySegment text = boot.memory().at(GuestAddress.of(0x10008), 6);
        assertEquals("S390EP",
                new String(text.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE), java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(0x10000, boot.cpu().register("psw.address"));
    }

    @RepeatedTest(5)
    void bootsByHttp(BootSession boot) {
        boot.serve("vmlinux", Profiles.kernel()).with("fetch.kernel=http://10.0.2.2/vmlinux");
        assertThat(boot.run()).handedOff().at(0x10000);
    }

    @Test
    void bootsByHttps(BootSession boot) {
        boot.serve("vmlinux", Profiles.kernel()).with("fetch.kernel=https://10.0.2.2/vmlinux");
        assertThat(boot.run()).handedOff().at(0x10000);
    }

    @Test
    void bootsOverALossyWire(BootSession boot) {
        boot.serve("vmlinux", DemoKernel.bytes()).with("machine.loss=0.1").with("machine.delay=5ms");
        assertThat(boot.run()).handedOff().at(0x10000);
    }
}
