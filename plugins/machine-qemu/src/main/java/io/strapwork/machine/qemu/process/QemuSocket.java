package io.strapwork.machine.qemu.process;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** A socket that QEMU connects to while it starts. */
public final class QemuSocket implements AutoCloseable {
    private static final long GLANCE_MILLIS = 50;
    private final Path path;
    private final ServerSocketChannel server;

    private QemuSocket(Path path, ServerSocketChannel server) {
        this.path = path;
        this.server = server;
    }

    public static QemuSocket listen(Path path) {
        try {
            return new QemuSocket(path, ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path)));
        } catch (IOException e) {
            throw MachineFaults.broken(path.toString(), e);
        }
    }

    /**
     * Waits for QEMU. The caller closes what it gets, and this socket.
     *
     * @throws io.strapwork.api.plugin.StrapworkException when QEMU ends, or does not come in time
     */
    public SocketChannel accept(QemuProcess qemu, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try (Selector selector = Selector.open()) {
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            while (true) {
                SocketChannel channel = server.accept();
                if (channel != null) {
                    return channel;
                }
                if (!qemu.isAlive()) {
                    throw qemu.diedEarly();
                }
                if (System.nanoTime() - until > 0) {
                    throw slow(path.getFileName().toString(), patience);
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted();
                }
                selector.select(GLANCE_MILLIS);
            }
        } catch (IOException e) {
            throw MachineFaults.broken(path.getFileName().toString(), e);
        }
    }

    /** QEMU or its guest kept quiet for too long. */
    public static RuntimeException slow(String where, Duration patience) {
        return new Problem("SW-M211", Blame.HOST, where, "the machine did not answer within " + patience.toSeconds() + " s",
                "set a longer patience = \"…\" in [machine]; if it still fails, check the log with --verbose").asException();
    }

    /** Somebody wants the boot to end. */
    public static RuntimeException interrupted() {
        return new Problem("SW-M214", Blame.USER, "machine", "the boot was cancelled while the machine was starting", "").asException();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw MachineFaults.broken(path.toString(), e);
        }
    }
}
