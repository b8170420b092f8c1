package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boots whose configurations have no end: one problem each, and the trail says where. */
@BootTest("""
        name = "endless"
        [machine]
        use = "embedded"
        architecture = "s390x"
        memory = "64MiB"
        [trust]
        use = "none"
        """)
class MenuLimitTests {
    private static final long GIBIBYTE = 1L << 30;

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void fails(String code, String last, BootOutcome outcome) {
        assertThat(outcome).failedWith(code).in(Room.FETCH);
        assertEquals(1, outcome.problems().size(), outcome.problems()::toString);
        List<String> trail = outcome.menu().orElseThrow().trail();
        assertTrue(trail.getLast().startsWith(last), trail::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            grub/grub.cfg       | SW-F502 | source $prefix/grub.cfg
            grub/grub.cfg       | SW-F501 | while true; do true; done
            boot.ipxe           | SW-F603 | #!ipxe;chain --replace boot.ipxe
            boot.ipxe           | SW-F605 | #!ipxe;chain boot.ipxe
            boot.ipxe           | SW-F604 | #!ipxe;:a;inc i;goto a
            pxelinux.cfg/default| SW-F112 | include pxelinux.cfg/default
            pxelinux.cfg/default| SW-F112 | default a;label a;config pxelinux.cfg/default
            boot.ins            | SW-F112 | * boot.ins;boot.ins 0x100
            loader/entries/a.conf | SW-F112 | uki /loader/entries/a.conf
            """)
    void whatLeadsBackToItself(String file, String code, String config, BootSession boot) {
        boot.serve(file, text(config.replace(";", file.startsWith("grub") ? ";" : "\n") + "\n"));
        fails(code, "http://10.0.2.2/" + file, boot.with("fetch.menu.config=http://10.0.2.2/" + file).run());
    }

    /** No reader sees such a circle alone. */
    @Test
    void readersThatLeadToEachOther(BootSession boot) {
        boot.serve("a/boot.ipxe", text("#!ipxe\nchain pxelinux.0\n"))
                .serve("a/pxelinux.0", text("a program"))
                .serve("a/pxelinux.cfg/default", text("default a\nlabel a\nkernel boot.ipxe\n"))
                .with("fetch.menu.config=http://10.0.2.2/a/boot.ipxe");
        BootOutcome outcome = boot.run();
        fails("SW-F111", "http://10.0.2.2/a/", outcome);
        assertEquals("http://10.0.2.2/a/boot.ipxe", outcome.problems().getFirst().where());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            grub/grub.cfg         | set default=0
            boot.ipxe             | #!ipxe
            pxelinux.cfg/default  | default a
            boot.ins              | * a
            """)
    void aGibibyteIsNoConfiguration(String name, String line, BootSession boot, @TempDir Path folder) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, line + "\n");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(GIBIBYTE);
        }
        BootOutcome outcome = boot.with("machine.serve=" + folder).with("fetch.menu.config=http://10.0.2.2/" + name)
                .with("fetch.menu.use=" + reader(name)).run();
        assertThat(outcome).failedWith("SW-F108").in(Room.FETCH);
        assertEquals("http://10.0.2.2/" + name, outcome.problems().getFirst().where());
    }

    private static String reader(String name) {
        return switch (name.substring(0, 4)) {
            case "grub" -> "grub";
            case "pxel" -> "pxelinux";
            default -> name.endsWith("ins") ? "ins" : "ipxe";
        };
    }
}
