package org.example.multiboot2.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.base.Objects;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Room;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Boots with the plugin jar in a folder, and with another Guava on the class path than in the jar. */
@BootTest(value = "../multiboot2.toml", plugins = "../plugin/target/plugins")
class PluginJarTests {
    /** At 1 MiB, the header at the start, entered behind it. */
    private static byte[] kernel(int architecture) {
        ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        int bytes = 16 + 24 + 16 + 8;
        file.putInt(0xe85250d6).putInt(architecture).putInt(bytes).putInt(-(0xe85250d6 + architecture + bytes));
        file.putShort((short) 2).putShort((short) 0).putInt(24).putInt(0x100000).putInt(0x100000).putInt(0).putInt(0);
        file.putShort((short) 3).putShort((short) 0).putInt(12).putInt(0x100040).putInt(0);
        return file.putInt(0).putInt(8).array();
    }

    @Test
    void bootsWithItsOwnGuava(BootSession boot) {
        boot.serve("kernel", kernel(0)).serve("initrd", "a module".getBytes(StandardCharsets.UTF_8));
        assertThat(boot.run()).handedOff().at(0x100040).contract("multiboot2-i386").through(Room.LOAD, "multiboot2")
                .register("rax", 0x36d76289)
                .segment("initrd").fileBytes(8);
        ByteBuffer information = ByteBuffer
                .wrap(boot.memory().at(GuestRange.of(boot.cpu().register("rbx"), 32)).toArray(ValueLayout.JAVA_BYTE))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(1, information.getInt(8), "the first tag is the command line");
        assertEquals("console=com1", new String(information.array(), 16, 12, StandardCharsets.UTF_8));
    }

    @Test
    void tellsOfWhatCantBeEntered(BootSession boot) {
        boot.serve("kernel", kernel(4)).serve("initrd", new byte[1]);
        assertThat(boot.run()).failedWith("SW-I915").in(Room.LOAD).where("byte 4");
    }

    /** What the plugin calls is not in the firmware's Guava: it runs, so it has its own. */
    @Test
    void theFirmwaresGuavaIsAnotherOne() {
        assertThrows(NoSuchMethodException.class, () -> Objects.class.getMethod("toStringHelper", Object.class));
    }
}
