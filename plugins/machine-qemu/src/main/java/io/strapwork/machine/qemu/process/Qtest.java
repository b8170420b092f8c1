package io.strapwork.machine.qemu.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** QEMU's qtest protocol (tests/qtest in QEMU's source): a line of ASCII for each access, answered by {@code OK} and a value. One thread at a time. */
public final class Qtest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Qtest.class);
    private static final int LONGEST_LINE = 1 << 20;
    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(8192).flip();
    private final StringBuilder line = new StringBuilder();

    /** Owns the channel, which is blocking. */
    public Qtest(SocketChannel channel) {
        this.channel = channel;
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

    private void send(String text) throws IOException {
        var out = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII));
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private String answer(String command) throws IOException {
        while (true) {
            String answer = line();
            if (answer.startsWith("OK")) {
                return answer.substring(2).strip();
            }
            if (!answer.startsWith("IRQ ")) {
                throw new IOException("\"" + command + "\" is answered by \"" + answer + "\"");
            }
        }
    }

    private String line() throws IOException {
        line.setLength(0);
        while (true) {
            if (!input.hasRemaining()) {
                input.clear();
                int count = channel.read(input);
                input.flip();
                if (count < 0) {
                    throw new IOException("QEMU has closed it");
                }
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
            channel.close();
        } catch (IOException e) {
            LOG.debug("the qtest socket did not close", e);
        }
    }
}
