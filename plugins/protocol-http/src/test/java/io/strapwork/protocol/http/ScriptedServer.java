package io.strapwork.protocol.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that does what a test says, right or wrong: one script per connection, the last one for all further ones. */
final class ScriptedServer implements AutoCloseable {
    interface Script {
        void serve(String request, Socket connection) throws Exception;
    }

    private final ServerSocket listening;
    private final Thread thread;
    final List<String> requests = new ArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    ScriptedServer(Script... scripts) {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (int i = 0;; i++) {
                    try (Socket connection = listening.accept()) {
                        connection.setSoTimeout(10_000);
                        String request = head(connection.getInputStream());
                        synchronized (requests) {
                            requests.add(request);
                        }
                        scripts[Math.min(i, scripts.length - 1)].serve(request, connection);
                    } catch (java.net.SocketException e) {
                        if (listening.isClosed()) {
                            break;
                        }
                    }
                }
                ended.complete(null);
            } catch (Throwable e) {
                ended.completeExceptionally(e);
            }
        });
    }

    /** Answers with this text and closes. Line ends are written as \n in heads. */
    static Script answer(String head, byte[]... body) {
        return (request, connection) -> {
            connection.getOutputStream().write((head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            for (byte[] bytes : body) {
                connection.getOutputStream().write(bytes);
            }
        };
    }

    String uri(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    int port() {
        return listening.getLocalPort();
    }

    private static String head(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            text.append((char) c);
        }
        return text.toString();
    }

    @Override
    public void close() throws Exception {
        listening.close();
        ended.get(20, TimeUnit.SECONDS);
        thread.join(5000);
    }
}
