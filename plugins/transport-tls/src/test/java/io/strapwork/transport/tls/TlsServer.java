package io.strapwork.transport.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

/** Answers each request with one body, over TLS of the JDK, or treats connections as a test says. */
final class TlsServer implements AutoCloseable {
    interface Script {
        void serve(Socket connection) throws Exception;
    }

    private final ServerSocket listening;
    private final Thread thread;
    final AtomicInteger connections = new AtomicInteger();

    private TlsServer(ServerSocket listening, Script script) {
        this.listening = listening;
        thread = Thread.ofPlatform().daemon().start(() -> {
            while (!listening.isClosed()) {
                try (Socket connection = listening.accept()) {
                    connection.setSoTimeout(10_000);
                    connections.incrementAndGet();
                    script.serve(connection);
                } catch (SocketException e) {
                    continue;
                } catch (Exception e) {
                    // A handshake that fails is what most tests want.
                    continue;
                }
            }
        });
    }

    static TlsServer scripted(Script script) throws IOException {
        return new TlsServer(new ServerSocket(0, 20, InetAddress.getByAddress(new byte[]{127, 0, 0, 1})), script);
    }

    static TlsServer serving(Authority.Pair pair, byte[] body, Consumer<SSLServerSocket> setting) throws Exception {
        return serving(pair, null, body, setting);
    }

    static TlsServer serving(Authority.Pair pair, X509Certificate clientRoot, byte[] body, Consumer<SSLServerSocket> setting)
            throws Exception {
        TrustManager[] trust = null;
        if (clientRoot != null) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("c", clientRoot);
            var managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(store);
            trust = managers.getTrustManagers();
        }
        return serving(context(pair, trust), body, setting);
    }

    private static SSLContext context(Authority.Pair pair, TrustManager @Nullable [] trust) throws Exception {
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("k", pair.key(), new char[0], pair.chain().toArray(X509Certificate[]::new));
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust, null);
        return context;
    }

    /** Asks for a client certificate of one of these, and goes on without. */
    static TlsServer wanting(Authority.Pair pair, X509Certificate[] issuers, byte[] body) throws Exception {
        var any = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return issuers;
            }
        };
        return serving(context(pair, new TrustManager[]{any}), body, socket -> socket.setWantClientAuth(true));
    }

    /** Sends these bytes before all else. */
    static TlsServer afterBytes(Authority.Pair pair, byte[] body, byte[] first) throws Exception {
        SSLContext context = context(pair, null);
        return scripted(plain -> {
            plain.getOutputStream().write(first);
            var tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
            tls.setUseClientMode(false);
            answer(tls, body);
        });
    }

    /** After the handshake, as a script says. */
    static TlsServer wrapping(Authority.Pair pair, Script script) throws Exception {
        SSLContext context = context(pair, null);
        return scripted(plain -> {
            var tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
            tls.setUseClientMode(false);
            script.serve(tls);
        });
    }

    private static TlsServer serving(SSLContext context, byte[] body, Consumer<SSLServerSocket> setting) throws Exception {
        var socket = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 20,
                InetAddress.getByAddress(new byte[]{127, 0, 0, 1}));
        setting.accept(socket);
        var names = new ArrayList<String>();
        var server = new TlsServer(socket, connection -> {
            var tls = (SSLSocket) connection;
            tls.startHandshake();
            ((ExtendedSSLSession) tls.getSession()).getRequestedServerNames()
                    .forEach(name -> names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
            names.add(tls.getSession().getProtocol());
            answer(tls, body);
        });
        server.heard = names;
        return server;
    }

    private static void answer(SSLSocket tls, byte[] body) throws IOException {
        var in = tls.getInputStream();
        int line = 0;
        for (int c = in.read(); c >= 0 && line < 4; c = in.read()) {
            line = c == '\r' || c == '\n' ? line + 1 : 0;
            if (line == 4) {
                break;
            }
        }
        tls.getOutputStream()
                .write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        tls.getOutputStream().write(body);
        tls.getOutputStream().flush();
    }

    List<String> heard = List.of();

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        listening.close();
        thread.join(5000);
    }
}
