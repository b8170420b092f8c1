package io.strapwork.trust.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.Verdict;
import io.strapwork.api.trust.Voucher;
import io.strapwork.api.trust.Voucher.Answer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DigestVerifierTests {
    // FIPS 180-4 examples: "abc"
    private static final String ABC_256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String ABC_512 = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
    private final FetchedPart kernel = part("kernel", "abc".getBytes(StandardCharsets.UTF_8));
    private final FetchedPart initrd = part("initrd", new byte[0]);

    private static FetchedPart part(String name, byte[] bytes) {
        MemorySegment content = Arena.ofAuto().allocate(Math.max(1, bytes.length)).asSlice(0, bytes.length);
        MemorySegment.copy(bytes, 0, content, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return new FetchedPart(name, BootUri.parse("http://user:secret@10.0.2.2/" + name), content.asReadOnly(), sha256(bytes),
                Duration.ZERO);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Verdict> verify(Map<String, String> stated, FetchedPart... parts) {
        return new DigestVerifier(new DigestOptions(stated)).verify(List.of(parts));
    }

    private static String refusal(Map<String, String> stated, FetchedPart part) {
        return verify(stated, part).getFirst() instanceof Verdict.Refused(Problem problem) ? text(problem) : "trusted";
    }

    private static String text(Problem one) {
        return one.code() + " " + one.blame() + "  " + one.where() + "\n  " + one.what() + "\n" + one.hint().indent(2);
    }

    @Test
    void trustsTheStatedBytes() {
        assertEquals(List.of(new Verdict.Trusted("sha256")),
                verify(Map.of("kernel", "sha256:" + ABC_256.toUpperCase(java.util.Locale.ROOT)), kernel));
        assertEquals(List.of(new Verdict.Trusted("sha512")), verify(Map.of("kernel", "sha512:" + ABC_512), kernel));
        assertEquals(List.of(new Verdict.Trusted("sha256"), new Verdict.Trusted("sha512")),
                verify(Map.of("initrd", "sha256:" + sha256(new byte[0]), "kernel", "sha512:" + ABC_512), initrd, kernel));
    }

    @Test
    void digestsMoreThanOneChunk() throws Exception {
        var big = new byte[(3 << 20) + 17];
        new java.util.Random(1).nextBytes(big);
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(big));
        assertEquals(List.of(new Verdict.Trusted("sha512")), verify(Map.of("kernel", "sha512:" + digest), part("kernel", big)));
    }

    @Test
    void refusesPartsWithoutDigest() {
        assertEquals("""
                SW-T101 USER  trust.kernel
                  [trust] has no digest for "kernel", fetched from http://***@10.0.2.2/kernel
                  if this file is the right one, add to [trust]:  kernel = "sha256:%s"
                """.formatted(ABC_256), refusal(Map.of(), kernel));
    }

    @Test
    void refusesMalformedDigests() {
        for (String wrong : List.of("", "sha256:", "sha1:" + ABC_256, "sha256:" + ABC_256 + "0", "sha512:" + ABC_256, "SHA256:" + ABC_256,
                ABC_256)) {
            assertEquals("""
                    SW-T102 USER  trust.kernel
                      "%s" is not a digest
                      write sha256: and 64 hexadecimal digits, or sha512: and 128
                    """.formatted(wrong), refusal(Map.of("kernel", wrong), kernel));
        }
    }

    @Test
    void refusesOtherBytes() {
        String zeros = "0".repeat(64);
        assertEquals("""
                SW-T104 PEER  http://***@10.0.2.2/kernel
                  "kernel" (3 bytes) does not match the digest in the profile
                  expected: sha256:%s
                  found:    sha256:%s
                  the server has another version of the file, or someone changed it; update trust.kernel only if you know why
                """.formatted(zeros, ABC_256), refusal(Map.of("kernel", "sha256:" + zeros), kernel));
        assertEquals("SW-T104", refusal(Map.of("kernel", "sha512:" + zeros + zeros), kernel).substring(0, 7));
    }

    @Test
    void refusesDigestsOfNothingTogetherWithAllElse() {
        var refused = assertThrows(StrapworkException.class,
                () -> verify(Map.of("ramdisk", "sha256:" + ABC_256, "kernel", "x"), kernel, initrd));
        assertEquals("""
                SW-T103 USER  trust.ramdisk
                  [trust] has a digest for "ramdisk", but no such part is fetched
                  add fetch.ramdisk to the profile, or remove trust.ramdisk
                """, text(refused.problems().getFirst()));
        assertEquals(List.of("SW-T103", "SW-T102", "SW-T101"), refused.problems().stream().map(Problem::code).toList());
    }

    @Test
    void noneTrustsAllAndSaysSo() {
        assertEquals(List.of(new Verdict.Trusted("none"), new Verdict.Trusted("none")), new NoneVerifier().verify(List.of(kernel, initrd)));
    }

    @Test
    void tellsWhichDigestsCount() {
        String hex = "aB".repeat(32);
        var verifier = new DigestVerifier(new DigestOptions(Map.of("kernel", "sha256:" + hex, "initrd", "md5:0")));
        assertEquals(List.of(new Voucher("digest", Answer.VOUCHES, List.of("sha256:" + "ab".repeat(32))),
                new Voucher("digest", Answer.REFUSES, List.of("\"md5:0\" is not a digest")),
                new Voucher("digest", Answer.REFUSES, List.of("[trust] has no digest for \"device-tree\"")),
                new Voucher("digest", Answer.NOT_ASKED, List.of())),
                verifier.vouchers(List.of("kernel", "initrd", "device-tree", "menu")));
        assertEquals(List.of(new Voucher("none", Answer.NOT_VERIFIED, List.of())), new NoneVerifier().vouchers(List.of("menu")));
    }
}
