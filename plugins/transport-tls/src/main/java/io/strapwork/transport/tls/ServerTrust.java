package io.strapwork.transport.tls;

import io.strapwork.api.plugin.BootFacts;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.time.BootClock;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's certificate check (path, dates, name), which finds out why it failed and says so: its {@link CertificateException} has a {@link StrapworkException} as cause. The date is the
 * boot's.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager checks;
    private final List<X509Certificate> roots;
    private final String rootsName;
    private final BootClock clock;
    private final BootFacts facts;

    private ServerTrust(X509ExtendedTrustManager checks, List<X509Certificate> roots, String rootsName, BootClock clock,
            BootFacts facts) {
        this.checks = checks;
        this.roots = roots;
        this.rootsName = rootsName;
        this.clock = clock;
        this.facts = facts;
    }

    static ServerTrust of(List<X509Certificate> roots, String rootsName, BootClock clock, BootFacts facts)
            throws GeneralSecurityException {
        Set<TrustAnchor> anchors = roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toUnmodifiableSet());
        var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setDate(Date.from(clock.now()));
        // A machine that is about to boot reaches no OCSP responder.
        parameters.setRevocationEnabled(false);
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return new ServerTrust(only(factory), roots, rootsName, clock, facts);
    }

    static ServerTrust ofRuntime(BootClock clock, BootFacts facts) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init((KeyStore) null);
        return of(List.of(only(factory).getAcceptedIssuers()), "the Java runtime", clock, facts);
    }

    private static X509ExtendedTrustManager only(TrustManagerFactory factory) {
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager checks) {
                return checks;
            }
        }
        throw new IllegalStateException("the Java runtime has no PKIX trust manager");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        CertificateFacts.tell(chain, engine, facts);
        try {
            checks.checkServerTrusted(chain, type, engine);
        } catch (CertificateException e) {
            throw new CertificateException(e.getMessage(), new StrapworkException(why(chain, type, engine, e), e));
        }
    }

    private Problem why(X509Certificate[] chain, String type, SSLEngine engine, CertificateException refused) {
        var problems = new TlsProblems(engine.getPeerHost(), engine.getPeerPort());
        for (X509Certificate certificate : chain) {
            try {
                certificate.checkValidity(Date.from(clock.now()));
            } catch (CertificateExpiredException e) {
                return problems.expired(certificate, clock.now());
            } catch (CertificateNotYetValidException e) {
                return problems.notYetValid(certificate, clock.now());
            }
        }
        if (pathHolds(chain, type)) {
            return TlsNames.matches(chain[0], engine.getPeerHost()) ? problems.rejected(chain[0], refused) : problems.wrongName(chain[0]);
        }
        X509Certificate top = top(chain);
        boolean known = roots.stream().anyMatch(
                root -> root.equals(top) || root.getSubjectX500Principal().equals(top.getIssuerX500Principal()) && signed(root, top));
        if (known && !(cause(refused) instanceof CertPathBuilderException)) {
            return problems.rejected(chain[0], refused);
        }
        boolean sameName = roots.stream().anyMatch(root -> root.getSubjectX500Principal().equals(top.getIssuerX500Principal()));
        return known ? problems.rejected(chain[0], refused) : problems.unknownCa(chain[0], top, rootsName, sameName);
    }

    private boolean pathHolds(X509Certificate[] chain, String type) {
        try {
            checks.checkServerTrusted(chain, type);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** The last certificate that is reached from the server's own by going from issuer to issuer. */
    private static X509Certificate top(X509Certificate[] chain) {
        X509Certificate top = chain[0];
        for (int steps = 0; steps < chain.length; steps++) {
            X509Certificate below = top;
            for (X509Certificate next : chain) {
                if (!next.equals(below) && next.getSubjectX500Principal().equals(below.getIssuerX500Principal())) {
                    top = next;
                    break;
                }
            }
            if (top.equals(below)) {
                break;
            }
        }
        return top;
    }

    private static boolean signed(X509Certificate root, X509Certificate certificate) {
        try {
            certificate.verify(root.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Throwable cause(Throwable of) {
        Throwable at = of;
        for (int depth = 0; at.getCause() != null && depth < 20; depth++) {
            at = at.getCause();
        }
        return at;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checks.checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checks.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return roots.toArray(X509Certificate[]::new);
    }
}
