package io.strapwork.trust.x509;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cms.SignerInformation;

/** What comes off a server or out of the profile's files. */
class X509FuzzTests {
    private static final TestAuthority OTHER = TestAuthority.root("other");

    @FuzzTest
    void signedMessages(byte[] file) {
        try {
            SignedMessage message = SignedMessage.parse(file);
            for (SignerInformation signer : message.signers()) {
                var certificate = message.certificate(signer, List.of());
                SignedMessage.check(signer, certificate, Signed.of(new byte[3]),
                        "1.2.840.113549.1.7.1");
                new PkixPath(List.of(OTHER.certificate()), List.of(), TestAuthority.NOW).check(certificate, message.certificates());
                throw new AssertionError("nobody whom we trust has signed it");
            }
        } catch (MalformedException e) {
            assertFalse(e.what().isBlank());
        } catch (UntrustedException e) {
            assertFalse(e.what().isBlank());
        }
    }

    @FuzzTest
    void images(byte[] file) {
        try {
            Optional<PeImage> image = PeImage.parse(MemorySegment.ofArray(file));
            if (image.isPresent()) {
                long covered = image.get().covered().stream().mapToLong(MemorySegment::byteSize).sum();
                assertTrue(covered == image.get().end() - 12, "all but the checksum and the table's place are covered");
                image.get().signatures().forEach(each -> assertTrue(each.length <= file.length));
            }
        } catch (MalformedException e) {
            assertFalse(e.what().isBlank());
        }
    }

    @FuzzTest
    void appendedSignatures(byte[] file) {
        try {
            AppendedSignature.parse(MemorySegment.ofArray(file))
                    .ifPresent(it -> assertTrue(it.content().byteSize() + it.signature().length + 40 == file.length));
        } catch (MalformedException e) {
            assertFalse(e.what().isBlank());
        }
    }

    @FuzzTest
    void lists(byte[] file) {
        try {
            SignatureLists lists = SignatureLists.parse(file);
            assertTrue(lists.certificates().stream().mapToInt(each -> each.length).sum() <= file.length);
        } catch (MalformedException e) {
            assertFalse(e.what().isBlank());
        }
    }

    @FuzzTest
    void pem(byte[] file) {
        try {
            Pem.blocks(file).forEach(block -> assertTrue(block.content().length <= file.length));
        } catch (MalformedException e) {
            assertFalse(e.what().isBlank());
        }
    }

    @FuzzTest
    void certificateBundles(byte[] file) {
        try {
            TrustFiles.Named named = TrustFiles.named(file);
            assertFalse(named.certificates().contains(OTHER.certificate()), "nobody has made that one");
        } catch (MalformedException | CertificateException e) {
            assertFalse(e.toString().isBlank());
        }
    }

    @FuzzTest
    void revocationLists(byte[] file) {
        try {
            assertFalse(TrustFiles.revocations(file).isEmpty(), "a file without a list is none that revokes nothing");
        } catch (MalformedException | UntrustedException | GeneralSecurityException e) {
            assertFalse(e.toString().isBlank());
        }
    }
}
