package io.strapwork.network.gateway.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes a certificate authority, and a server certificate by it. The authority's key is thrown away. The only user of BouncyCastle here. */
final class TlsIdentityMaker {
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final GeneralNames NAMES = new GeneralNames(new GeneralName[]{new GeneralName(GeneralName.iPAddress, "10.0.2.2"),
        new GeneralName(GeneralName.iPAddress, "10.0.2.3"), new GeneralName(GeneralName.dNSName, "boot.strapwork"),
        new GeneralName(GeneralName.dNSName, "gateway.strapwork"), new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1")});

    private final Date from;
    private final Date until;
    private final SecureRandom random = new SecureRandom();

    private TlsIdentityMaker(Instant now) {
        this.from = Date.from(now.minus(Duration.ofDays(1)));
        this.until = Date.from(now.plus(LIFE));
    }

    /** Writes the three files, the key last, each of them all at once. */
    static void make(Path folder, Instant now) throws IOException {
        try {
            new TlsIdentityMaker(now).make(folder);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the JDK has P-256 and ECDSA", e);
        }
    }

    private void make(Path folder) throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair authority = keys.generateKeyPair();
        KeyPair server = keys.generateKeyPair();
        ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate());
        X509CertificateHolder root = root(authority).build(signer);
        X509CertificateHolder leaf = leaf(server, authority).build(signer);
        put(folder.resolve(TlsIdentity.CA_FILE), pem("CERTIFICATE", root.getEncoded()), false);
        put(folder.resolve(TlsIdentity.CHAIN_FILE), pem("CERTIFICATE", leaf.getEncoded()), false);
        put(folder.resolve(TlsIdentity.KEY_FILE), pem("PRIVATE KEY", server.getPrivate().getEncoded()), true);
    }

    private X509v3CertificateBuilder root(KeyPair authority) throws CertIOException, GeneralSecurityException {
        var name = new X500Name("CN=Strapwork gateway CA");
        return new JcaX509v3CertificateBuilder(name, serial(), from, until, name, authority.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                .addExtension(Extension.subjectKeyIdentifier, false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(authority.getPublic()));
    }

    private X509v3CertificateBuilder leaf(KeyPair server, KeyPair authority) throws CertIOException, GeneralSecurityException {
        var extensions = new JcaX509ExtensionUtils();
        return new JcaX509v3CertificateBuilder(new X500Name("CN=Strapwork gateway CA"), serial(), from, until,
                new X500Name("CN=boot.strapwork"), server.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, NAMES)
                .addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(server.getPublic()))
                .addExtension(Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(authority.getPublic()));
    }

    private BigInteger serial() {
        return new BigInteger(127, random).add(BigInteger.ONE);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }

    private static void put(Path file, String text, boolean secret) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--"))}
                : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(unfinished, Set.copyOf(EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
                mode)) {
            var bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
