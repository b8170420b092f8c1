package org.example.compose;

import static io.strapwork.testkit.BootAssertions.assertThat;

import io.strapwork.api.plugin.Room;
import io.strapwork.cli.demo.DemoKernel;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@BootTest("compose.toml")
class ComposeTests {
    private static byte[] image(int bytes) {
        byte[] kernel = DemoKernel.bytes();
        return ByteBuffer.allocate(64 + kernel.length).putInt(0x27051956).putInt(12, bytes).put(64, kernel).array();
    }

    @Test
    void boots(BootSession boot) {
        boot.serve("uImage", image(DemoKernel.bytes().length));
        assertThat(boot.run()).handedOff().at(0x10000).through(Room.LINK, "lossy-ccw").through(Room.ADDRESS, "dhcp-or-static")
                .through(Room.LOAD, "uimage");
    }

    @Test
    void bootsWhereNoDhcpServerAnswers(BootSession boot) {
        boot.serve("uImage", image(DemoKernel.bytes().length)).with("machine.dhcp=false");
        assertThat(boot.run()).handedOff().at(0x10000);
    }

    @Test
    void tellsOfAnImageThatIsCutOff(BootSession boot) {
        boot.serve("uImage", image(DemoKernel.bytes().length + 1));
        assertThat(boot.run()).failedWith("SW-I900").in(Room.LOAD);
    }

    /** Debian: apt install qemu-system-misc. */
    @Nested
    @Tag("real")
    @BootTest(value = "compose.toml", realTime = true)
    class OnQemu {
        @Test
        void boots(BootSession boot) {
            boot.serve("uImage", image(DemoKernel.bytes().length)).with("machine.use=qemu");
            assertThat(boot.run()).handedOff().at(0x10000).through(Room.LINK, "lossy-ccw");
        }
    }
}
