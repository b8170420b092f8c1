package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.strapwork.api.fetch.BootProtocol;
import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchException;
import io.strapwork.api.fetch.FileNotThereException;
import io.strapwork.api.fetch.ImageTooLargeException;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.CompanionReport;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import io.strapwork.testkit.Swap;
import io.strapwork.testkit.fake.Parts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boots of what somebody has signed. */
@BootTest(Profiles.HTTP)
class SignedBootTests {
    private static final PgpSigner SIGNER = new PgpSigner("Kernel Team");
    private static final byte[] KERNEL = Profiles.kernel();
    private static final byte[] INITRD = text("an initrd");

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

    private static List<String> verified(BootOutcome outcome) {
        return outcome.parts().stream().map(part -> part.name() + " " + part.verified().replaceAll("[0-9A-F]{40}", "KEY")).toList();
    }

    private BootSession byOpenPgp(BootSession boot) {
        return boot.with("trust.use=openpgp").with("trust.keys=" + keys).serve("vmlinux", KERNEL);
    }

    @Test
    void detachedSignatures(BootSession boot) {
        byOpenPgp(boot).serve("vmlinux.sig", SIGNER.sign(KERNEL)).serve("initrd", INITRD).serve("initrd.asc", SIGNER.sign(INITRD))
                .with("fetch.initrd=http://10.0.2.2/initrd");
        assertThat(boot.run()).handedOff();
        assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "initrd openpgp KEY (Kernel Team)"), verified(boot.outcome()));
        assertEquals(6, boot.outcome().companions().size());
        assertEquals("http://10.0.2.2/vmlinux.sig", boot.outcome().companions().getFirst().uri());
    }

    @Test
    void nothingIsPlacedOfWhatIsWrong(BootSession boot) {
        byOpenPgp(boot).serve("vmlinux.sig", SIGNER.sign(INITRD)).serve("initrd", INITRD).with("fetch.initrd=http://10.0.2.2/initrd");
        assertThat(boot.run()).failedWith("SW-T204").in(Room.TRUST);
        assertEquals(List.of("SW-T204", "SW-T202"), boot.outcome().problems().stream().map(problem -> problem.code()).toList());
        assertEquals(List.of("kernel refused", "initrd refused"), verified(boot.outcome()));
        assertEquals(List.of(), boot.outcome().segments());
    }

    @Test
    void whatTheProfileLetsPassIsTold(BootSession boot) {
        byOpenPgp(boot).serve("vmlinux.sig", SIGNER.sign(KERNEL)).serve("initrd", INITRD).with("fetch.initrd=http://10.0.2.2/initrd")
                .with("trust.uncovered=initrd");
        assertThat(boot.run()).handedOff().verified("initrd", "uncovered");
        assertTrue(boot.explain().contains("trust  openpgp"), boot.explain());
    }

    /** As Debian publishes its installer. */
    @Test
    void listsThatLeadToOneAnother(BootSession boot) {
        String images = Parts.sha256(INITRD) + "  ./netboot/initrd.gz\n" + Parts.sha256(KERNEL) + "  ./netboot/linux\n";
        String release = "Suite: stable\nMD5Sum:\n 0123456789abcdef0123456789abcdef 10 main/images/SHA256SUMS\nSHA256:\n "
                + Parts.sha256(text(images)) + " " + images.length() + " main/images/SHA256SUMS";
        boot.with("trust.use=sums").with("trust.openpgp.keys=" + keys).with("trust.lists=../../../InRelease,../SHA256SUMS")
                .serve("dists/stable/InRelease", SIGNER.clearSign(release)).serve("dists/stable/main/images/SHA256SUMS", text(images))
                .serve("dists/stable/main/images/netboot/linux", KERNEL).serve("dists/stable/main/images/netboot/initrd.gz", INITRD)
                .with("fetch.kernel=http://10.0.2.2/dists/stable/main/images/netboot/linux")
                .with("fetch.initrd=http://10.0.2.2/dists/stable/main/images/netboot/initrd.gz");
        assertThat(boot.run()).handedOff();
        String list = "sha256 in InRelease line 5, openpgp KEY (Kernel Team)";
        assertEquals(List.of("kernel sha256 in SHA256SUMS line 2, " + list, "initrd sha256 in SHA256SUMS line 1, " + list),
                verified(boot.outcome()));
        assertTrue(boot.explain().contains("trust.openpgp  openpgp  sums asks for it"), boot.explain());
        assertTrue(boot.outcome().companions().contains(
                new CompanionReport("http://10.0.2.2/dists/stable/main/images/SHA256SUMS", Optional.of((long) images.length()))));
    }

    @Test
    void allOfSeveral(BootSession boot) {
        boot.with("trust.use=all").with("trust.of=openpgp,digest").with("trust.openpgp.keys=" + keys)
                .with("trust.digest.kernel=sha256:" + Parts.sha256(KERNEL)).serve("vmlinux", KERNEL)
                .serve("vmlinux.sig", SIGNER.sign(KERNEL));
        assertThat(boot.run()).handedOff();
        assertEquals(List.of("kernel openpgp KEY (Kernel Team) and sha256"), verified(boot.outcome()));
    }

    @Test
    void allMeansAll(BootSession boot) {
        boot.with("trust.use=all").with("trust.of=openpgp,digest").with("trust.openpgp.keys=" + keys)
                .with("trust.digest.kernel=sha256:" + "0".repeat(64)).serve("vmlinux", KERNEL).serve("vmlinux.sig", SIGNER.sign(KERNEL));
        assertThat(boot.run()).failedWith("SW-T104").in(Room.TRUST);
    }

    @Test
    void anyOfSeveral(BootSession boot) {
        boot.with("trust.use=any").with("trust.of=openpgp,digest").with("trust.openpgp.keys=" + keys)
                .with("trust.digest.kernel=sha256:" + Parts.sha256(KERNEL)).serve("vmlinux", KERNEL);
        assertThat(boot.run()).handedOff().verified("kernel", "sha256");
    }

    @Test
    void noneOfAny(BootSession boot) {
        boot.with("trust.use=any").with("trust.of=openpgp,digest").with("trust.openpgp.keys=" + keys)
                .with("trust.digest.kernel=sha256:" + "0".repeat(64)).serve("vmlinux", KERNEL);
        assertThat(boot.run()).failedWith("SW-T702").what("none of 2 verifiers vouches for \"kernel\"");
    }

    /** Whoever can change the menu can change the command line. */
    @BootTest("""
            name = "by-menu"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            [fetch.menu]
            config = "http://10.0.2.2/boot/menu.cfg"
            use = "pxelinux"
            [trust]
            use = "openpgp"
            """)
    @Nested
    class ByMenu {
        private static final String MENU = "DEFAULT a\nLABEL a\n  KERNEL vmlinux\n  APPEND quiet\n";

        private BootSession lab(BootSession boot) {
            return boot.with("trust.keys=" + keys).serve("boot/vmlinux", KERNEL).serve("boot/vmlinux.sig", SIGNER.sign(KERNEL))
                    .serve("boot/menu.cfg", text(MENU));
        }

        @Test
        void aMenuThatNobodySignedIsRefused(BootSession boot) {
            assertThat(lab(boot).run()).failedWith("SW-T202").where("http://10.0.2.2/boot/menu.cfg").in(Room.TRUST);
        }

        @Test
        void aSignedMenuChooses(BootSession boot) {
            lab(boot).serve("boot/menu.cfg.sig", SIGNER.sign(text(MENU)));
            assertThat(boot.run()).handedOff();
            assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "menu openpgp KEY (Kernel Team)"), verified(boot.outcome()));
            assertEquals(List.of("http://10.0.2.2/boot/vmlinux", "http://10.0.2.2/boot/menu.cfg"),
                    boot.outcome().parts().stream().map(PartReport::uri).toList());
        }

        @Test
        void theProfileMayLetItPass(BootSession boot) {
            assertThat(lab(boot).with("trust.uncovered=menu").run()).handedOff();
            assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "menu uncovered"), verified(boot.outcome()));
        }

        @Test
        void aMenuIsReadWholeSoItsSignatureIsApart(BootSession boot) {
            lab(boot).serve("boot/menu.cfg", SIGNER.clearSign(MENU.strip()));
            assertThat(boot.run()).failedWith("SW-F120");
        }
    }

    /** An entry of the Boot Loader Specification is a configuration as any other. */
    @BootTest("""
            name = "by-entry"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            [fetch.menu]
            config = "http://10.0.2.2/loader/entries/a.conf"
            [trust]
            use = "openpgp"
            """)
    @Nested
    class ByEntry {
        private static final String ENTRY = "title A\nlinux /vmlinux\noptions quiet\n";

        private BootSession lab(BootSession boot) {
            return byOpenPgp(boot).serve("vmlinux.sig", SIGNER.sign(KERNEL)).serve("loader/entries/a.conf", text(ENTRY));
        }

        @Test
        void anEntryThatNobodySignedIsRefused(BootSession boot) {
            assertThat(lab(boot).run()).failedWith("SW-T202").where("http://10.0.2.2/loader/entries/a.conf").in(Room.TRUST);
            assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "menu refused"), verified(boot.outcome()));
        }

        @Test
        void aSignedOneBoots(BootSession boot) {
            assertThat(lab(boot).serve("loader/entries/a.conf.sig", SIGNER.sign(text(ENTRY))).run()).handedOff();
            assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "menu openpgp KEY (Kernel Team)"), verified(boot.outcome()));
        }

        @Test
        void theProfileMayLetItPass(BootSession boot) {
            assertThat(lab(boot).with("trust.uncovered=menu").run()).handedOff();
            assertEquals(List.of("kernel openpgp KEY (Kernel Team)", "menu uncovered"), verified(boot.outcome()));
        }
    }

    /** A menu is made from how a file begins, and a verifier is asked about all of it: it had better be the same file. */
    @BootTest("""
            name = "by-two-faces"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            [fetch.menu]
            config = "http://10.0.2.2/a.conf"
            use = "bls"
            [trust]
            use = "openpgp"
            uncovered = ["menu"]
            """)
    @Nested
    class ByTwoFaces {
        private static final String ENTRY = "title A\nlinux /vmlinux.efi\n";
        private boolean honest = true;
        private int asked;

        @Swap
        final BootProtocol http = (from, into) -> {
            byte[] content = switch (from.decodedPath()) {
                case "/a.conf" -> text(ENTRY);
                case "/vmlinux.efi" -> face(asked++);
                case "/vmlinux.efi.sig" -> SIGNER.sign(KERNEL);
                default -> throw new FileNotThereException(new Problem("SW-F999", Blame.PEER, from.toString(), "not there", ""));
            };
            try {
                into.write(Unpooled.wrappedBuffer(content));
            } catch (ImageTooLargeException e) {
                throw new FetchException(new Problem("SW-F998", Blame.PEER, from.toString(), "too large", ""));
            }
        };

        private byte[] face(int request) {
            byte[] content = KERNEL.clone();
            content[64] ^= (byte) (honest || request > 0 ? 0 : 1);
            return content;
        }

        @Test
        void theSameFileBoots(BootSession boot) {
            assertThat(boot.with("trust.keys=" + keys).run()).handedOff();
            assertEquals(2, asked, "once to see what it is");
        }

        @Test
        void anotherOneIsRefused(BootSession boot) {
            honest = false;
            assertThat(boot.with("trust.keys=" + keys).run()).failedWith("SW-F123").where("http://10.0.2.2/vmlinux.efi").in(Room.TRUST);
        }
    }

    /** A reader is chosen by how a file begins, and a longer one is fetched again to be read. */
    @BootTest("""
            name = "by-two-scripts"
            [machine]
            use = "embedded"
            architecture = "s390x"
            memory = "64MiB"
            [fetch.menu]
            config = "http://10.0.2.2/boot"
            [trust]
            use = "openpgp"
            """)
    @Nested
    class ByTwoScripts {
        private static final String SIGNED = "#!ipxe\n# the signed one\nkernel vmlinux quiet\nboot\n" + "#\n".repeat(4096);
        private static final String OTHER = SIGNED.replace("signed", "other!");
        private String first = SIGNED;
        private boolean isSigned = true;
        private int asked;

        @Swap
        final BootProtocol http = (from, into) -> {
            byte[] content = switch (from.decodedPath()) {
                case "/boot" -> text(asked++ == 0 ? first : SIGNED);
                case "/vmlinux" -> KERNEL;
                case "/vmlinux.sig" -> SIGNER.sign(KERNEL);
                case "/boot.sig" -> signature(from);
                default -> throw absent(from);
            };
            try {
                into.write(Unpooled.wrappedBuffer(content));
            } catch (ImageTooLargeException e) {
                throw new FetchException(new Problem("SW-F998", Blame.PEER, from.toString(), "too large", ""));
            }
        };

        private byte[] signature(BootUri file) throws FetchException {
            if (!isSigned) {
                throw absent(file);
            }
            return SIGNER.sign(text(SIGNED));
        }

        private static FetchException absent(BootUri file) {
            return new FileNotThereException(new Problem("SW-F999", Blame.PEER, file.toString(), "not there", ""));
        }

        @Test
        void theSameScriptBoots(BootSession boot) {
            assertThat(boot.with("trust.keys=" + keys).run()).handedOff();
            assertEquals(2, asked, "once to see who reads it");
        }

        @Test
        void anotherOneIsRefused(BootSession boot) {
            first = OTHER;
            assertThat(boot.with("trust.keys=" + keys).run()).failedWith("SW-F123").where("http://10.0.2.2/boot").in(Room.TRUST);
        }

        /** A server may make a script for each request. */
        @Test
        void whatMayPassMayChange(BootSession boot) {
            first = OTHER;
            isSigned = false;
            boot.with("trust.keys=" + keys).with("trust.uncovered=menu");
            assertThat(boot.run()).handedOff().verified("menu", "uncovered");
        }
    }
}
