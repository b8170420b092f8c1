package ${package};

import io.strapwork.api.fetch.BootUri;
import io.strapwork.testkit.contract.BootProtocolContract.Served;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server on the loopback, as simple as can be. */
final class ${className}Server implements Served {
    private final byte[] content;
    private final int gives;
    private final ServerSocket listening;

    /** @param gives how many bytes it gives before it is gone */
    ${className}Server(byte[] content, int gives) throws IOException {
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
        return BootUri.parse("${id}://127.0.0.1:" + port() + "/file");
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
        try (socket;
                InputStream in = socket.getInputStream();
                var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
            int next = in.read();
            while (next >= 0 && next != '\n') {
                next = in.read();
            }
            out.writeLong(content.length);
            out.write(content, 0, gives);
        } catch (IOException e) {
            // the client has gone
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
