package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The menu is a unified kernel image: whoever vouches for the kernel vouches for its command line, unless the kernel is another file. */
@BootTest("""
        name = "by-image"
        [machine]
        use = "embedded"
        architecture = "x86_64"
        memory = "64MiB"
        [fetch.menu]
        config = "http://10.0.2.2/lab.efi"
        [trust]
        use = "openpgp"
        """)
class SignedImageMenuTests {
    private static final PgpSigner SIGNER = new PgpSigner("Kernel Team");
    private static final byte[] KERNEL = bzImage();
    private static final byte[] IMAGE = image(Map.of(".linux", KERNEL, ".cmdline", text("init=/bin/sh")));
    private static final String OWN = "fetch.kernel=http://10.0.2.2/vmlinuz";

    @TempDir
    Path folder;
    private String keys = "";

    @BeforeEach
    void exportKey() throws IOException {
        keys = Files.write(folder.resolve("kernel-team.gpg"), SIGNER.publicKey()).toString();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Of boot protocol 2.15 (Linux: Documentation/arch/x86/boot.rst). */
    private static byte[] bzImage() {
        ByteBuffer file = ByteBuffer.allocate(100_000).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0x1f1, (byte) 1).put(0x201, (byte) 0x66).put(0x202, text("HdrS")).putShort(0x206, (short) 0x20f).put(0x211, (byte) 1);
        file.putInt(0x22c, 0x7fffffff).putInt(0x230, 0x200000).put(0x234, (byte) 1).putShort(0x236, (short) 3).putInt(0x238, 2047);
        return file.putLong(0x258, 0x1000000).putInt(0x260, 0x400000).array();
    }

    /** PE32+ for x86-64: headers, and sections from 4 KiB on. */
    private static byte[] image(Map<String, byte[]> sections) {
        ByteBuffer file = ByteBuffer.allocate(0x40000).order(ByteOrder.LITTLE_ENDIAN);
        file.put(text("MZ")).putInt(0x3c, 0x80).position(0x80).put(text("PE\0\0")).putShort((short) 0x8664)
                .putShort((short) sections.size());
        file.putShort(0x94, (short) 240).putShort(0x98, (short) 0x20b);
        int header = 0x98 + 240;
        int at = 0x1000;
        for (Map.Entry<String, byte[]> each : new TreeMap<>(sections).entrySet()) {
            int bytes = each.getValue().length;
            file.put(header, text(each.getKey())).putInt(header + 8, bytes).putInt(header + 12, at).putInt(header + 16, bytes)
                    .putInt(header + 20, at).put(at, each.getValue());
            header += 40;
            at += (bytes + 511) / 512 * 512;
        }
        return file.array();
    }

    private static List<String> verified(BootOutcome outcome) {
        return outcome.parts().stream().map(part -> part.name() + " " + part.verified().replaceAll("[0-9A-F]{40}", "KEY")).toList();
    }

    private BootSession lab(BootSession boot, byte[] image) {
        return boot.with("trust.keys=" + keys).serve("lab.efi", image).serve("vmlinuz", KERNEL).serve("vmlinuz.sig", SIGNER.sign(KERNEL));
    }

    @Test
    void theImageIsAskedAboutOnce(BootSession boot) {
        assertThat(lab(boot, IMAGE).serve("lab.efi.sig", SIGNER.sign(IMAGE)).run()).handedOff();
        assertEquals(List.of("kernel openpgp KEY (Kernel Team)"), verified(boot.outcome()));
    }

    @Test
    void itsLineWithAKernelOfTheProfile(BootSession boot) {
        assertThat(lab(boot, IMAGE).with(OWN).run()).failedWith("SW-T202").where("http://10.0.2.2/lab.efi").in(Room.TRUST);
        assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "command-line refused"), verified(boot.outcome()));
    }

    @Test
    void aSignedImagesLineWithAKernelOfTheProfile(BootSession boot) {
        assertThat(lab(boot, IMAGE).with(OWN).serve("lab.efi.sig", SIGNER.sign(IMAGE)).run()).handedOff();
        assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "command-line openpgp KEY (Kernel Team)"), verified(boot.outcome()));
    }

    @Test
    void anInitrdThatMayPassDoesNotBringItsLineAlong(BootSession boot) {
        byte[] image = image(Map.of(".linux", KERNEL, ".cmdline", text("init=/bin/sh"), ".initrd", text("an initrd")));
        lab(boot, image).with(OWN).with("trust.uncovered=initrd");
        assertThat(boot.run()).failedWith("SW-T202").where("http://10.0.2.2/lab.efi").in(Room.TRUST);
        assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "initrd uncovered", "command-line refused"), verified(boot.outcome()));
    }

    @Test
    void anEntrysUnifiedImage(BootSession boot) {
        byte[] entry = text("title A\nuki /lab.efi\n");
        lab(boot, IMAGE).with(OWN).with("fetch.menu.config=http://10.0.2.2/loader/entries/a.conf").serve("loader/entries/a.conf", entry)
                .serve("loader/entries/a.conf.sig", SIGNER.sign(entry));
        assertThat(boot.run()).failedWith("SW-T202").where("http://10.0.2.2/lab.efi").in(Room.TRUST);
    }

    /** Nothing of the image boots. */
    @Test
    void anEntrysOwnLineIsTheConfigurations(BootSession boot) {
        byte[] entry = text("title A\nuki /lab.efi\noptions quiet\n");
        lab(boot, IMAGE).with(OWN).with("fetch.menu.config=http://10.0.2.2/loader/entries/a.conf").serve("loader/entries/a.conf", entry)
                .serve("loader/entries/a.conf.sig", SIGNER.sign(entry));
        assertThat(boot.run()).handedOff();
        assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "menu openpgp KEY (Kernel Team)"), verified(boot.outcome()));
    }

    @Test
    void theProfileMayLetTheLinePass(BootSession boot) {
        assertThat(lab(boot, IMAGE).with(OWN).with("trust.uncovered=command-line").run()).handedOff();
        assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "command-line uncovered"), verified(boot.outcome()));
    }
}
