package io.strapwork.transport.tls;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names a certificate is made for (RFC 9525), to explain a refusal; the decision itself is the JDK's. */
final class TlsNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;
    private static final int SHOWN = 8;

    private TlsNames() {}

    private record Name(String text, boolean address) {
        /** An address counts only as one (RFC 9525 6.5). */
        String inWords() {
            return !address && NetUtil.createByteArrayFromIpAddressString(text) != null ? text + " (as a DNS name)" : text;
        }
    }

    /** At most eight, then an ellipsis. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = all(certificate).stream().map(Name::inWords).toList();
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
        return all(certificate).stream().filter(name -> name.address() == (address != null))
                .map(name -> name.text().toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.equals(wanted) || name.equals(wildcard));
    }

    private static List<Name> all(X509Certificate certificate) {
        List<Name> names = new ArrayList<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.size() >= 2 && alternative.get(1) instanceof String name && alternative.get(0) instanceof Integer kind
                            && (kind == DNS || kind == ADDRESS)) {
                        byte[] address = kind == ADDRESS ? NetUtil.createByteArrayFromIpAddressString(name) : null;
                        names.add(new Name(address == null ? TlsProblems.clean(name) : text(address), kind == ADDRESS));
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
