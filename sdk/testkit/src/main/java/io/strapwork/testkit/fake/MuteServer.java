package io.strapwork.testkit.fake;

import java.io.IOException;
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
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** A server on the loopback that hears each question and answers none, or all with the same bytes. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MuteServer implements AutoCloseable {
    private final byte[] words;
    private final boolean first;
    private final @Nullable ServerSocket tcp;
    private final @Nullable DatagramSocket udp;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    /** @param overTcp else over UDP */
    public MuteServer(boolean overTcp) throws IOException {
        this(overTcp, new byte[0], false);
    }

    private MuteServer(boolean overTcp, byte[] words, boolean first) throws IOException {
        this.words = words;
        this.first = first;
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        if (overTcp) {
            var listening = new ServerSocket(0, 50, loopback);
            tcp = listening;
            udp = null;
            Thread.ofPlatform().daemon().name("mute-tcp").start(() -> accept(listening));
        } else {
            var listening = new DatagramSocket(new InetSocketAddress(loopback, 0));
            tcp = null;
            udp = listening;
            Thread.ofPlatform().daemon().name("mute-udp").start(() -> receive(listening));
        }
    }

    /** One that answers each question with these bytes, and closes the connection. */
    public static MuteServer saying(boolean overTcp, byte[] words) throws IOException {
        return new MuteServer(overTcp, words.clone(), false);
    }

    /**
     * One of a protocol whose server speaks first, over TCP: to connect is the question, and the words are sent at once; none for a server that stays silent.
     */
    public static MuteServer greeting(byte[] words) throws IOException {
        return new MuteServer(true, words.clone(), true);
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> hear(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void hear(Socket connection) {
        try {
            if (first || connection.getInputStream().read(new byte[4096]) > 0) {
                asked.countDown();
            }
            if (words.length > 0) {
                connection.getOutputStream().write(words);
                connection.close();
            }
        } catch (IOException e) {
            asked.countDown();
        }
    }

    private void receive(DatagramSocket listening) {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        while (!listening.isClosed()) {
            try {
                listening.receive(packet);
                asked.countDown();
                if (words.length > 0) {
                    listening.send(new DatagramPacket(words, words.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    public int port() {
        return tcp != null ? tcp.getLocalPort() : udp != null ? udp.getLocalPort() : -1;
    }

    /** Waits until somebody has asked something. @throws AssertionError when nobody does within twenty seconds */
    public void awaitQuestion() throws InterruptedException {
        if (!asked.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody asked the server anything");
        }
    }

    @Override
    public void close() throws IOException {
        if (tcp != null) {
            tcp.close();
        }
        if (udp != null) {
            udp.close();
        }
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
