package org.example.nbd;

import static io.strapwork.testkit.BootAssertions.assertThat;

import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.plugin.Room;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Boots the embedded machine: 10.0.2.2 is this computer to it. Real time, since the server is no part of the boot. */
@BootTest(value = "nbd.toml", realTime = true)
class NbdBootTests {
    private static final byte[] KERNEL = DemoKernel.bytes();

    @Test
    void boots(BootSession boot) throws Exception {
        try (var server = new NbdServer(KERNEL, KERNEL.length)) {
            boot.with("fetch.kernel=nbd://10.0.2.2:" + server.port() + "/file");
            assertThat(boot.run()).handedOff().at(0x10000).through(Room.FETCH, "nbd");
        }
    }

    /** The same firmware with another part in one place, without any server. */
    @Nested
    class Swapped {
        @Swap("fetch.nbd")
        final BootProtocol protocol = (from, into) -> {
            try {
                into.write(Unpooled.wrappedBuffer(KERNEL));
            } catch (io.strapwork.api.fetch.ImageTooLargeException e) {
                throw new AssertionError(e);
            }
        };

        @Test
        void boots(BootSession boot) {
            assertThat(boot.run()).handedOff().at(0x10000);
        }
    }
}
