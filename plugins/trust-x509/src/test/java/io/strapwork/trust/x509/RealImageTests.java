package io.strapwork.trust.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.trust.Verdict;
import io.strapwork.testkit.fake.Parts;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's kernels: one that Debian has signed for Secure Boot, and one for s390x that is signed here as Linux' {@code scripts/sign-file} does it. */
@Tag("real")
class RealImageTests {
    @TempDir
    Path folder;

    private static byte[] kernel(String architecture) throws IOException {
        String kernels = System.getenv("STRAPWORK_KERNELS");
        Assumptions.assumeTrue(kernels != null,
                "STRAPWORK_KERNELS is not set; it names the folder that samples/kernels/fetch-kernels filled");
        Path file = Path.of(kernels, architecture, architecture.equals("ppc64") ? "vmlinux" : "vmlinuz");
        Assumptions.assumeTrue(Files.isRegularFile(file), file + " is not there; run samples/kernels/fetch-kernels");
        return Files.readAllBytes(file);
    }

    private Path resource(String name) throws IOException {
        try (InputStream in = RealImageTests.class.getResourceAsStream(name)) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    /** The authority's certificate and the deny list are those in Debian's shim (its section {@code .vendor_cert}). */
    @Test
    void debiansKernelIsDebians() throws Exception {
        byte[] kernel = kernel("x86_64");
        List<Path> db = List.of(resource("debian-secure-boot-ca.der"));
        List<Path> dbx = List.of(resource("debian-shim-dbx.esl"));
        var verifier = new AuthenticodeVerifier(new AuthenticodeOptions(db, dbx, List.of()));
        Verdict.Trusted trusted = assertInstanceOf(Verdict.Trusted.class,
                verifier.verify(List.of(Parts.fetched("kernel", kernel))).getFirst());
        assertTrue(
                trusted.by().startsWith("authenticode CN=Debian Secure Boot Signer 2022 - linux")
                        && trusted.by().endsWith("by CN=Debian Secure Boot CA"),
                trusted.by());
        long bytes = trusted.content().orElseThrow().byteSize();
        assertTrue(bytes < kernel.length && bytes > kernel.length - 4096, "all but the certificate table: " + bytes);
        kernel[kernel.length / 2] ^= 1;
        Verdict.Refused refused = assertInstanceOf(Verdict.Refused.class,
                verifier.verify(List.of(Parts.fetched("kernel", kernel))).getFirst());
        assertEquals("SW-T504", refused.problem().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"s390x", "ppc64"})
    void aKernelWithASignatureBehindIt(String architecture) throws Exception {
        Tool.assume("openssl");
        byte[] kernel = kernel(architecture);
        var lab = new OpenSslAuthority(folder);
        lab.root("root");
        lab.signer("root", "kernel", "rsa2048");
        lab.signer("root", "other", "rsa2048");
        byte[] signed = signed(kernel);
        for (String trusted : List.of("kernel.pem", "root.pem")) {
            Verdict verdict = verdict(signed, trusted);
            // Without certificates within, as sign-file makes it, only the signer's own leads to it.
            assertEquals(trusted.equals("kernel.pem"), verdict instanceof Verdict.Trusted, verdict::toString);
            if (verdict instanceof Verdict.Trusted(String by, java.util.Optional<MemorySegment> content)) {
                assertTrue(by.startsWith("appended CN=kernel, O=Lab"), by);
                assertEquals(-1, content.orElseThrow().mismatch(MemorySegment.ofArray(kernel)));
            }
        }
        assertEquals("SW-T605", refusal(signed, "other.pem"));
        byte[] changed = signed.clone();
        changed[70_000] ^= 1;
        assertEquals("SW-T604", refusal(changed, "kernel.pem"));
        assertEquals("SW-T602", refusal(kernel, "kernel.pem"));
        assertEquals("SW-T602", refusal(Arrays.copyOf(signed, signed.length - 1), "kernel.pem"));
        changed = signed.clone();
        changed[signed.length - 28 - 12] = 1;
        assertEquals("SW-T603", refusal(changed, "kernel.pem"));
        changed = signed.clone();
        changed[signed.length - 28 - 1] ^= 1;
        assertEquals("SW-T603", refusal(changed, "kernel.pem"));
    }

    private Verdict verdict(byte[] image, String certificate) {
        var options = new AppendedOptions(List.of(folder.resolve(certificate)), List.of(), List.of());
        return new AppendedVerifier(options).verify(List.of(Parts.fetched("kernel", image))).getFirst();
    }

    private String refusal(byte[] image, String certificate) {
        return assertInstanceOf(Verdict.Refused.class, verdict(image, certificate)).problem().code();
    }

    private byte[] signed(byte[] kernel) throws IOException {
        Files.write(folder.resolve("kernel-image"), kernel);
        new Tool(folder, List.of("openssl")).must("cms", "-sign", "-binary", "-noattr", "-nocerts", "-md", "sha256", "-in", "kernel-image",
                "-signer",
                "kernel.pem", "-inkey", "kernel.key", "-outform", "DER", "-out", "kernel.p7s");
        byte[] signature = Files.readAllBytes(folder.resolve("kernel.p7s"));
        byte[] magic = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(kernel.length + signature.length + 12 + magic.length).put(kernel).put(signature)
                .put(new byte[]{0, 0, 2, 0, 0, 0, 0, 0}).putInt(signature.length).put(magic).array();
    }
}
