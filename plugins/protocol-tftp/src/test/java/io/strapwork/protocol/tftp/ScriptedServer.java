package io.strapwork.protocol.tftp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server that does what a test says, right or wrong, on its own thread. One script per request. */
final class ScriptedServer implements AutoCloseable {
    interface Script {
        void serve(Request request, Side side) throws IOException;
    }

    record Request(String file, String mode, Map<String, String> options, InetSocketAddress from) {}

    private final DatagramSocket listening;
    private final Thread thread;
    private final List<Request> requests = new ArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    ScriptedServer(Script... scripts) {
        try {
            listening = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listening.setSoTimeout(20_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (Script script : scripts) {
                    Request request = request();
                    requests.add(request);
                    try (var side = new Side(request.from)) {
                        script.serve(request, side);
                    }
                }
                ended.complete(null);
            } catch (Throwable e) {
                ended.completeExceptionally(e);
            }
        });
    }

    String uri(String path) {
        return "tftp://127.0.0.1:" + listening.getLocalPort() + "/" + path;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** After the scripts have ended; fails when one of them failed. */
    List<Request> requests() throws Exception {
        ended.get(20, TimeUnit.SECONDS);
        return requests;
    }

    private Request request() throws IOException {
        var packet = new DatagramPacket(new byte[2048], 2048);
        listening.receive(packet);
        String[] fields = new String(packet.getData(), 2, packet.getLength() - 2, StandardCharsets.UTF_8).split("\0");
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 2; i + 1 < fields.length; i += 2) {
            options.put(fields[i], fields[i + 1]);
        }
        return new Request(fields[0], fields[1], options, (InetSocketAddress) packet.getSocketAddress());
    }

    @Override
    public void close() throws InterruptedException {
        listening.close();
        thread.join(5000);
    }

    /** The server's end of one transfer, with a port of its own. */
    static final class Side implements AutoCloseable {
        final DatagramSocket socket;
        final InetSocketAddress client;

        Side(InetSocketAddress client) throws IOException {
            this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            this.client = client;
            socket.setSoTimeout(10_000);
        }

        void send(byte[] packet) throws IOException {
            socket.send(new DatagramPacket(packet, packet.length, client));
        }

        void data(int block, byte[] payload) throws IOException {
            send(ByteBuffer.allocate(4 + payload.length).putShort((short) 3).putShort((short) block).put(payload).array());
        }

        void error(int code, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            send(ByteBuffer.allocate(5 + bytes.length).putShort((short) 5).putShort((short) code).put(bytes).array());
        }

        void options(String... namesAndValues) throws IOException {
            byte[] bytes = (String.join("\0", namesAndValues) + "\0").getBytes(StandardCharsets.UTF_8);
            send(ByteBuffer.allocate(2 + bytes.length).putShort((short) 6).put(bytes).array());
        }

        byte[] receive() throws IOException {
            var packet = new DatagramPacket(new byte[2048], 2048);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }

        /** The block of the next acknowledgement. */
        int ack() throws IOException {
            var packet = ByteBuffer.wrap(receive());
            int operation = packet.getShort();
            if (operation != 4) {
                throw new AssertionError("an acknowledgement was due, operation " + operation + " came");
            }
            return packet.getShort() & 0xffff;
        }

        void expectAck(int block) throws IOException {
            int came = ack();
            if (came != block) {
                throw new AssertionError("acknowledgement of " + block + " was due, " + came + " came");
            }
        }

        /** "code text" of the next packet, which must be an error. */
        String expectError() throws IOException {
            byte[] packet = receive();
            if (packet[1] != 5) {
                throw new AssertionError("an error was due, operation " + packet[1] + " came");
            }
            return packet[3] + " " + new String(packet, 4, packet.length - 5, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
