package ${package};

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Boots the embedded machine, and looks at what the image would find. */
@BootTest("${id}.toml")
class ${className}BootTests {
    /** Whatever is fetched goes to 1 MiB, and starts there. */
    @Swap
    final ImageLoader loader = (image, machine, layout) -> new LoadPlan("flat", machine, ByteOrder.BIG_ENDIAN,
            List.of(new Segment("kernel", GuestAddress.of(1 << 20), image.part("kernel").orElseThrow().content())),
            GuestAddress.of(1 << 20));

    @Test
    void tellsTheImage(BootSession boot) {
        boot.serve("kernel", new byte[5000]).serve("initrd", "my initrd".getBytes(StandardCharsets.UTF_8));
        assertThat(boot.run()).handedOff().at(1 << 20).contract("${id}").segment("initrd").fileBytes(9);
        byte[] info = boot.memory().at(GuestRange.of(boot.cpu().register("r3"), 24 + 12)).toArray(ValueLayout.JAVA_BYTE);
        assertEquals("INFO", new String(info, 0, 4, StandardCharsets.UTF_8));
        assertEquals("console=hvc0", new String(info, 24, 12, StandardCharsets.UTF_8));
    }
}
