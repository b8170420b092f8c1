package io.strapwork.network.gateway.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
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
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a certificate authority, and a server certificate by it. The authority's key is thrown away. They are valid by whatever clock a boot has: a test's, a machine's
 * that forgot the date, the computer's in ten years ({@code docs/decisions/0014}).
 */
final class TlsIdentityMaker {
    /** Its date, as a machine without a battery has it. */
    private static final Instant FROM = Instant.EPOCH;
    /** No well-defined expiration date (RFC 5280 section 4.1.2.5). */
    private static final Instant UNTIL = Instant.parse("9999-12-31T23:59:59Z");
    private static final String AUTHORITY = "Strapwork gateway CA";

    private final SecureRandom random = new SecureRandom();

    private TlsIdentityMaker() {}

    /** Writes the three files, the key last, each of them atomically. */
    static void make(Path folder) throws IOException {
        try {
            new TlsIdentityMaker().write(folder);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has P-256 and ECDSA", e);
        }
    }

    private void write(Path folder) throws IOException, GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair authority = keys.generateKeyPair();
        KeyPair server = keys.generateKeyPair();
        X509Certificate root = new CertificateDraft(AUTHORITY, serial(), FROM, UNTIL, AUTHORITY, authority.getPublic()).authority()
                .sign(authority.getPrivate());
        X509Certificate leaf = new CertificateDraft(AUTHORITY, serial(), FROM, UNTIL, "boot.strapwork", server.getPublic()).server()
                .names(List.of("boot.strapwork", "gateway.strapwork", "localhost"),
                        Stream.of("10.0.2.2", "10.0.2.3", "127.0.0.1", "fd00:5354:5250::2", "fd00:5354:5250::3", "::1")
                                .map(InetAddress::ofLiteral).toList())
                .authorityKey(authority.getPublic()).sign(authority.getPrivate());
        put(folder.resolve(TlsIdentity.CA_FILE), pem("CERTIFICATE", root.getEncoded()), false);
        put(folder.resolve(TlsIdentity.CHAIN_FILE), pem("CERTIFICATE", leaf.getEncoded()), false);
        put(folder.resolve(TlsIdentity.KEY_FILE), pem("PRIVATE KEY", server.getPrivate().getEncoded()), true);
    }

    private BigInteger serial() {
        return new BigInteger(127, random).add(BigInteger.ONE);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }

    /** What the umask may take from, but not add to; none where the file system has no such thing. */
    static FileAttribute<?>[] mode(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    private static void put(Path file, String text, boolean secret) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (var channel = Files.newByteChannel(unfinished, Set.copyOf(EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
                mode(secret ? "rw-------" : "rw-r--r--"))) {
            var bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
