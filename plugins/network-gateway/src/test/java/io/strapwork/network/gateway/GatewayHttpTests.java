package io.strapwork.network.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.strapwork.network.gateway.tls.TlsIdentity;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class GatewayHttpTests {
    private static final int BYTES = 8 * 1024 * 1024 + 12345;

    @TempDir
    Path folder;
    @TempDir
    Path tls;
    private byte[] digest = {};

    private record Answer(int status, byte[] digest, long length) {}

    @BeforeEach
    void file() throws Exception {
        var bytes = new byte[BYTES];
        new Random(7).nextBytes(bytes);
        Files.write(folder.resolve("kernel"), bytes);
        digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @Test
    void servesMegabytesPlain() throws Exception {
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder))) {
            Answer answer = get(guest, 80, "/kernel", Optional.empty());
            assertEquals(200, answer.status);
            assertEquals(BYTES, answer.length);
            assertArrayEquals(digest, answer.digest);
        }
    }

    @Test
    void servesMegabytesInLargeFrames() throws Exception {
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder).withMtu(65535))) {
            assertArrayEquals(digest, get(guest, 80, "/kernel", Optional.empty()).digest);
        }
    }

    /** The guest verifies what its card has finished, so a wrong start, offset or seed would stop everything. */
    @Test
    void leavesChecksumsToACardThatTakesThem() throws Exception {
        for (int mtu : new int[]{1500, 65535}) {
            try (var guest = TestGuest.lazy(GatewaySettings.standard().withServe(folder).withMtu(mtu), Optional.empty())) {
                assertArrayEquals(digest, get(guest, 80, "/kernel", Optional.empty()).digest);
                assertTrue(guest.partial.get() > BYTES / mtu, "only " + guest.partial.get());
            }
        }
    }

    @Test
    void whoeverLooksAtFramesSeesThemWhole() throws Exception {
        try (var guest = TestGuest.lazy(GatewaySettings.standard().withServe(folder), Optional.of(frame -> {}))) {
            assertArrayEquals(digest, get(guest, 80, "/kernel", Optional.empty()).digest);
            assertEquals(0, guest.partial.get());
        }
        var late = new Faults(0, 0.01, 0.01, Duration.ZERO, Duration.ZERO, 3);
        try (var guest = TestGuest.lazy(GatewaySettings.standard().withServe(folder).withFaults(late), Optional.empty())) {
            assertArrayEquals(digest, get(guest, 80, "/kernel", Optional.empty()).digest);
            assertEquals(0, guest.partial.get());
        }
    }

    @Test
    void servesMegabytesWithTls() throws Exception {
        Path identity = tls.resolve("identity");
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder).withTls(identity))) {
            TlsIdentity made = TlsIdentity.ensure(identity);
            SslContext trust = SslContextBuilder.forClient().trustManager(made.authority()).sslProvider(SslProvider.JDK).build();
            Answer answer = get(guest, 443, "/kernel", Optional.of(trust));
            assertArrayEquals(digest, answer.digest);
        }
    }

    @Test
    void servesThroughLossReorderingAndDuplication() throws Exception {
        var faults = new Faults(0.02, 0.02, 0.02, Duration.ofMillis(1), Duration.ofMillis(1), 99);
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder).withFaults(faults))) {
            assertArrayEquals(digest, get(guest, 80, "/kernel", Optional.empty()).digest);
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        try (var guest = TestGuest.plugged(GatewaySettings.standard().withServe(folder))) {
            assertEquals(404, get(guest, 80, "/nothing", Optional.empty()).status);
        }
    }

    private static Answer get(TestGuest guest, int port, String path, Optional<SslContext> tls) throws Exception {
        var done = new CompletableFuture<Answer>();
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        var initializer = new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc(), "10.0.2.2", port)));
                channel.pipeline().addLast(new HttpClientCodec(), new Body(done, sum, path));
            }
        };
        Channel channel = guest.connecting(initializer).connect(new InetSocketAddress(TestGuest.HOST, port)).sync().channel();
        Answer answer = done.get(50, TimeUnit.SECONDS);
        channel.close().sync();
        return answer;
    }

    private static final class Body extends SimpleChannelInboundHandler<HttpObject> {
        private final CompletableFuture<Answer> done;
        private final MessageDigest sum;
        private final String path;
        private int status;
        private long length;

        private Body(CompletableFuture<Answer> done, MessageDigest sum, String path) {
            this.done = done;
            this.sum = sum;
            this.path = path;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
            request.headers().set("host", "10.0.2.2");
            context.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof HttpResponse response) {
                status = response.status().code();
            }
            if (message instanceof HttpContent content) {
                ByteBuf bytes = content.content();
                length += bytes.readableBytes();
                for (var part : bytes.nioBuffers()) {
                    sum.update(part);
                }
            }
            if (message instanceof LastHttpContent) {
                done.complete(new Answer(status, sum.digest(), length));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            done.completeExceptionally(new AssertionError("closed after " + length + " bytes"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            done.completeExceptionally(cause);
        }
    }
}
