package io.strapwork.cli.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server for boot files on 127.0.0.1 that answers each request as a test says, right or wrong. The embedded machine reaches it at 10.0.2.2. */
public final class BootServer implements AutoCloseable {
    private static final int MOST_TRIES = 100_000;

    private final ServerSocket listening;
    private final Socket taken = new Socket();
    private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();

    /** What a connection gets after its request. */
    public interface Script {
        void answer(Socket connection, OutputStream out) throws Exception;
    }

    private BootServer(ServerSocketFactory factory, Script script) throws IOException {
        listening = factory.createServerSocket(0, 50, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}));
        connections.execute(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket connection = listening.accept();
                    connections.execute(() -> serve(connection, script));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static void serve(Socket connection, Script script) {
        try (connection) {
            connection.setSoTimeout(20_000);
            InputStream in = connection.getInputStream();
            for (int last = 0; last != 0x0d0a0d0a;) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                last = last << 8 | next;
            }
            script.answer(connection, connection.getOutputStream());
        } catch (Exception e) {
            // A client that goes away, or refuses the certificate, is what many tests are about.
            return;
        }
    }

    public static BootServer http(Script script) throws IOException {
        return new BootServer(ServerSocketFactory.getDefault(), script);
    }

    /** Over TLS of the JDK. */
    public static BootServer https(Authority.Pair identity, Script script) throws Exception {
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", identity.key(), new char[0], identity.chain().toArray(java.security.cert.X509Certificate[]::new));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new BootServer(context.getServerSocketFactory(), script);
    }

    /** Sends these bytes as a file. */
    public static Script file(byte[] bytes) {
        return (connection, out) -> {
            out.write(head("200 OK", bytes.length));
            out.write(bytes);
        };
    }

    /** Announces a length and says no word of the body until the client goes away. */
    public static Script silence(long length) {
        return (connection, out) -> {
            out.write(head("200 OK", length));
            out.flush();
            connection.getInputStream().read();
        };
    }

    public static byte[] head(String status, long length) {
        return ("HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Takes no further connections, nor does anybody else at that port, from the return on. A port that is bound and not listened at refuses; it can't be bound as long as its server
     * is about to be closed by the thread that accepts.
     */
    public void refuse() throws IOException {
        listening.close();
        taken.setReuseAddress(true);
        for (int tries = 1; !taken.isBound(); tries++) {
            try {
                taken.bind(listening.getLocalSocketAddress());
            } catch (BindException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                Thread.yield();
            }
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        listening.close();
        taken.close();
        connections.shutdownNow();
        if (!connections.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new AssertionError("a connection of the test server is still served");
        }
    }
}
