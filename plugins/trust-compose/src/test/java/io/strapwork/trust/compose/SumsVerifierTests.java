package io.strapwork.trust.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.api.trust.Uncoverable;
import io.strapwork.api.trust.Verdict;
import io.strapwork.testkit.fake.Parts;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SumsVerifierTests {
    private static final byte[] KERNEL = "abc".getBytes(StandardCharsets.UTF_8);
    /** FIPS 180-4. */
    private static final String ABC_512 = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
    private static final ImageVerifier TRUSTING = parts -> parts.stream().<Verdict>map(_ -> new Verdict.Trusted("a key")).toList();
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final FetchedPart PART = part("kernel", "http://10.0.2.2/boot/linux/vmlinuz", KERNEL);

    private static FetchedPart part(String name, String uri, byte[] content) {
        FetchedPart plain = Parts.fetched(name, content);
        return new FetchedPart(name, BootUri.parse(uri), plain.content(), plain.sha256(), Duration.ZERO);
    }

    private static Verdict verdict(SumsOptions options, FetchedPart part, Map<String, String> files) {
        return verdict(options, TRUSTING, part, files);
    }

    private static Verdict verdict(SumsOptions options, ImageVerifier by, FetchedPart part, Map<String, String> files) {
        var beside = new HashMap<BootUri, Companion>();
        files.forEach((name, text) -> beside.put(Companions.place(part, name),
                new Companion.Found(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)))));
        return new SumsVerifier(options, by, new FixedClock(NOW)).verify(List.of(part), new Companions(beside)).getFirst();
    }

    private static SumsOptions lists(String... lists) {
        return new SumsOptions(List.of(lists), "openpgp", List.of());
    }

    private static String text(Verdict verdict) {
        if (verdict instanceof Verdict.Refused(Problem one)) {
            return one.code() + " " + one.blame() + "  " + one.where() + "\n  " + one.what() + "\n" + one.hint().indent(2);
        }
        return ((Verdict.Trusted) verdict).by();
    }

    @Test
    void readsAllFormats() {
        String sha256 = PART.sha256();
        Map<String, String> formats = new HashMap<>();
        formats.put(sha256 + "  vmlinuz", "sha256 in SUMS line 1, a key");
        formats.put("# none\n" + sha256.toUpperCase(java.util.Locale.ROOT) + " *./vmlinuz\r\n", "sha256 in SUMS line 2, a key");
        formats.put("SHA256 (vmlinuz) = " + sha256, "sha256 in SUMS line 1, a key");
        formats.put("SHA512 (vmlinuz) = " + ABC_512, "sha512 in SUMS line 1, a key");
        formats.put(ABC_512 + "  vmlinuz\n", "sha512 in SUMS line 1, a key");
        formats.put("MD5Sum:\n 00112233445566778899aabbccddeeff 3 vmlinuz\nSHA256:\n " + sha256 + "        3 vmlinuz\n",
                "sha256 in SUMS line 4, a key");
        formats.forEach((list, by) -> assertEquals(by, text(verdict(lists("SUMS"), PART, Map.of("SUMS", list))), list));
        assertEquals("sha256 in vmlinuz.sha256 line 1, a key",
                text(verdict(lists("{part}.sha256"), PART, Map.of("vmlinuz.sha256", sha256 + "\n"))));
        FetchedPart odd = part("kernel", "http://10.0.2.2/a%5Cb", KERNEL);
        assertEquals("sha256 in SUMS line 1, a key", text(verdict(lists("SUMS"), odd, Map.of("SUMS", "\\" + sha256 + "  a\\\\b"))));
    }

    @Test
    void namesAreRelativeToTheList() {
        for (String right : List.of("linux/vmlinuz", "./linux/vmlinuz")) {
            assertEquals("sha256 in SUMS line 1, a key",
                    text(verdict(lists("../SUMS"), PART, Map.of("../SUMS", PART.sha256() + "  " + right))));
        }
        for (String wrong : List.of("vmlinuz", "/boot/linux/vmlinuz", "../boot/linux/vmlinuz", "linux/vmlinuz2", "linux", "")) {
            assertEquals("SW-T303", text(verdict(lists("../SUMS"), PART, Map.of("../SUMS", PART.sha256() + "  " + wrong))).substring(0, 7));
        }
        assertEquals("""
                SW-T303 PEER  http://10.0.2.2/boot/SUMS
                  no list of digests names "kernel", which is http://10.0.2.2/boot/linux/vmlinuz
                  looked for a SHA-256 or SHA-512 of "linux/vmlinuz"; add it to the list, and sign the list again
                """, text(verdict(lists("../SUMS"), PART, Map.of("../SUMS", "d41d8cd98f00b204e9800998ecf8427e  linux/vmlinuz"))));
    }

    @Test
    void refusesOtherBytes() {
        assertEquals("""
                SW-T306 PEER  http://10.0.2.2/boot/linux/vmlinuz
                  "kernel" (3 bytes) does not match line 1 of SUMS
                  listed: sha256:%s
                  found:  sha256:%s
                  the server has another version of the file than of the list, or somebody changed it; don't boot it before you know why
                """.formatted("0".repeat(64), PART.sha256()),
                text(verdict(lists("SUMS"), PART, Map.of("SUMS", "0".repeat(64) + "  vmlinuz"))));
        assertEquals("SW-T304", text(verdict(lists("SUMS"), PART,
                Map.of("SUMS", PART.sha256() + "  vmlinuz\n" + "0".repeat(64) + "  vmlinuz\n"))).substring(0, 7));
    }

    @Test
    void eachListIsVouchedForByTheOneBefore() {
        String sums = PART.sha256() + "  vmlinuz\n";
        String release = "Valid-Until: Sat, 07 Mar 2026 00:00:00 UTC\nSHA256:\n " + Parts.sha256(sums.getBytes(StandardCharsets.UTF_8))
                + " 9 linux/SUMS\n";
        SumsOptions options = lists("../InRelease", "SUMS");
        assertEquals("sha256 in SUMS line 1, sha256 in InRelease line 3, a key",
                text(verdict(options, PART, Map.of("../InRelease", release, "SUMS", sums))));
        assertEquals("SW-T306", text(verdict(options, PART, Map.of("../InRelease", release, "SUMS", sums + "\n"))).substring(0, 7));
        assertEquals("SW-T301", text(verdict(options, PART, Map.of("../InRelease", release))).substring(0, 7));
        assertEquals("SW-T301", text(verdict(options, PART, Map.of("SUMS", sums))).substring(0, 7));
        assertEquals("SW-T303", text(verdict(options, PART, Map.of("../InRelease", "SHA256:\n", "SUMS", sums))).substring(0, 7));
        assertTrue(text(verdict(options, PART, Map.of("../InRelease", release.replace("07 Mar", "28 Feb"), "SUMS", sums)))
                .startsWith("SW-T305 PEER  http://10.0.2.2/boot/InRelease\n  the list of digests is out of date"));
        ImageVerifier uncovering = parts -> List.of(new Verdict.Trusted(Verdict.Trusted.UNCOVERED));
        assertEquals("SW-T302", text(verdict(lists("SUMS"), uncovering, PART, Map.of("SUMS", sums))).substring(0, 7));
    }

    @Test
    void whatNoListNamesMayPass() {
        var options = new SumsOptions(List.of("SUMS"), "openpgp", List.of(Uncoverable.INITRD));
        FetchedPart initrd = part("initrd", "http://10.0.2.2/boot/linux/initrd", KERNEL);
        assertEquals("uncovered", text(verdict(options, initrd, Map.of("SUMS", "nothing"))));
        assertEquals("SW-T306", text(verdict(options, initrd, Map.of("SUMS", "0".repeat(64) + "  initrd"))).substring(0, 7));
        assertEquals("SW-T301", text(verdict(options, initrd, Map.of())).substring(0, 7));
    }

    @Test
    void optionsThatMakeNoSense() {
        for (String list : List.of("", "//elsewhere/SUMS", "http://elsewhere/SUMS", "folder/", "..", "a/.", "{kernel}.sha256", "SUMS\0",
                "{part}")) {
            assertThrows(StrapworkException.class, () -> lists(list), list);
        }
        assertThrows(StrapworkException.class, () -> new SumsOptions(List.of(), "none", List.of()));
        assertThrows(StrapworkException.class, () -> lists("1", "2", "3", "4", "5"));
        for (List<String> of : List.of(List.<String>of(), List.of("none"), List.of("digest", "digest"))) {
            assertThrows(StrapworkException.class, () -> new OfOptions(of), of::toString);
        }
    }
}
