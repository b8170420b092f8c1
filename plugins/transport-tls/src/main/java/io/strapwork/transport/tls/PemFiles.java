package io.strapwork.transport.tls;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM (RFC 7468) that the profile names. Text outside the blocks is allowed, as {@code openssl x509 -text} writes it. */
record PemFiles(String option, Path file) {
    private static final String UNREADABLE = "SW-N401";
    private static final String NO_CERTIFICATE = "SW-N402";
    static final String UNUSABLE_KEY = "SW-N403";
    private static final int LIMIT = 8 << 20;
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\\s([^-]*+)-----END \\1-----");

    private record Block(String label, String base64) {
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(base64);
        }
    }

    /** At least one. */
    List<X509Certificate> certificates() {
        List<Block> blocks = blocks();
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label.equals("CERTIFICATE") || block.label.equals("X509 CERTIFICATE") || block.label.equals("TRUSTED CERTIFICATE")) {
                certificates.add(certificate(block, certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            String found = blocks.isEmpty()
                    ? ""
                    : "; it holds " + String.join(", ", blocks.stream().map(block -> "a " + block.label).distinct().toList());
            throw problem(NO_CERTIFICATE, file.getFileName() + " holds no certificate in PEM form" + found,
                    "a PEM certificate begins with -----BEGIN CERTIFICATE-----\nconvert DER to PEM with: openssl x509 -inform der -in "
                            + file.getFileName() + " -out ca.pem",
                    null);
        }
        return certificates;
    }

    PrivateKey privateKey() {
        for (Block block : blocks()) {
            if (block.label.equals("PRIVATE KEY")) {
                return privateKey(block);
            }
            if (block.label.endsWith("PRIVATE KEY")) {
                throw problem(UNUSABLE_KEY,
                        file.getFileName() + " holds a key as \"" + block.label + "\", not as \"PRIVATE KEY\" (PKCS#8, unencrypted)",
                        "convert it with: openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName() + " -out key.pem", null);
            }
        }
        throw problem(UNUSABLE_KEY, file.getFileName() + " holds no private key in PEM form",
                "a PEM private key begins with -----BEGIN PRIVATE KEY-----",
                null);
    }

    private PrivateKey privateKey(Block block) {
        List<Exception> failures = new ArrayList<>();
        for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.bytes()));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                failures.add(e);
            }
        }
        throw problem(UNUSABLE_KEY, "the private key in " + file.getFileName() + " can't be read",
                "use an RSA, EC or EdDSA key in PKCS#8", failures.getFirst());
    }

    private X509Certificate certificate(Block block, int number) {
        try {
            var found = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.bytes()));
            if (found instanceof X509Certificate certificate) {
                return certificate;
            }
            throw new CertificateException("not an X.509 certificate");
        } catch (CertificateException | IllegalArgumentException e) {
            throw problem(NO_CERTIFICATE, "certificate " + number + " in " + file.getFileName() + " can't be read",
                    "try: openssl x509 -text -in " + file.getFileName(), e);
        }
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text());
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    private String text() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw problem(UNREADABLE, file.getFileName() + " is larger than 8 MiB, too large for a PEM file", "", null);
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw problem(UNREADABLE, "the file " + file + " does not exist", "check the path; it is relative to the profile's folder", e);
        } catch (AccessDeniedException e) {
            throw problem(UNREADABLE, "no permission to read the file " + file, "", e);
        } catch (IOException e) {
            throw problem(UNREADABLE, "the file " + file + " can't be read: " + e.getMessage(), "", e);
        }
    }

    private StrapworkException problem(String code, String what, String hint, @org.jspecify.annotations.Nullable Exception cause) {
        return new StrapworkException(new Problem(code, Blame.USER, "transport.tls." + option, what, hint), cause);
    }
}
