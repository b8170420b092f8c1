package io.strapwork.trust.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.Companion;
import io.strapwork.api.trust.Companions;
import io.strapwork.api.trust.Verdict;
import io.strapwork.testkit.fake.Parts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Once a profile names a revocation list, whatever is wrong with one refuses: nothing is taken for not revoked. */
class RevocationTests {
    private static final byte[] KERNEL = "a kernel".getBytes(StandardCharsets.UTF_8);
    private static final TestAuthority ROOT = TestAuthority.root("Lab");
    private static final TestAuthority MIDDLE = ROOT.authority("Middle");
    private static final TestAuthority SIGNER = MIDDLE.signer("Team");
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
    private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

    @TempDir
    Path folder;

    private static byte[] pem(String label, byte[] content) {
        return ("-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content) + "\n-----END "
                + label
                + "-----\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... pieces) {
        var out = new java.io.ByteArrayOutputStream();
        for (byte[] each : pieces) {
            out.writeBytes(each);
        }
        return out.toByteArray();
    }

    /** The verdict, in short. */
    private String with(TestAuthority root, byte[] signature, byte[]... files) throws IOException {
        var lists = new ArrayList<Path>();
        for (byte[] file : files) {
            lists.add(Files.write(folder.resolve("list" + lists.size() + ".crl"), file));
        }
        FetchedPart kernel = Parts.fetched("kernel", KERNEL);
        var beside = new Companions(
                Map.of(Companions.place(kernel, "kernel.sig"), new Companion.Found(MemorySegment.ofArray(signature))));
        var options = new CmsOptions(List.of(root.pem(folder.resolve("lab.pem"))), lists, List.of(), List.of());
        try {
            Verdict verdict = new CmsVerifier(options, new FixedClock(TestAuthority.NOW)).verify(List.of(kernel), beside).getFirst();
            return verdict instanceof Verdict.Refused(Problem problem) ? problem.code() + " " + problem.what() : "trusted";
        } catch (StrapworkException e) {
            Problem problem = e.problems().getFirst();
            return problem.code() + " " + problem.where() + ": " + problem.what();
        }
    }

    private String with(byte[]... files) throws IOException {
        return with(ROOT, SIGNER.sign(KERNEL, MIDDLE), files);
    }

    @Test
    void eachAuthorityOnTheWayNeedsItsList() throws IOException {
        assertEquals("trusted", with());
        assertEquals("trusted", with(ROOT.revocations(), MIDDLE.revocations()));
        assertEquals("trusted", with(joined(pem("X509 CRL", ROOT.revocations()), pem("X509 CRL", MIDDLE.revocations()))));
        assertEquals("trusted", with(ROOT.revocations(), MIDDLE.revocations(), TestAuthority.root("Other").revocations()));
        String undetermined = "SW-T406 the signature of \"kernel\" is right but not valid: no revocation list of yours says whether the certificate is revoked, or it is too old";
        assertEquals(undetermined, with(ROOT.revocations()));
        assertEquals(undetermined, with(MIDDLE.revocations()));
        assertEquals(undetermined, with(TestAuthority.root("Other").revocations()));
        assertEquals(undetermined, with(ROOT.revocations(), TestAuthority.root("Middle").revocations()), "of that name, by another key");
        assertEquals(undetermined, with(ROOT.revocations(), MIDDLE.revocations(JANUARY, FEBRUARY, "SHA256withECDSA")), "expired");
        assertEquals(undetermined, with(ROOT.revocations(), MIDDLE.revocations(APRIL, MAY, "SHA256withECDSA")), "not yet valid");
        String revoked = "SW-T406 the signature of \"kernel\" is right but not valid: a certificate on the way to yours was revoked";
        assertEquals(revoked, with(ROOT.revocations(), MIDDLE.revocations(SIGNER)));
        assertEquals(revoked, with(ROOT.revocations(MIDDLE), MIDDLE.revocations()));
    }

    @Test
    void aFileThatIsNoListIsNoEmptyList() throws IOException {
        String file = "SW-T401 trust.crl: the file list0.crl can't be read: ";
        byte[] der = MIDDLE.revocations(SIGNER);
        byte[] good = pem("X509 CRL", ROOT.revocations());
        assertEquals(file + "it is empty", with(new byte[0]));
        assertEquals(file + "it is not in DER", with("nothing".getBytes(StandardCharsets.UTF_8)));
        assertEquals(file + "it holds no revocation list", with(pem("CRL", der)), "another label");
        assertEquals(file + "it holds no revocation list", with(Files.readAllBytes(ROOT.pem(folder.resolve("ca.pem")))));
        String broken = "a block of its PEM has no end, or something else than base64 within";
        byte[] second = pem("X509 CRL", der);
        assertEquals(file + broken, with(joined(good, java.util.Arrays.copyOf(second, second.length - 12))), "the second is truncated");
        assertEquals(file + "more bytes follow it", with(joined(ROOT.revocations(), der)), "two in DER");
    }

    @Test
    void weakSignaturesOfListsAndCertificatesDoNotCount() throws IOException {
        TestAuthority rsa = TestAuthority.rsaRoot("Lab");
        assertEquals("SW-T401 trust.crl: the file list0.crl can't be read: the revocation list of CN=Lab is signed with SHA1withRSA",
                with(rsa, new byte[1], rsa.revocations(JANUARY, MAY, "SHA1withRSA")));
        assertEquals("trusted", with(rsa, rsa.signer("Team", "SHA256 with PSS").sign(KERNEL)));
        assertEquals("trusted", with(rsa, rsa.signer("Team", "SHA512withRSA").sign(KERNEL)));
        assertEquals("SW-T407 the signature of \"kernel\" is too weak: the certificate of CN=Team is signed with RSASSA-PSS and SHA1",
                with(rsa, rsa.signer("Team", "SHA1 with PSS").sign(KERNEL)));
        assertEquals("SW-T407 the signature of \"kernel\" is too weak: the certificate of CN=Team is signed with SHA1withRSA",
                with(rsa, rsa.signer("Team", "SHA1withRSA").sign(KERNEL)));
    }

    @Test
    void aDenyListIsReadWhole() throws Exception {
        byte[] image = SIGNER.signImage(PeFiles.made(1, 0));
        byte[] middle = MIDDLE.certificate().getEncoded();
        byte[] other = TestAuthority.root("Other").certificate().getEncoded();
        assertEquals("SW-T501 trust.dbx: the file dbx can't be read: more bytes follow it", denied(image, joined(other, middle)));
        byte[] second = pem("CERTIFICATE", middle);
        assertEquals("SW-T501 trust.dbx: the file dbx can't be read: a block of its PEM has no end, or something else than base64 within",
                denied(image, joined(pem("CERTIFICATE", other), java.util.Arrays.copyOf(second, second.length - 9))));
    }

    private String denied(byte[] image, byte[] dbx) throws IOException {
        var options = new AuthenticodeOptions(List.of(MIDDLE.pem(folder.resolve("db.pem"))),
                List.of(Files.write(folder.resolve("dbx"), dbx)), List.of());
        try {
            return new AuthenticodeVerifier(options).verify(List.of(Parts.fetched("kernel", image))).getFirst().toString();
        } catch (StrapworkException e) {
            Problem problem = e.problems().getFirst();
            return problem.code() + " " + problem.where() + ": " + problem.what();
        }
    }
}
