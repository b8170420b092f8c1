package io.strapwork.machine.qemu.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * QEMU's qtest protocol (tests/qtest in QEMU's source): a line of ASCII for each access, answered by {@code OK} and a value. One thread at a time. An answer that does not come in
 * time is a problem, and so is everything else that is no answer.
 */
public final class Qtest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Qtest.class);
    private static final int LONGEST_LINE = 1 << 20;
    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(8192).flip();
    private final StringBuilder line = new StringBuilder();
    private final Selector readable;
    private final Duration patience;

    /** Owns the channel, which is made non-blocking. */
    public Qtest(SocketChannel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience;
        try {
            readable = Selector.open();
            channel.configureBlocking(false);
            channel.register(readable, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw MachineFaults.broken("qtest", e);
        }
    }

    /** Does one command and returns what stands behind {@code OK}. */
    public synchronized String command(String text) {
        // An interrupted thread would close the channel by using it.
        boolean interrupted = Thread.interrupted();
        try {
            send(text);
            return answer(text);
        } catch (IOException e) {
            throw MachineFaults.broken("qtest", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Commands are short and one is under way at a time, so that a full socket means that QEMU takes nothing any more. */
    private void send(String text) throws IOException {
        var out = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
        channel.write(out);
        if (out.hasRemaining()) {
            throw QemuSocket.slow("qtest", patience);
        }
    }

    private String answer(String command) throws IOException {
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            String answer = line(until);
            if (answer.startsWith("OK")) {
                return answer.substring(2).strip();
            }
            if (!answer.startsWith("IRQ ")) {
                throw new IOException("\"" + command + "\" is answered by \"" + answer + "\"");
            }
        }
    }

    private void fill(long until) throws IOException {
        input.clear();
        try {
            for (int count = channel.read(input); count <= 0; count = channel.read(input)) {
                long left = until - System.nanoTime();
                if (count < 0) {
                    throw new IOException("QEMU has closed it");
                }
                if (left <= 0) {
                    throw QemuSocket.slow("qtest", patience);
                }
                readable.select(TimeUnit.NANOSECONDS.toMillis(left) + 1);
                readable.selectedKeys().clear();
            }
        } finally {
            input.flip();
        }
    }

    private String line(long until) throws IOException {
        line.setLength(0);
        while (true) {
            if (!input.hasRemaining()) {
                fill(until);
            }
            while (input.hasRemaining()) {
                char next = (char) input.get();
                if (next == '\n') {
                    return line.toString().strip();
                }
                if (line.length() >= LONGEST_LINE) {
                    throw new IOException("a line has more than " + LONGEST_LINE + " characters");
                }
                line.append(next);
            }
        }
    }

    /** The number that the answer begins with. */
    public long number(String text) {
        String answer = command(text);
        try {
            return Long.parseUnsignedLong(answer.startsWith("0x") ? answer.substring(2) : answer, 16);
        } catch (NumberFormatException e) {
            throw MachineFaults.broken("qtest", new IOException("\"" + text + "\" is answered by \"" + answer + "\"", e));
        }
    }

    @Override
    public void close() {
        try {
            readable.close();
            channel.close();
        } catch (IOException e) {
            LOG.debug("the qtest socket did not close", e);
        }
    }
}
