package io.strapwork.machine.qemu.fake;

import io.strapwork.machine.qemu.process.Qtest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A QEMU that answers each line of qtest by a function; its answers end with a newline or not, as they say. */
public final class QtestDouble implements AutoCloseable {
    private final SocketChannel peer;
    private final Qtest qtest;
    private final Thread thread;
    private volatile int commands;

    /** @param answers what to say; empty for nothing */
    public QtestDouble(UnaryOperator<String> answers, Duration patience) {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            SocketChannel ours = SocketChannel.open(server.getLocalAddress());
            peer = server.accept();
            qtest = new Qtest(ours, patience);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofVirtual().start(() -> answer(answers));
    }

    private void answer(UnaryOperator<String> answers) {
        try (var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(peer), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands++;
                var out = ByteBuffer.wrap(answers.apply(line).getBytes(StandardCharsets.ISO_8859_1));
                while (out.hasRemaining()) {
                    peer.write(out);
                }
            }
        } catch (IOException e) {
            // the test has closed it
        }
    }

    public Qtest qtest() {
        return qtest;
    }

    /** How many lines came. */
    public int commands() {
        return commands;
    }

    @Override
    public void close() {
        qtest.close();
        try {
            peer.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
