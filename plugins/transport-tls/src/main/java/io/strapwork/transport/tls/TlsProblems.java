package io.strapwork.transport.tls;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Printable;
import io.strapwork.api.plugin.Problem;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Why an encrypted connection to one server failed, in words. */
record TlsProblems(String host, int port) {
    private static final int TEXT_LIMIT = 160;
    private static final String CLOCK = "this computer's, or in a test the test's";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static String clean(String text) {
        return Printable.line(text, TEXT_LIMIT);
    }

    Problem unknownCa(X509Certificate own, X509Certificate top, String rootsName, boolean sameName) {
        String signer = clean(top.getIssuerX500Principal().getName());
        boolean selfSigned = own.getSubjectX500Principal().equals(own.getIssuerX500Principal());
        String what = selfSigned
                ? "the certificate of " + host + " is self-signed and not among the roots in " + rootsName
                : sameName
                        ? "the certificate of " + host + " is signed by \"" + signer
                                + "\", but with another key than the root of that name in " + rootsName
                        : "the certificate of " + host + " is signed by \"" + signer + "\", which is not among the roots in " + rootsName;
        String hint = "set ca in [transport.tls] to a PEM file with the root that signed it";
        return problem("SW-N410", Blame.USER, what,
                selfSigned || sameName ? hint : hint + "\nif that is an intermediate, let the server send its certificate too");
    }

    Problem expired(X509Certificate certificate, Instant now) {
        return problem("SW-N411", Blame.PEER,
                whose(certificate) + " expired on " + DATE.format(certificate.getNotAfter().toInstant()) + "; it is now "
                        + DATE.format(now),
                "renew the certificate, or correct the clock: " + CLOCK);
    }

    Problem notYetValid(X509Certificate certificate, Instant now) {
        return problem("SW-N412", Blame.PEER,
                whose(certificate) + " is not valid before " + DATE.format(certificate.getNotBefore().toInstant()) + "; it is now "
                        + DATE.format(now),
                "reissue the certificate, or correct the clock: " + CLOCK);
    }

    Problem wrongName(X509Certificate certificate) {
        List<String> names = TlsNames.of(certificate);
        return problem("SW-N413", Blame.PEER, "the certificate of " + host + " is not for this name, "
                + (names.isEmpty()
                        ? "it has no subject alternative names, only the subject \""
                                + clean(certificate.getSubjectX500Principal().getName())
                                + "\", which does not count"
                        : "only for " + String.join(", ", names)),
                "use a name from the certificate in the address, or issue a certificate for " + host);
    }

    Problem rejected(X509Certificate certificate, Exception why) {
        return problem("SW-N414", Blame.PEER, whose(certificate) + " can't be accepted: " + clean(String.valueOf(why.getMessage())), "");
    }

    Problem alert(String alert, List<String> versions, boolean withCertificate) {
        return problem("SW-N420", Blame.PEER, "the server refused the handshake: " + clean(alert), switch (alert) {
            case "protocol_version", "handshake_failure", "insufficient_security" ->
                "offered: " + String.join(" and ", versions) + "; check versions and ciphers in [transport.tls] and on the server"
                // RFC 5246 §7.4.6: what a server of TLS 1.2 says when it misses one.
                        + (withCertificate || !alert.equals("handshake_failure")
                                ? ""
                                : "\nif the server wants a client certificate, set certificate and key");
            case "unrecognized_name" -> "check the name: the server does not know the host " + host;
            default -> "check the server's log";
        });
    }

    Problem clientCertificate(String alert, boolean sent) {
        return problem("SW-N421", Blame.USER,
                sent
                        ? "the server does not accept the client certificate: " + alert
                        : "the server asks for a client certificate (" + alert + ")",
                "set certificate and key in [transport.tls] to a pair that the server accepts");
    }

    Problem notTls() {
        return problem("SW-N422", Blame.PEER, "the server does not speak TLS on this port", "check that it is not the port of plain HTTP");
    }

    Problem closed() {
        return problem("SW-N423", Blame.PEER, "the server closed the connection during the handshake", "check the server's log");
    }

    Problem timeout(Duration patience) {
        return problem("SW-N424", Blame.PEER, "the handshake did not complete within " + patience.toMillis() / 1000.0 + " seconds", "");
    }

    Problem failed(String why) {
        return problem("SW-N425", Blame.PEER, "the handshake failed: " + clean(why), why.contains("exceeds the maximum allowed size")
                ? "if the server lists many client CAs, start Java with -Djdk.tls.maxHandshakeMessageSize=131072, or shorten the list"
                : "");
    }

    Problem broken(String why) {
        return problem("SW-N426", Blame.PEER, "the encrypted connection broke: " + clean(why), "");
    }

    private String whose(X509Certificate certificate) {
        return "the certificate \"" + clean(certificate.getSubjectX500Principal().getName()) + "\" of " + host;
    }

    private Problem problem(String code, Blame blame, String what, String hint) {
        return new Problem(code, blame, (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port, what, hint);
    }
}
