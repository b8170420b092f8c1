package io.strapwork.trust.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.Uncoverable;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.Voucher;
import io.strapwork.testkit.fake.Parts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class X509VerifierTests {
    private static final byte[] KERNEL = "a kernel".getBytes(StandardCharsets.UTF_8);
    private static final byte[] IMAGE = PeFiles.made(1, 0);
    private static final TestAuthority ROOT = TestAuthority.root("Lab");
    private static final TestAuthority SIGNER = ROOT.signer("Kernel Team");

    @TempDir
    Path folder;
    private Instant now = TestAuthority.NOW;

    private Path root() {
        return ROOT.pem(folder.resolve("lab.pem"));
    }

    private Verdict cms(byte[] signature) {
        FetchedPart kernel = Parts.fetched("kernel", KERNEL);
        var beside = Map.<BootUri, Companion>of(Companions.place(kernel, "kernel.sig"),
                new Companion.Found(MemorySegment.ofArray(signature)));
        return new CmsVerifier(new CmsOptions(List.of(root()), List.of(), List.of(), List.of()), new FixedClock(now))
                .verify(List.of(kernel), new Companions(beside)).getFirst();
    }

    private Verdict authenticode(byte[] image, List<Path> db, List<Path> dbx) {
        return new AuthenticodeVerifier(new AuthenticodeOptions(db, dbx, List.of(Uncoverable.INITRD)))
                .verify(List.of(Parts.fetched("kernel", image)))
                .getFirst();
    }

    private static String text(Verdict verdict) {
        if (verdict instanceof Verdict.Refused(Problem one)) {
            return one.code() + " " + one.blame() + "  " + one.where() + "\n  " + one.what() + "\n" + one.hint().indent(2);
        }
        return ((Verdict.Trusted) verdict).by().replaceAll("[0-9a-f]{64}", "…");
    }

    @Test
    void cmsTrustsWhatLeadsToTheAuthority() {
        assertEquals("cms CN=Kernel Team, sha256:…", text(cms(SIGNER.sign(KERNEL))));
        TestAuthority middle = ROOT.authority("Middle");
        assertEquals("cms CN=Team, sha256:…", text(cms(middle.signer("Team").sign(KERNEL, middle))));
    }

    @Test
    void cmsRefusesOthers() {
        TestAuthority middle = ROOT.authority("Middle");
        assertEquals(
                """
                        SW-T405 PEER  http://10.0.2.2/kernel.sig
                          nobody whom you trust has signed "kernel": the certificate of CN=Team, issued by CN=Middle, leads to none of yours
                          if you trust that signer, get the certificate from its owner and add it to trust.ca; an intermediate certificate may be missing in the signature
                        """,
                text(cms(middle.signer("Team").sign(KERNEL))).replaceAll(" \\(.*\\)\n", "\n"));
        assertEquals(
                """
                        SW-T404 PEER  http://10.0.2.2/kernel.sig
                          the signature of "kernel" is wrong: it is not of these bytes
                          the file and its signature don't belong together: one of them was replaced, is truncated, or somebody changed it; put both on the server again, and don't boot it before you know why
                        """,
                text(cms(SIGNER.sign(new byte[1]))));
        byte[] brief = ROOT.signer("Brief", Instant.parse("2026-02-01T00:00:00Z")).sign(KERNEL);
        assertEquals(
                """
                        SW-T406 PEER  http://10.0.2.2/kernel.sig
                          the signature of "kernel" is right but not valid: the certificate of CN=Brief expired on 2026-02-01T00:00:00Z
                          check this computer's clock; if it is right, sign the file again with a certificate that is valid now, and for signing code
                        """,
                text(cms(brief)));
        now = Instant.parse("2026-01-01T00:00:00Z");
        assertEquals("cms CN=Brief, sha256:…", text(cms(brief)));
        now = Instant.parse("2024-01-01T00:00:00Z");
        assertTrue(text(cms(SIGNER.sign(KERNEL))).contains("is not valid before 2025-01-01T00:00:00Z, and now it is 2024"));
        now = TestAuthority.NOW;
        assertTrue(text(cms(ROOT.sign(KERNEL))).contains("the certificate of CN=Lab is not for signing code"));
        assertEquals(
                """
                        SW-T403 PEER  http://10.0.2.2/kernel.sig
                          the signature of "kernel" can't be read: it is truncated
                          sign it: openssl cms -sign -binary -noattr -in kernel -signer cert.pem -inkey key.pem -certfile chain.pem -outform DER -out kernel.sig
                        """,
                text(cms(Arrays.copyOf(SIGNER.sign(KERNEL), 300))));
    }

    @Test
    void cmsWantsASignature() {
        FetchedPart initrd = Parts.fetched("initrd", KERNEL);
        var options = new CmsOptions(List.of(root()), List.of(), List.of("sigs/{part}.p7s"), List.of());
        assertEquals(
                """
                        SW-T402 PEER  http://10.0.2.2/initrd
                          "initrd" has no signature
                          looked for sigs/initrd.p7s beside it
                          sign it: openssl cms -sign -binary -noattr -in initrd -signer cert.pem -inkey key.pem -certfile chain.pem -outform DER -out initrd.sig
                          or name its place: signature = "…"
                          or let it pass without one: uncovered = ["initrd"]
                        """,
                text(new CmsVerifier(options, new FixedClock(now)).verify(List.of(initrd)).getFirst()));
        var passing = new CmsOptions(List.of(root()), List.of(), List.of(), List.of(Uncoverable.INITRD));
        assertEquals("uncovered", text(new CmsVerifier(passing, new FixedClock(now)).verify(List.of(initrd)).getFirst()));
    }

    @Test
    void authenticodeCoversAllThatIsUsed() throws Exception {
        byte[] signed = SIGNER.signImage(IMAGE);
        Verdict verdict = authenticode(signed, List.of(root()), List.of());
        assertEquals("authenticode CN=Kernel Team, sha256:…, by CN=Lab", text(verdict));
        assertEquals(IMAGE.length, ((Verdict.Trusted) verdict).content().orElseThrow().byteSize());
        for (int at = 0; at < IMAGE.length; at += at < 1100 ? 1 : 97) {
            byte[] changed = signed.clone();
            changed[at] ^= 1;
            boolean free = at >= PeFiles.CHECKSUM && at < PeFiles.CHECKSUM + 4;
            assertEquals(free, authenticode(changed, List.of(root()), List.of()) instanceof Verdict.Trusted, "byte " + at);
        }
        assertTrue(text(authenticode(PeFiles.made(1, 8), List.of(root()), List.of())).startsWith("SW-T503"));
        assertEquals("SW-T502", text(authenticode(IMAGE, List.of(root()), List.of())).substring(0, 7));
        assertEquals("SW-T502", text(authenticode(KERNEL, List.of(root()), List.of())).substring(0, 7));
        assertEquals("SW-T505", text(authenticode(signed, List.of(TestAuthority.root("Other").pem(folder.resolve("other.pem"))), List.of()))
                .substring(0, 7));
    }

    private static String image(int at, int value) {
        byte[] file = IMAGE.clone();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return assertThrows(MalformedException.class, () -> PeImage.parse(MemorySegment.ofArray(file)), at + " " + value).what();
    }

    @Test
    void headersThatContradictThemselvesAreRefused() {
        int directories = 0x80 + 24 + 108;
        assertEquals("the PE file has no place for a certificate table", image(directories, 4));
        assertEquals("the PE file says that it has 17 data directories", image(directories, 17));
        assertEquals("the PE file says that it has 4294967295 data directories", image(directories, -1));
        assertEquals("the PE file's headers contradict its size", image(0x80 + 24 + 60, IMAGE.length + 1));
        assertEquals("the PE file's headers contradict its size", image(PeFiles.TABLE, 512));
        assertEquals("the PE file's headers contradict its size", image(PeFiles.TABLE + 4, 8));
        assertEquals("the PE file's headers contradict its size", image(0x80 + 6, 97), "sections, and no time");
        assertEquals("the PE file's optional header is of type 0x10c", image(0x80 + 24, 0x10c));
        assertEquals("the PE file ends within its headers", image(0x80 + 20, 0xffff));
        byte[] within = new byte[2048];
        ByteBuffer.wrap(within).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) 0x5a4d).putInt(0x3c, 0x20).putInt(0x20, 0x4550);
        assertEquals("the PE file's header lies in that of DOS",
                assertThrows(MalformedException.class, () -> PeImage.parse(MemorySegment.ofArray(within))).what());
    }

    private Path list(String name, String type, byte[]... entries) throws IOException {
        var out = new ByteArrayOutputStream();
        int each = 16 + entries[0].length;
        out.writeBytes(HexFormat.of().parseHex(type));
        out.writeBytes(
                ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(28 + each * entries.length).putInt(0).putInt(each).array());
        for (byte[] entry : entries) {
            out.writeBytes(new byte[16]);
            out.writeBytes(entry);
        }
        return Files.write(folder.resolve(name), out.toByteArray());
    }

    @Test
    void firmwaresListsCount() throws Exception {
        byte[] signed = SIGNER.signImage(IMAGE);
        byte[] digest = Signed.of(PeImage.parse(MemorySegment.ofArray(IMAGE)).orElseThrow().covered()).digest("SHA-256");
        Path certificates = list("db.esl", "a159c0a5e494a74a87b5ab155c2bf072", ROOT.certificate().getEncoded());
        Path digests = list("hashes.esl", "2616c4c14c509240aca941f936934328", new byte[32], digest);
        assertEquals("authenticode CN=Kernel Team, sha256:…, by CN=Lab", text(authenticode(signed, List.of(certificates), List.of())));
        assertEquals("authenticode digest …", text(authenticode(IMAGE, List.of(digests), List.of())));
        assertEquals(
                """
                        SW-T506 PEER  http://10.0.2.2/kernel
                          the signature of "kernel" is right but not valid: this very image, %s, is on the deny list
                          check this computer's clock; if it is right, sign the file again with a certificate that is valid now, and for signing code
                        """
                        .formatted(HexFormat.of().formatHex(digest)),
                text(authenticode(signed, List.of(root()), List.of(digests))));
        for (TestAuthority denied : List.of(ROOT, SIGNER)) {
            Path dbx = list("dbx.esl", "a159c0a5e494a74a87b5ab155c2bf072", denied.certificate().getEncoded());
            assertTrue(text(authenticode(signed, List.of(root()), List.of(dbx))).contains("is on the deny list"));
        }
        Problem unread = assertThrows(StrapworkException.class,
                () -> authenticode(signed, List.of(Files.write(folder.resolve("noise"), new byte[40])), List.of())).problems().getFirst();
        assertEquals("SW-T501 the file noise can't be read: the lengths of a signature list contradict each other",
                unread.code() + " " + unread.what());
    }

    @Test
    void appendedSignaturesGoOff() {
        byte[] signed = SIGNER.append(KERNEL);
        var verifier = new AppendedVerifier(new AppendedOptions(List.of(root()), List.of(), List.of()));
        Verdict verdict = verifier.verify(List.of(Parts.fetched("kernel", signed))).getFirst();
        assertEquals("appended CN=Kernel Team, sha256:…", text(verdict));
        assertEquals(-1, ((Verdict.Trusted) verdict).content().orElseThrow().mismatch(MemorySegment.ofArray(KERNEL)));
        for (int at = 0; at < signed.length; at += at == KERNEL.length - 1 ? signed.length - 40 - at : 1) {
            byte[] changed = signed.clone();
            changed[at] ^= 1;
            Verdict refused = verifier.verify(List.of(Parts.fetched("kernel", changed))).getFirst();
            assertTrue(refused instanceof Verdict.Refused, "byte " + at);
        }
        assertEquals("""
                SW-T602 PEER  http://10.0.2.2/kernel
                  "kernel" has no signature
                  nothing is appended to it
                  sign it: scripts/sign-file sha256 key.pem cert.pem kernel, of the kernel's source
                """, text(verifier.verify(List.of(Parts.fetched("kernel", KERNEL))).getFirst()));
    }

    /** As {@code scripts/sign-file} puts a signature behind an ELF kernel: the length of it has the most significant byte first, whatever the machine. */
    @Test
    void aKernelForPpc64HasOneBehindItsLastSection() {
        byte[] elf = ByteBuffer.allocate(0x400).put(new byte[]{0x7f, 'E', 'L', 'F', 2, 1, 1}).order(ByteOrder.LITTLE_ENDIAN)
                .putShort(16, (short) 2).putShort(18, (short) 21).putInt(20, 1).putLong(24, 0x100).putLong(32, 64)
                .putInt(48, 2).putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 1).array();
        byte[] signed = SIGNER.append(elf);
        var verifier = new AppendedVerifier(new AppendedOptions(List.of(root()), List.of(), List.of()));
        Verdict verdict = verifier.verify(List.of(Parts.fetched("kernel", signed))).getFirst();
        assertEquals("appended CN=Kernel Team, sha256:…", text(verdict));
        MemorySegment content = ((Verdict.Trusted) verdict).content().orElseThrow();
        assertEquals(-1, content.mismatch(MemorySegment.ofArray(elf)), "the loader reads the file as it was built");
        int length = signed.length - 28 - 4;
        byte[] swapped = signed.clone();
        for (int i = 0; i < 4; i++) {
            swapped[length + i] = signed[length + 3 - i];
        }
        assertEquals("SW-T603", text(verifier.verify(List.of(Parts.fetched("kernel", swapped))).getFirst()).substring(0, 7));
    }

    @Test
    void tellWhichCertificatesCount() throws Exception {
        byte[] image = new byte[48];
        image[47] = 7;
        Path lists = list("db.esl", "2616c4c14c509240aca941f936934328", Arrays.copyOfRange(image, 16, 48));
        Path gone = folder.resolve("gone.pem");
        var names = List.of("kernel", "initrd", "menu");
        String root = "lab.pem: CN=Lab, sha256:" + HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(ROOT.certificate().getEncoded()));
        String missing = "the file gone.pem does not exist; a path is relative to the profile's folder; a boot needs it";
        var passing = List.of(Uncoverable.INITRD);
        List<String> both = List.of(root, missing);
        assertEquals(vouchers("cms", both), new CmsVerifier(new CmsOptions(List.of(root(), gone), List.of(), List.of(), passing),
                new FixedClock(now)).vouchers(names));
        assertEquals(vouchers("appended", both), new AppendedVerifier(new AppendedOptions(List.of(root(), gone), List.of(), passing))
                .vouchers(names));
        List<Voucher> told = new AuthenticodeVerifier(new AuthenticodeOptions(List.of(root(), lists, gone), List.of(), passing))
                .vouchers(names);
        List<String> all = List.of(root, "db.esl: image " + HexFormat.of().formatHex(image, 16, 48), missing);
        assertEquals(List.of(new Voucher("authenticode", Voucher.Answer.VOUCHES, all),
                new Voucher("authenticode", Voucher.Answer.UNCOVERED, all),
                new Voucher("authenticode", Voucher.Answer.REFUSES, List.of("a boot configuration is no PE file"))), told);
    }

    private static List<Voucher> vouchers(String id, List<String> by) {
        return List.of(new Voucher(id, Voucher.Answer.VOUCHES, by), new Voucher(id, Voucher.Answer.UNCOVERED, by),
                new Voucher(id, Voucher.Answer.VOUCHES, by));
    }

    /** zipl has taken the signature off the file, and made a component of it. */
    @Test
    void componentsOfABootMapHaveTheirsBesideThem() {
        var verifier = new AppendedVerifier(new AppendedOptions(List.of(root()), List.of(), List.of(Uncoverable.INITRD)));
        FetchedPart served = Parts.fetched("kernel", KERNEL);
        assertEquals(List.of(), verifier.companions(served), "a server has no boot map");
        var kernel = new FetchedPart("kernel", BootUri.parse("disk://0/boot/1/kernel"), served.content(), served.sha256(), served.took());
        assertEquals(List.of("kernel.p7s"), verifier.companions(kernel));
        for (byte[] of : List.of(KERNEL, new byte[1])) {
            var beside = new Companions(
                    Map.of(Companions.place(kernel, "kernel.p7s"), new Companion.Found(MemorySegment.ofArray(SIGNER.sign(of)))));
            assertEquals(of == KERNEL ? "appended CN=Kernel Team, sha256:…" : "SW-T604 PEER  disk://0/boot/1/kernel",
                    text(verifier.verify(List.of(kernel), beside).getFirst()).lines().findFirst().orElse(""));
            assertEquals("SW-T602", text(verifier.verify(List.of(kernel)).getFirst()).substring(0, 7));
        }
        var initrd = new FetchedPart("initrd", BootUri.parse("disk://0/boot/1/initrd"), served.content(), served.sha256(), served.took());
        var wrong = new Companions(Map.of(Companions.place(initrd, "initrd.p7s"), new Companion.Found(MemorySegment.ofArray(new byte[9]))));
        assertEquals("SW-T603", text(verifier.verify(List.of(initrd), wrong).getFirst()).substring(0, 7),
                "uncovered, but not with one that is wrong");
        assertEquals("uncovered", text(verifier.verify(List.of(initrd)).getFirst()));
    }

    @Test
    void certificatesAreNeeded() {
        assertThrows(StrapworkException.class, () -> new CmsOptions(List.of(), List.of(), List.of(), List.of()));
        assertThrows(StrapworkException.class, () -> new AuthenticodeOptions(List.of(), List.of(), List.of()));
        assertThrows(StrapworkException.class, () -> new AppendedOptions(List.of(), List.of(), List.of()));
        Problem missing = assertThrows(StrapworkException.class, () -> authenticode(IMAGE, List.of(Path.of("none.pem")), List.of()))
                .problems().getFirst();
        assertEquals("SW-T501 trust.db: the file none.pem does not exist; a path is relative to the profile's folder",
                missing.code() + " " + missing.where() + ": " + missing.what());
    }

    @Test
    void optionsNameASignatureForEachPart() {
        for (String place : List.of("kernel.sig", "{kernel}.sig", "//h/{part}.sig", "{part}", "{part}\0")) {
            Problem problem = assertThrows(StrapworkException.class,
                    () -> new CmsOptions(List.of(Path.of("ca.pem")), List.of(), List.of(place), List.of()), place).problems().getFirst();
            assertEquals("SW-T409 trust.signature", problem.code() + " " + problem.where());
        }
    }

    private static String malformed(byte[] der) {
        return assertThrows(MalformedException.class, () -> SignedMessage.parse(der)).what();
    }

    private static byte[] der(int tag, byte[]... children) {
        var content = new ByteArrayOutputStream();
        for (byte[] each : children) {
            content.writeBytes(each);
        }
        return ByteBuffer.allocate(4 + content.size()).put((byte) tag).put((byte) 0x82).putShort((short) content.size())
                .put(content.toByteArray()).array();
    }

    /** Of signers and certificates that no library could read. */
    @Test
    void limitsComeBeforeTheLibrary() {
        byte[] oid = HexFormat.of().parseHex("06092a864886f70d010702");
        byte[] signer = {0x02, 1, 0};
        for (byte[] last : List.of(new byte[0], new byte[]{0, 0})) {
            byte[][] signers = new byte[18][];
            Arrays.fill(signers, signer);
            signers[17] = last;
            byte[] set = der(0x31, signers);
            if (last.length > 0) {
                set = ByteBuffer.allocate(2 + 17 * 3 + 2).put((byte) 0x31).put((byte) 0x80).put(set, 4, 17 * 3 + 2).array();
            }
            byte[] many = der(0x30, oid, der(0xa0, der(0x30, signer, der(0x31), der(0x30), set)));
            assertEquals("it has 17 signers, more than 16", malformed(many));
        }
        byte[][] certificates = new byte[65][];
        Arrays.fill(certificates, signer);
        assertEquals("it has 65 certificates, more than 64",
                malformed(der(0x30, oid, der(0xa0, der(0x30, signer, der(0x31), der(0x30), der(0xa0, certificates), der(0x31, signer))))));
        assertEquals("it has 1048577 bytes, more than 1048576", malformed(new byte[(1 << 20) + 1]));
        for (byte[] other : List.of(der(0x30), der(0x30, oid), der(0x30, oid, signer), der(0x30, oid, der(0xa0)),
                der(0x30, oid, der(0xa0, signer)))) {
            assertTrue(malformed(other).startsWith("it is not signed data"), malformed(other));
        }
    }
}
