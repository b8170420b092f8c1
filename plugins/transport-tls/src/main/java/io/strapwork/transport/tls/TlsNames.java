package io.strapwork.transport.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.netty.util.NetUtil;

/** The names a certificate is made for (RFC 9525), to explain a refusal; the decision itself is the JDK's. */
final class TlsNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;
    private static final int SHOWN = 8;

    private TlsNames() {}

    /** At most eight, then an ellipsis. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = all(certificate);
        if (names.size() <= SHOWN) {
            return names;
        }
        List<String> shown = new ArrayList<>(names.subList(0, SHOWN));
        shown.add("…");
        return shown;
    }

    static boolean matches(X509Certificate certificate, String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        String wanted = address == null ? host.toLowerCase(Locale.ROOT) : text(address);
        int dot = wanted.indexOf('.');
        String wildcard = address == null && dot > 0 ? "*" + wanted.substring(dot) : wanted;
        return all(certificate).stream().map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.equals(wanted) || name.equals(wildcard));
    }

    private static List<String> all(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.size() >= 2 && alternative.get(1) instanceof String name && alternative.get(0) instanceof Integer kind
                            && (kind == DNS || kind == ADDRESS)) {
                        byte[] address = kind == ADDRESS ? NetUtil.createByteArrayFromIpAddressString(name) : null;
                        names.add(address == null ? TlsProblems.clean(name) : text(address));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return names;
    }

    private static String text(byte[] address) {
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
