package io.strapwork.trust.openpgp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenPgpVerifierTests {
    private static final byte[] KERNEL = "a kernel".getBytes(StandardCharsets.UTF_8);
    private static final TestSigner SIGNER = new TestSigner("Kernel Team <kernel@example.org>", TestKey.FIRST);
    private static final TestSigner OTHER = new TestSigner("Other <other@example.org>", TestKey.SECOND);
    private static final String KEY = fingerprint(SIGNER);

    @TempDir
    Path folder;
    private Instant now = TestSigner.MADE.plusSeconds(3600);

    private static String fingerprint(TestSigner signer) {
        return HexFormat.of().withUpperCase().formatHex(signer.fingerprint());
    }

    private OpenPgpOptions options(int require, byte[]... keys) throws IOException {
        var files = new java.util.ArrayList<Path>();
        for (byte[] key : keys) {
            files.add(Files.write(folder.resolve("key" + files.size() + ".gpg"), key));
        }
        return new OpenPgpOptions(files, List.of(), require, List.of());
    }

    private Verdict verdict(OpenPgpOptions options, FetchedPart part, Map<String, byte[]> beside) {
        var files = new java.util.HashMap<io.strapwork.api.fetch.BootUri, Companion>();
        beside.forEach((name, content) -> files.put(Companions.place(part, name), new Companion.Found(MemorySegment.ofArray(content))));
        return new OpenPgpVerifier(options, new FixedClock(now)).verify(List.of(part), new Companions(files)).getFirst();
    }

    private Verdict signed(byte[] signature) throws IOException {
        return verdict(options(1, SIGNER.publicKey()), Parts.fetched("kernel", KERNEL), Map.of("kernel.sig", signature));
    }

    private static String text(Verdict verdict) {
        if (verdict instanceof Verdict.Refused(Problem one)) {
            return one.code() + " " + one.blame() + "  " + one.where() + "\n  " + one.what() + "\n" + one.hint().indent(2);
        }
        return ((Verdict.Trusted) verdict).by();
    }

    private static byte[] joined(byte[]... pieces) {
        var joined = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            joined.writeBytes(piece);
        }
        return joined.toByteArray();
    }

    @Test
    void trustsWhatTheKeyHasSigned() throws Exception {
        String by = "openpgp " + KEY + " (Kernel Team <kernel@example.org>)";
        assertEquals(by, text(signed(SIGNER.sign(KERNEL))));
        assertEquals(by, text(verdict(options(1, TestSigner.armored(SIGNER.publicKey())), Parts.fetched("kernel", KERNEL),
                Map.of("kernel.asc", TestSigner.armored(SIGNER.sign(KERNEL))))));
        assertEquals(by, text(verdict(options(1, OTHER.publicKey(), SIGNER.publicKey()), Parts.fetched("kernel", KERNEL),
                Map.of("kernel.gpg", joined(SIGNER.sign(KERNEL), new TestSigner("Unknown", TestKey.THIRD).sign(KERNEL))))));
    }

    @Test
    void aClearSignedTextIsWhatWasSigned() throws Exception {
        String text = SIGNER.clearSign("one\n  two  \n\nthree\t").replace("three\t", "three \t ");
        Verdict verdict = verdict(options(1, SIGNER.publicKey()), Parts.fetched("menu", text.getBytes(StandardCharsets.UTF_8)), Map.of());
        MemorySegment content = ((Verdict.Trusted) verdict).content().orElseThrow();
        assertArrayEquals("one\n  two\n\nthree\n".getBytes(StandardCharsets.UTF_8), content.toArray(ValueLayout.JAVA_BYTE));
        for (String wrong : List.of("x" + text, text + "x", text.replace("two", "too"), text.replace("Hash: SHA256", "Comment: x"),
                text.replace("one", "one\rmore"), text.replace("\n\nthree", "\n- three"), text.replace("one\n", "-one\n"))) {
            Verdict refused = verdict(options(1, SIGNER.publicKey()), Parts.fetched("menu", wrong.getBytes(StandardCharsets.UTF_8)),
                    Map.of());
            assertTrue(refused instanceof Verdict.Refused, wrong);
        }
    }

    @Test
    void aClearSignedTextThatIsTooLongHasASignature() throws Exception {
        byte[] text = Arrays.copyOf("-----BEGIN PGP SIGNED MESSAGE-----\n".getBytes(StandardCharsets.US_ASCII), (16 << 20) + 1);
        FetchedPart menu = Parts.fetched("menu", text);
        String refused = """
                SW-T203 PEER  http://10.0.2.2/menu
                  "menu" is a clear-signed text of 16777217 bytes, and such a text is read up to 16 MiB
                  sign the file without the lines of its signature: gpg --detach-sign menu, and put the .sig file beside it
                """;
        assertEquals(refused, text(verdict(options(1, SIGNER.publicKey()), menu, Map.of())));
        var passing = new OpenPgpOptions(options(1, SIGNER.publicKey()).keys(), List.of(), 1, List.of(Uncoverable.MENU));
        assertEquals(refused, text(verdict(passing, menu, Map.of())), "whether its signature is right, nobody knows");
        assertEquals("openpgp " + KEY + " (Kernel Team <kernel@example.org>)",
                text(verdict(options(1, SIGNER.publicKey()), menu, Map.of("menu.sig", SIGNER.sign(text)))));
    }

    @Test
    void tellsWhoseSignaturesCount() throws Exception {
        OpenPgpOptions two = options(2, SIGNER.publicKey(), joined(OTHER.publicKey(), SIGNER.publicKey()));
        var keys = new ArrayList<>(two.keys());
        keys.add(folder.resolve("gone.asc"));
        keys.add(Files.write(folder.resolve("noise.asc"), new byte[9]));
        var verifier = new OpenPgpVerifier(new OpenPgpOptions(keys, List.of(), 2, List.of(Uncoverable.DEVICE_TREE)), new FixedClock(now));
        List<String> by = List.of("2 of these keys:", "key0.gpg: " + KEY + " (Kernel Team <kernel@example.org>)",
                "key1.gpg: " + fingerprint(OTHER) + " (Other <other@example.org>)",
                "key1.gpg: " + KEY + " (Kernel Team <kernel@example.org>)",
                "the key file gone.asc does not exist; a path is relative to the profile's folder; a boot needs it",
                "the key file noise.asc can't be read as OpenPGP keys: it is not OpenPGP: byte 0 begins no packet; a boot needs it");
        assertEquals(List.of(new Voucher("openpgp", Voucher.Answer.VOUCHES, by), new Voucher("openpgp", Voucher.Answer.UNCOVERED, by)),
                verifier.vouchers(List.of("kernel", "device-tree")));
    }

    @Test
    void refusesWithoutSignature() throws Exception {
        assertEquals("""
                SW-T202 PEER  http://10.0.2.2/initrd
                  "initrd" has no signature
                  looked for initrd.sig, initrd.asc, initrd.gpg beside it
                  sign it: gpg --detach-sign initrd, and put the .sig file beside it
                  or name its place: signature = "…"
                  or let it pass without one: uncovered = ["initrd"]
                """, text(verdict(options(1, SIGNER.publicKey()), Parts.fetched("initrd", KERNEL), Map.of())));
        var passing = new OpenPgpOptions(options(1, SIGNER.publicKey()).keys(), List.of(), 1, List.of(Uncoverable.INITRD));
        assertEquals("uncovered", text(verdict(passing, Parts.fetched("initrd", KERNEL), Map.of())));
        assertTrue(verdict(passing, Parts.fetched("kernel", KERNEL), Map.of()) instanceof Verdict.Refused);
        assertEquals("SW-T204",
                text(verdict(passing, Parts.fetched("initrd", KERNEL), Map.of("initrd.sig", SIGNER.sign(new byte[1])))).substring(0, 7));
    }

    @Test
    void refusesOtherBytes() throws Exception {
        assertEquals(
                """
                        SW-T204 PEER  http://10.0.2.2/kernel.sig
                          a signature of "kernel" is wrong: it is not of these bytes
                          its key: %s
                          the file and its signature don't belong together: one of them was replaced, is truncated, or somebody changed it; put both on the server again, and don't boot it before you know why
                        """
                        .formatted(KEY),
                text(signed(SIGNER.sign("another".getBytes(StandardCharsets.UTF_8)))));
    }

    @Test
    void refusesUnknownKeys() throws Exception {
        String key = fingerprint(OTHER);
        assertEquals("""
                SW-T205 PEER  http://10.0.2.2/kernel.sig
                  "kernel" is signed by a key that is not in trust.keys
                  unknown key: %s
                  if you trust that key, and have its fingerprint from its owner, export it into one of the files: gpg --export --armor %s
                """.formatted(key, key), text(signed(OTHER.sign(KERNEL))));
    }

    @Test
    void refusesWhatExpired() throws Exception {
        var brief = new TestSigner("Brief", TestKey.THIRD, 7200);
        byte[] signature = brief.sign(KERNEL);
        OpenPgpOptions options = options(1, brief.publicKey());
        assertTrue(verdict(options, Parts.fetched("kernel", KERNEL), Map.of("kernel.sig", signature)) instanceof Verdict.Trusted);
        now = TestSigner.MADE.plusSeconds(7200);
        assertEquals(
                """
                        SW-T206 PEER  http://10.0.2.2/kernel.sig
                          the signature of "kernel" is right but not valid: the key expired on 2026-01-02T05:04:05Z
                          its key: %s
                          check this computer's clock; if it is right, ask the signer for a new signature, or export the key again if its owner has prolonged it
                        """
                        .formatted(fingerprint(brief)),
                text(verdict(options, Parts.fetched("kernel", KERNEL), Map.of("kernel.sig", signature))));
    }

    @Test
    void refusesOtherTimes() throws Exception {
        var timed = new TestSigner("Timed", TestKey.THIRD);
        timed.expires = 100;
        OpenPgpOptions options = options(1, timed.publicKey());
        FetchedPart kernel = Parts.fetched("kernel", KERNEL);
        assertTrue(text(verdict(options, kernel, Map.of("kernel.sig", timed.sign(KERNEL))))
                .contains("the signature expired on 2026-01-02T03:06:45Z"));
        timed.expires = 0;
        timed.time = now.plusSeconds(301);
        assertTrue(text(verdict(options, kernel, Map.of("kernel.sig", timed.sign(KERNEL)))).contains("and now it is 2026-01-02T04:04:05Z"));
        timed.time = TestSigner.MADE.minusSeconds(1);
        assertTrue(text(verdict(options, kernel, Map.of("kernel.sig", timed.sign(KERNEL)))).contains("older than the key"));
        timed.time = now;
        byte[] right = timed.sign(KERNEL);
        now = TestSigner.MADE.minusSeconds(1);
        assertTrue(verdict(options, kernel, Map.of("kernel.sig", right)) instanceof Verdict.Refused);
    }

    @Test
    void refusesWeakDigestsAndKeys() throws Exception {
        var weak = new TestSigner("Weak", TestKey.THIRD);
        weak.hash = HashAlgorithmTags.SHA1;
        assertEquals("""
                SW-T207 PEER  http://10.0.2.2/kernel.sig
                  the signature of "kernel" is too weak: its digest is SHA-1, which can be forged
                  its key: %s
                  let the signer use SHA-256 or better, and a key of at least 2048 bits (RSA) or Ed25519
                """.formatted(fingerprint(weak)),
                text(verdict(options(1, weak.publicKey()), Parts.fetched("kernel", KERNEL), Map.of("kernel.sig", weak.sign(KERNEL)))));
        var small = new TestSigner("Small", TestKey.SMALL);
        assertTrue(text(verdict(options(1, small.publicKey()), Parts.fetched("kernel", KERNEL), Map.of("kernel.sig", small.sign(KERNEL))))
                .contains("the key has 1024 bits, fewer than 2048"));
    }

    @Test
    void requiresAsManyKeysAsTheProfileSays() throws Exception {
        OpenPgpOptions two = options(2, SIGNER.publicKey(), OTHER.publicKey());
        FetchedPart kernel = Parts.fetched("kernel", KERNEL);
        assertEquals("openpgp " + KEY + " (Kernel Team <kernel@example.org>), " + fingerprint(OTHER) + " (Other <other@example.org>)",
                text(verdict(two, kernel, Map.of("kernel.sig", joined(SIGNER.sign(KERNEL), OTHER.sign(KERNEL))))));
        assertEquals("""
                SW-T208 PEER  http://10.0.2.2/kernel.sig
                  "kernel" is signed by 1 of your keys, and require = 2
                  good: %s (Kernel Team <kernel@example.org>)
                  let another of the keys sign it, or require fewer
                """.formatted(KEY), text(verdict(two, kernel, Map.of("kernel.sig", joined(SIGNER.sign(KERNEL), SIGNER.sign(KERNEL))))));
        assertEquals("SW-T204", text(signed(joined(SIGNER.sign(KERNEL), SIGNER.sign(new byte[1])))).substring(0, 7));
    }

    @Test
    void refusesWhatIsNoSignature() throws Exception {
        assertEquals("""
                SW-T203 PEER  http://10.0.2.2/kernel.sig
                  the signature of "kernel" can't be read: it is empty
                  make it again: gpg --detach-sign kernel
                """, text(signed(new byte[0])));
        byte[] right = SIGNER.sign(KERNEL);
        String armored = new String(TestSigner.armored(right), StandardCharsets.US_ASCII);
        for (byte[] wrong : List.of("<html>".getBytes(StandardCharsets.UTF_8), java.util.Arrays.copyOf(right, right.length - 1),
                joined(right, new byte[]{0}), new byte[70_000], SIGNER.publicKey(), SIGNER.secretKey(),
                armored.replaceAll("\n=.{4}\n", "\n=AAAA\n").getBytes(StandardCharsets.UTF_8),
                armored.replace("-----END PGP SIGNATURE-----", "").getBytes(StandardCharsets.UTF_8),
                (armored + armored).getBytes(StandardCharsets.UTF_8))) {
            assertEquals("SW-T203", text(signed(wrong)).substring(0, 7));
        }
    }

    private String keyProblem(byte[] file) {
        Problem problem = assertThrows(StrapworkException.class, () -> verdict(options(1, file), Parts.fetched("kernel", KERNEL), Map.of()))
                .problems().getFirst();
        return problem.code() + " " + problem.where() + ": " + problem.what();
    }

    @Test
    void saysWhatIsWrongWithKeyFiles() {
        assertEquals(
                "SW-T201 trust.keys: the key file key0.gpg holds a secret key, which nobody needs to verify and which should not lie here",
                keyProblem(SIGNER.secretKey()));
        assertEquals("SW-T201 trust.keys: the key file key0.gpg can't be read as OpenPGP keys: it is not OpenPGP: byte 0 begins no packet",
                keyProblem("keys".getBytes(StandardCharsets.UTF_8)));
        assertEquals("SW-T201 trust.keys: the key file key0.gpg holds no public key", keyProblem(new byte[0]));
        assertEquals("SW-T201 trust.keys: the key file key0.gpg is GnuPG's own key box, which is not for others to read",
                keyProblem(HexFormat.of().parseHex("00000020010100004b42586600000000")));
        Problem missing = assertThrows(StrapworkException.class,
                () -> verdict(new OpenPgpOptions(List.of(Path.of("none.gpg")), List.of(), 1, List.of()), Parts.fetched("kernel", KERNEL),
                        Map.of()))
                .problems().getFirst();
        assertEquals("the key file none.gpg does not exist; a path is relative to the profile's folder", missing.what());
        assertThrows(StrapworkException.class, () -> new OpenPgpOptions(List.of(), List.of(), 1, List.of()));
    }

    @Test
    void optionsNameASignatureForEachPart() {
        for (String place : List.of("kernel.sig", "{kernel}.sig", "//h/{part}.sig", "http://h/{part}.sig", "{part}", "{part}/..",
                "{part}\0")) {
            Problem problem = assertThrows(StrapworkException.class,
                    () -> new OpenPgpOptions(List.of(Path.of("key.gpg")), List.of("{part}.sig", place), 1, List.of()), place).problems()
                    .getFirst();
            assertEquals("SW-T209 trust.signature", problem.code() + " " + problem.where());
        }
        assertEquals(List.of("../sigs/{part}.asc"),
                new OpenPgpOptions(List.of(Path.of("key.gpg")), List.of("../sigs/{part}.asc"), 1, List.of()).signature());
    }

    /** The first packet is one that the library can't read. */
    @Test
    void limitsComeBeforeTheLibrary() throws Exception {
        byte[] broken = {(byte) 0xc2, 1, 99};
        var many = new ByteArrayOutputStream();
        many.writeBytes(broken);
        for (int i = 0; i < 32; i++) {
            many.writeBytes(SIGNER.sign(KERNEL));
        }
        assertTrue(text(signed(many.toByteArray())).contains("it holds 33 signatures, not 1 to 32"));
        var long64 = new ByteArrayOutputStream();
        long64.writeBytes(broken);
        while (long64.size() <= 64 << 10) {
            long64.writeBytes(new byte[]{(byte) 0xca, 3, 'P', 'G', 'P'});
        }
        String clear = SIGNER.clearSign("a text").replaceAll("(?s)-----BEGIN PGP SIGNATURE.*", "")
                + new String(TestSigner.armored(long64.toByteArray()), StandardCharsets.US_ASCII).replace("PGP MESSAGE", "PGP SIGNATURE");
        assertTrue(text(verdict(options(1, SIGNER.publicKey()), Parts.fetched("menu", clear.getBytes(StandardCharsets.US_ASCII)), Map.of()))
                .contains("it has " + long64.size() + " bytes, more than 65536"));
    }
}
