package io.strapwork.testkit.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** An echo on 127.0.0.1, in real time. Any thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class EchoServer implements EchoPeer {
    private final @Nullable ServerSocket tcp;
    private final @Nullable DatagramSocket udp;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch spoken = new CountDownLatch(1);
    private volatile byte @Nullable [] words;

    private EchoServer(@Nullable ServerSocket tcp, @Nullable DatagramSocket udp) {
        this.tcp = tcp;
        this.udp = udp;
    }

    /** Over TCP, or what such a factory makes of it. */
    public static EchoServer tcp(ServerSocketFactory sockets) throws IOException {
        ServerSocket listening = sockets.createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        var server = new EchoServer(listening, null);
        Thread.ofPlatform().daemon().name("echo-tcp").start(() -> server.accept(listening));
        return server;
    }

    public static EchoServer udp() throws IOException {
        var listening = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        var server = new EchoServer(null, listening);
        Thread.ofPlatform().daemon().name("echo-udp").start(() -> server.receive(listening));
        return server;
    }

    @Override
    public EchoServer saying(byte[] said) {
        words = said.clone();
        return this;
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection; InputStream in = connection.getInputStream(); OutputStream out = connection.getOutputStream()) {
            byte[] said = words;
            if (said != null) {
                int first = Math.min(100_000, said.length);
                out.write(said, 0, first);
                out.flush();
                spoken.countDown();
                out.write(said, first, said.length - first);
                out.flush();
                return;
            }
            in.transferTo(out);
        } catch (IOException e) {
            // the other side is gone
        } finally {
            ended.countDown();
        }
    }

    private void receive(DatagramSocket listening) {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        while (!listening.isClosed()) {
            try {
                packet.setLength(65_536);
                listening.receive(packet);
                listening.send(packet);
            } catch (IOException e) {
                return;
            }
        }
    }

    @Override
    public int port() {
        return tcp != null ? tcp.getLocalPort() : udp != null ? udp.getLocalPort() : -1;
    }

    @Override
    public void awaitSaid() throws InterruptedException {
        if (!spoken.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the server could not say anything");
        }
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        if (!ended.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("ignores close: the server does not see the end of the connection");
        }
    }

    @Override
    public void close() {
        try {
            if (tcp != null) {
                tcp.close();
            }
            if (udp != null) {
                udp.close();
            }
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
