package org.example.nbd;

import io.strapwork.api.fetch.BootUri;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.BootProtocolContract.Served;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server on the loopback, as simple as can be. */
final class NbdServer implements Served {
    private final byte[] content;
    private final int gives;
    private final ServerSocket listening;
    private final Queue<CompletableFuture<Boolean>> farewells = new ConcurrentLinkedQueue<>();

    /** @param gives how many bytes it gives before it is gone */
    NbdServer(byte[] content, int gives) throws IOException {
        this.content = content.clone();
        this.gives = gives;
        this.listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public BootUri uri() {
        return BootUri.parse("nbd://127.0.0.1:" + port() + "/file");
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        var farewell = new CompletableFuture<Boolean>();
        farewells.add(farewell);
        try (socket;
                var in = new DataInputStream(socket.getInputStream());
                var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
            out.writeLong(0x4e42444d41474943L);
            out.writeLong(0x49484156454f5054L);
            out.writeShort(3);
            out.flush();
            if (in.readInt() != 3 || in.readLong() != 0x49484156454f5054L || in.readInt() != 1) {
                return;
            }
            in.skipNBytes(in.readInt());
            out.writeLong(content.length);
            out.writeShort(3);
            out.flush();
            while (in.readInt() == 0x25609513 && in.readInt() == 0) {
                long cookie = in.readLong();
                int offset = (int) in.readLong();
                int bytes = in.readInt();
                if (offset + bytes > gives) {
                    return;
                }
                out.writeInt(0x67446698);
                out.writeInt(0);
                out.writeLong(cookie);
                out.write(content, offset, bytes);
                out.flush();
            }
            farewell.complete(true);
        } catch (IOException e) {
            // the client has gone
        } finally {
            farewell.complete(false);
        }
    }

    @Override
    public List<String> complaints() {
        var clock = BootClock.system(); // sockets are real
        return farewells.stream().filter(said -> !clock.awaitUninterruptibly(said, BootClock.FOREVER) || !said.resultNow())
                .map(said -> "a client left without a disconnect").toList();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
