package io.strapwork.transport.tls;

import io.strapwork.api.plugin.BootFacts;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;

/** Tells of the certificates that the last server had, whether they are trusted or not. */
final class CertificateFacts {
    private static final int MOST = 6;

    private CertificateFacts() {}

    static void tell(X509Certificate[] chain, SSLEngine engine, BootFacts facts) {
        facts.tell("server", engine.getPeerHost() + ":" + engine.getPeerPort());
        for (int i = 0; i < Math.min(chain.length, MOST); i++) {
            facts.tell("certificate-" + (i + 1), inWords(chain[i]));
        }
        Arrays.stream(chain).map(each -> each.getNotAfter().toInstant()).min(Comparator.naturalOrder())
                .ifPresent(end -> facts.tell("certificates-end", end.toString()));
    }

    private static String inWords(X509Certificate certificate) {
        return TlsProblems.clean(certificate.getSubjectX500Principal().getName()) + ", by "
                + TlsProblems.clean(certificate.getIssuerX500Principal().getName()) + ", " + certificate.getNotBefore().toInstant() + " to "
                + date(certificate) + ", SHA-256 " + digest(certificate);
    }

    private static Instant date(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private static String digest(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            return "unknown";
        }
    }
}
