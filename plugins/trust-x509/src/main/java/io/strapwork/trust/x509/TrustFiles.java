package io.strapwork.trust.x509;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the files of certificates that the profile names. @param code of what is wrong with them */
record TrustFiles(String code, String option) {
    private static final int LIMIT = 8 << 20;
    private static final int SEQUENCE = 0x30;
    /** Elements of a revocation list; an entry has four or more. */
    private static final int MOST_REVOKED = 1_000_000;

    /**
     * What files name.
     *
     * @param images  SHA-256 digests of PE images
     * @param signers SHA-256 digests of the signed parts of certificates
     */
    record Named(List<X509Certificate> certificates, List<String> images, List<String> signers) {}

    /** Certificates in PEM or DER. */
    List<X509Certificate> certificates(List<Path> files) {
        var certificates = new ArrayList<X509Certificate>();
        for (Path file : files) {
            byte[] content = content(file);
            try {
                certificates.addAll(certificates(content));
            } catch (MalformedException | CertificateException e) {
                throw problem(file, "can't be read: " + e.getMessage(), e);
            }
        }
        return certificates;
    }

    /** As {@link #certificates}, and signature lists of UEFI. */
    Named named(List<Path> files) {
        var named = new Named(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Path file : files) {
            byte[] content = content(file);
            try {
                Named its = named(content);
                named.certificates().addAll(its.certificates());
                named.images().addAll(its.images());
                named.signers().addAll(its.signers());
            } catch (MalformedException | CertificateException e) {
                throw problem(file, "can't be read: " + e.getMessage(), e);
            }
        }
        return named;
    }

    /**
     * What files trust, for people: a line for each certificate and digest, or one that says what is wrong with a file.
     *
     * @param uefi whether signature lists count
     */
    List<String> lines(List<Path> files, boolean uefi) {
        var lines = new ArrayList<String>();
        for (Path file : files) {
            try {
                Named its = uefi ? named(List.of(file)) : new Named(certificates(List.of(file)), List.of(), List.of());
                its.certificates().forEach(each -> lines.add(file.getFileName() + ": " + FirmwarePath.shown(each)));
                its.images().forEach(each -> lines.add(file.getFileName() + ": image " + each));
            } catch (StrapworkException e) {
                e.problems().forEach(problem -> lines.add(problem.what() + "; a boot needs it"));
            }
        }
        return lines;
    }

    static Named named(byte[] content) throws MalformedException, CertificateException {
        if (Pem.isPem(content) || content.length > 0 && content[0] == SEQUENCE) {
            return new Named(certificates(content), List.of(), List.of());
        }
        SignatureLists lists = SignatureLists.parse(content);
        var certificates = new ArrayList<X509Certificate>();
        for (byte[] der : lists.certificates()) {
            certificates.add(certificate(der));
        }
        return new Named(certificates, lists.images(), lists.signers());
    }

    private static List<X509Certificate> certificates(byte[] content) throws MalformedException, CertificateException {
        var certificates = new ArrayList<X509Certificate>();
        if (Pem.isPem(content)) {
            for (Pem block : Pem.blocks(content)) {
                if (block.label().endsWith("CERTIFICATE")) {
                    certificates.add(certificate(block.content()));
                }
            }
        } else {
            certificates.add(certificate(content));
        }
        if (certificates.isEmpty()) {
            throw new MalformedException("it holds no certificate");
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der) throws MalformedException, CertificateException {
        DerShape.whole(der);
        if (CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)) instanceof X509Certificate x509) {
            return x509;
        }
        throw new CertificateException("not an X.509 certificate");
    }

    /** Revocation lists in PEM or DER, at least one of each file: a file that holds none must not turn into "nothing is revoked". */
    List<X509CRL> revocations(List<Path> files) {
        var lists = new ArrayList<X509CRL>();
        for (Path file : files) {
            byte[] content = content(file);
            try {
                lists.addAll(revocations(content));
            } catch (MalformedException | UntrustedException | GeneralSecurityException e) {
                throw problem(file, "can't be read: " + e.getMessage(), e);
            }
        }
        return lists;
    }

    static List<X509CRL> revocations(byte[] content) throws MalformedException, UntrustedException, GeneralSecurityException {
        var lists = new ArrayList<X509CRL>();
        List<byte[]> ders = Pem.isPem(content)
                ? Pem.blocks(content).stream().filter(block -> block.label().equals("X509 CRL")).map(Pem::content).toList()
                : List.of(content);
        for (byte[] der : ders) {
            DerShape.whole(der, MOST_REVOKED);
            if (CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der)) instanceof X509CRL list) {
                Algorithms.strong(list);
                lists.add(list);
            }
        }
        if (lists.isEmpty()) {
            throw new MalformedException("it holds no revocation list");
        }
        return lists;
    }

    private byte[] content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw problem(file, "is larger than " + (LIMIT >> 20) + " MiB", null);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw problem(file, "does not exist; a path is relative to the profile's folder", e);
        } catch (AccessDeniedException e) {
            throw problem(file, "may not be read by this user", e);
        } catch (IOException e) {
            throw problem(file, "can't be read: " + e.getMessage(), e);
        }
    }

    private StrapworkException problem(Path file, String what, @Nullable Exception cause) {
        return new StrapworkException(new Problem(code, Blame.USER, "trust." + option, "the file " + file.getFileName() + " " + what,
                "look at it with: openssl x509 -text -in " + file.getFileName()), cause);
    }
}
