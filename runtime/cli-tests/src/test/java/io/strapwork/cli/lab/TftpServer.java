package io.strapwork.cli.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** TFTP as RFC 1350 has it, without options, one transfer at a time, on 127.0.0.1; or one that answers each request with an error. */
public final class TftpServer implements AutoCloseable {
    private static final int BLOCK = 512;

    private final DatagramSocket requests;
    private final Thread thread;

    private TftpServer(Answer answer) throws IOException {
        requests = new DatagramSocket(0, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}));
        thread = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var request = new DatagramPacket(new byte[600], 600);
                    requests.receive(request);
                    if (request.getData()[1] == 1) {
                        answer.to(request);
                    }
                }
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private interface Answer {
        void to(DatagramPacket request) throws IOException;
    }

    public static TftpServer serving(byte[] file) throws IOException {
        return new TftpServer(request -> send(file, request));
    }

    public static TftpServer refusing(int code, String message) throws IOException {
        return new TftpServer(request -> {
            try (var transfer = new DatagramSocket(0, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}))) {
                byte[] text = message.getBytes(StandardCharsets.US_ASCII);
                byte[] error = ByteBuffer.allocate(5 + text.length).putShort((short) 5).putShort((short) code).put(text).array();
                transfer.send(new DatagramPacket(error, error.length, request.getSocketAddress()));
            }
        });
    }

    /** Sends the first blocks and is silent from then on. */
    public static TftpServer stopping(byte[] file, int blocks) throws IOException {
        return new TftpServer(request -> {
            var transfer = new DatagramSocket(0, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}));
            transfer.connect(request.getSocketAddress());
            for (int block = 1; block <= blocks; block++) {
                byte[] bytes = Arrays.copyOfRange(file, (block - 1) * BLOCK, block * BLOCK);
                acknowledged(transfer, ByteBuffer.allocate(4 + BLOCK).putShort((short) 3).putShort((short) block).put(bytes).array(),
                        block);
            }
        });
    }

    private static void send(byte[] file, DatagramPacket request) throws IOException {
        try (var transfer = new DatagramSocket(0, InetAddress.getByAddress(new byte[]{127, 0, 0, 1}))) {
            transfer.connect(request.getSocketAddress());
            transfer.setSoTimeout(300);
            for (int block = 1, at = 0; at <= file.length; block++, at += BLOCK) {
                byte[] bytes = Arrays.copyOfRange(file, at, Math.min(at + BLOCK, file.length));
                byte[] data = ByteBuffer.allocate(4 + bytes.length).putShort((short) 3).putShort((short) block).put(bytes).array();
                for (int tries = 0; !acknowledged(transfer, data, block); tries++) {
                    if (tries == 20) {
                        return;
                    }
                }
            }
        }
    }

    private static boolean acknowledged(DatagramSocket transfer, byte[] data, int block) throws IOException {
        transfer.send(new DatagramPacket(data, data.length));
        try {
            var answer = new DatagramPacket(new byte[BLOCK], BLOCK);
            do {
                transfer.receive(answer);
            } while (ByteBuffer.wrap(answer.getData()).getInt() != (4 << 16 | block & 0xffff));
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    public int port() {
        return requests.getLocalPort();
    }

    @Override
    public void close() throws InterruptedException {
        requests.close();
        thread.join(10_000);
    }
}
