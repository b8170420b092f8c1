package io.strapwork.network.gateway.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * A folder with the certificate that the gateway's HTTPS server shows: {@code ca.pem} (to be trusted by clients), {@code server.pem} (the
 * chain), {@code server.key} (PKCS #8). The user may put an own one there; one that is made is valid at any date from 1970 on.
 *
 * @param authority to be trusted by clients
 * @param chain     the server's certificate first
 */
public record TlsIdentity(X509Certificate authority, List<X509Certificate> chain, PrivateKey key) {
    public static final String CA_FILE = "ca.pem";
    public static final String CHAIN_FILE = "server.pem";
    public static final String KEY_FILE = "server.key";
    private static final String LOCK_FILE = ".lock";

    public TlsIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * Loads the identity, creating it first if there is none. May be called by several threads and processes at the same time: all get the same.
     * Blocks for tens of milliseconds, or about a second where it has to be made.
     *
     * @throws StrapworkException SW-N702 when the folder can't be written, SW-N703 when what is there can't be used
     */
    public static TlsIdentity ensure(Path folder) {
        prepare(folder);
        return load(folder);
    }

    /**
     * Makes the files if there are none, so that a client can be given {@link #CA_FILE} before the server is first asked. Reads nothing; as {@link #ensure} otherwise.
     *
     * @throws StrapworkException SW-N702
     */
    public static void prepare(Path folder) {
        if (!isComplete(folder)) {
            make(folder);
        }
    }

    /**
     * TLS 1.2 and 1.3 of the JDK. Not by Netty's builder: its class for servers begins by loading all of BouncyCastle, which takes longer than a handshake, and it would
     * encrypt the key once more for a key store.
     */
    public SslContext serverContext() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[]{new ServerKey(key, chain.toArray(X509Certificate[]::new))}, null, null);
            return new JdkSslContext(context, false, null, IdentityCipherSuiteFilter.INSTANCE, ApplicationProtocolConfig.DISABLED,
                    ClientAuth.NONE, null, false);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has TLS", e);
        }
    }

    /** The key is put there last. */
    private static boolean isComplete(Path folder) {
        return Files.exists(folder.resolve(KEY_FILE));
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder, TlsIdentityMaker.mode("rwx------"));
            // A lock file is between processes, the monitor between threads: the JDK refuses overlapping locks of one process.
            synchronized (TlsIdentity.class) {
                try (FileChannel channel = FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock _ = channel.lock()) {
                    if (!isComplete(folder)) {
                        TlsIdentityMaker.make(folder);
                    }
                }
            }
        } catch (IOException e) {
            throw new StrapworkException(new Problem("SW-N702", Blame.HOST, folder.toString(),
                    "the folder for the gateway's TLS certificate can't be written: " + e,
                    "name a writable folder, or one that contains "
                            + CA_FILE + ", " + CHAIN_FILE + " and " + KEY_FILE),
                    e);
        }
    }

    private static TlsIdentity load(Path folder) {
        try {
            List<X509Certificate> authority = certificates(folder.resolve(CA_FILE));
            List<X509Certificate> chain = certificates(folder.resolve(CHAIN_FILE));
            PrivateKey key = key(folder.resolve(KEY_FILE), chain.getFirst().getPublicKey().getAlgorithm());
            return new TlsIdentity(authority.getFirst(), chain, key);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new StrapworkException(new Problem("SW-N703", Blame.USER, folder.toString(),
                    "the gateway's TLS certificate can't be used: " + e.getMessage(),
                    "delete " + CA_FILE + ", " + CHAIN_FILE + " and " + KEY_FILE + " to have new ones made"), e);
        }
    }

    private static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        var factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = factory.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))).stream()
                .map(X509Certificate.class::cast).toList();
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate in " + file.getFileName());
        }
        return certificates;
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String text = Files.readString(file);
        String begin = "-----BEGIN PRIVATE KEY-----";
        int start = text.indexOf(begin);
        int end = text.indexOf("-----END PRIVATE KEY-----");
        if (start < 0 || end < start) {
            throw new GeneralSecurityException("no unencrypted PKCS #8 key in " + file.getFileName());
        }
        byte[] bytes = Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }
}
