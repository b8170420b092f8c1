package io.strapwork.runtime.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedImage;
import io.strapwork.api.trust.VerifiedPart;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Unified kernel images come apart. */
class BootImageTests {
    private static final int AMD64 = 0x8664;
    private static final int ARM64 = 0xaa64;

    /** A PE file of sections: names and contents in turn. */
    private static byte[] pe(int machine, String... sections) {
        int count = sections.length / 2;
        int table = 0x80 + 24;
        int at = table + 40 * count;
        var head = ByteBuffer.allocate(at).order(ByteOrder.LITTLE_ENDIAN).put(text("MZ")).putInt(0x3c, 0x80).putInt(0x80, 0x4550)
                .putShort(0x84, (short) machine).putShort(0x86, (short) count);
        var content = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] bytes = text(sections[2 * i + 1]);
            head.put(table + 40 * i, text(sections[2 * i])).putInt(table + 40 * i + 8, bytes.length)
                    .putInt(table + 40 * i + 16, bytes.length).putInt(table + 40 * i + 20, at + content.size());
            content.writeBytes(bytes);
        }
        var file = new ByteArrayOutputStream();
        file.writeBytes(head.array());
        file.writeBytes(content.toByteArray());
        return file.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static VerifiedPart part(String name, byte[] content) {
        var uri = BootUri.parse("http://10.0.2.2/" + name + ".efi");
        return new VerifiedPart(new FetchedPart(name, uri, MemorySegment.ofArray(content), "", Duration.ZERO), "sha256");
    }

    private static BootImage image(Optional<String> line, VerifiedPart... parts) {
        return new BootImage(new VerifiedImage(List.of(parts)), line);
    }

    private static List<String> told(BootImage image) {
        var told = new ArrayList<String>();
        for (VerifiedPart part : image.parts().parts()) {
            told.add(part.name() + " " + new String(part.content().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8) + " "
                    + part.verifiedBy());
        }
        image.line().ifPresent(told::add);
        return told;
    }

    @Test
    void sectionsTakeTheFilesPlace() {
        byte[] file = pe(AMD64, ".text", "stub", ".cmdline", "root=/dev/sda1\nquiet\0x", ".initrd", "INITRD", ".linux", "KERNEL", ".ucode",
                "UCODE", ".dtb", "TREE");
        assertEquals(
                List.of("kernel KERNEL sha256", "initrd UCODE sha256", "initrd INITRD sha256", "device-tree TREE sha256",
                        "root=/dev/sda1 quiet"),
                told(image(Optional.empty(), part("kernel", file)).opened(Architecture.X86_64)));
    }

    @Test
    void whatWasNamedApartStays() {
        byte[] file = pe(AMD64, ".cmdline", "its own", ".initrd", "INITRD", ".linux", "KERNEL", ".dtb", "TREE");
        assertEquals(List.of("kernel KERNEL sha256", "initrd mine sha256", "device-tree other sha256", "given"),
                told(image(Optional.of("given"), part("kernel", file), part("initrd", text("mine")), part("device-tree", text("other")))
                        .opened(Architecture.X86_64)));
    }

    @Test
    void theFirstProfileIsMeant() {
        byte[] file = pe(AMD64, ".cmdline", "base", ".linux", "KERNEL", ".profile", "ID=a", ".cmdline", "first", ".profile", "ID=b",
                ".cmdline", "second");
        assertEquals(List.of("kernel KERNEL sha256", "first"),
                told(image(Optional.empty(), part("kernel", file)).opened(Architecture.X86_64)));
    }

    @Test
    void whatIsNoneStays() {
        for (byte[] file : List.of(text("MZ"), new byte[0], pe(AMD64, ".text", "x"), pe(ARM64, ".linux", "KERNEL"),
                pe(AMD64, ".profile", "ID=none", ".profile", "ID=b", ".linux", "K"))) {
            BootImage image = image(Optional.empty(), part("kernel", file));
            assertSame(image, image.opened(Architecture.X86_64));
        }
    }

    @Test
    void everyLengthOfACutFileIsAProblemOrNone() {
        byte[] file = pe(AMD64, ".linux", "KERNEL", ".initrd", "INITRD", ".cmdline", "line");
        for (int length = 0x80 + 24 + 120; length < file.length; length++) {
            BootImage image = image(Optional.empty(), part("kernel", Arrays.copyOf(file, length)));
            assertEquals("SW-I111",
                    assertThrows(StrapworkException.class, () -> image.opened(Architecture.X86_64)).problems().getFirst().code());
        }
    }
}
