package io.strapwork.machine.qemu.process;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** QEMU's monitor, by its machine protocol. Any thread may send; events come on a thread of the monitor's own. */
public final class Qmp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Qmp.class);
    private static final int LONGEST_LINE = 1 << 20;
    private final SocketChannel channel;
    private final Consumer<QmpMessage> events;
    private final Map<String, CompletableFuture<QmpMessage>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<QmpMessage> greeting = new CompletableFuture<>();
    private final AtomicLong next = new AtomicLong();

    /** Owns the channel. */
    public Qmp(SocketChannel channel, Consumer<QmpMessage> events) {
        this.channel = channel;
        this.events = events;
        Thread.ofVirtual().name("qmp").start(this::read);
    }

    private void read() {
        IOException end = new IOException("QEMU has closed its monitor");
        try (var reader = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
            for (String line = line(reader); line != null; line = line(reader)) {
                LOG.debug("qmp < {}", line);
                take(QmpMessage.parse(line));
            }
        } catch (IOException e) {
            end = e;
        }
        greeting.completeExceptionally(end);
        for (CompletableFuture<QmpMessage> one : waiting.values()) {
            one.completeExceptionally(end);
        }
    }

    @org.jspecify.annotations.Nullable
    private static String line(BufferedReader reader) throws IOException {
        var line = new StringBuilder();
        for (int next = reader.read(); next >= 0; next = reader.read()) {
            if (next == '\n' && !line.toString().isBlank()) {
                return line.toString();
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("a line of the monitor has more than " + LONGEST_LINE + " characters");
            }
            line.append((char) next);
        }
        return null;
    }

    private void take(QmpMessage message) {
        if (message.isGreeting()) {
            greeting.complete(message);
        } else if (message.event().isPresent()) {
            events.accept(message);
        } else {
            CompletableFuture<QmpMessage> one = message.value("id").map(waiting::remove).orElse(null);
            if (one != null) {
                one.complete(message);
            }
        }
    }

    /** Waits for QEMU's first word and switches the monitor on. */
    public void negotiate(QemuProcess qemu, Duration patience) {
        await(greeting, qemu, patience, "monitor");
        await(send("qmp_capabilities"), qemu, patience, "monitor");
    }

    /** Sends a command without arguments; the answer may be waited for or not. */
    public CompletableFuture<QmpMessage> send(String command) {
        return transmit("\"" + command + "\"");
    }

    /** Does a command and waits for its answer. @param arguments a JSON object */
    public QmpMessage execute(String command, String arguments, QemuProcess qemu, Duration patience) {
        return await(transmit("\"" + command + "\",\"arguments\":" + arguments), qemu, patience, "monitor");
    }

    private CompletableFuture<QmpMessage> transmit(String command) {
        String id = Long.toString(next.getAndIncrement());
        var answer = new CompletableFuture<QmpMessage>();
        waiting.put(id, answer);
        byte[] line = ("{\"execute\":" + command + ",\"id\":\"" + id + "\"}\n").getBytes(StandardCharsets.US_ASCII);
        // An interrupted thread would close the channel by writing to it.
        boolean interrupted = Thread.interrupted();
        try {
            synchronized (channel) {
                var buffer = ByteBuffer.wrap(line);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        } catch (IOException e) {
            waiting.remove(id);
            throw MachineFaults.broken("monitor", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return answer;
    }

    static QmpMessage await(CompletableFuture<QmpMessage> answer, QemuProcess qemu, Duration patience, String where) {
        try {
            QmpMessage message = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            message.value("error.desc").ifPresent(reason -> {
                throw new Problem("SW-M215", Blame.HOST, where, "QEMU rejected a command: " + reason, "").asException();
            });
            return message;
        } catch (TimeoutException e) {
            throw QemuSocket.slow(where, patience);
        } catch (ExecutionException e) {
            throw qemu.diedEarly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QemuSocket.interrupted();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("the monitor's socket did not close", e);
        }
    }
}
