package io.strapwork.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.testkit.fake.Frames;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients of the JDK, or of a few lines, fetch from it. */
@ExtendWith(BootServerFixture.class)
class BootServerTests {
    private static final byte[] FILE = noise(100_000);

    private static byte[] noise(int bytes) {
        var noise = new byte[bytes];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static SSLContext trusting(BootServer server) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(server.authority())) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Test
    void servesHttpAndHttps(BootServer server) throws Exception {
        server.serve("images/vmlinuz", FILE);
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(server)).build()) {
            for (String scheme : new String[]{"http", "https"}) {
                URI uri = server.uri(scheme, "images/vmlinuz");
                var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
                assertEquals(200, answer.statusCode());
                assertArrayEquals(FILE, answer.body());
            }
            var missing = client.send(HttpRequest.newBuilder(server.uri("http", "nothing")).build(), BodyHandlers.discarding());
            assertEquals(404, missing.statusCode());
        }
    }

    @Test
    void servesTftp(BootServer server) throws Exception {
        server.serve("vmlinuz", FILE);
        try (var client = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            client.setSoTimeout(10_000);
            byte[] request = "\0\1vmlinuz\0octet\0".getBytes(StandardCharsets.US_ASCII);
            client.send(new DatagramPacket(request, request.length, server.tftp()));
            var block = new DatagramPacket(new byte[1000], 1000);
            int bytes = 0;
            do {
                client.receive(block);
                byte[] data = Arrays.copyOfRange(block.getData(), 4, block.getLength());
                assertArrayEquals(Arrays.copyOfRange(FILE, bytes, bytes + data.length), data);
                bytes += data.length;
                byte[] acknowledged = {0, 4, block.getData()[2], block.getData()[3]};
                client.send(new DatagramPacket(acknowledged, 4, block.getSocketAddress()));
            } while (block.getLength() == 516);
            assertEquals(FILE.length, bytes);
        }
    }

    private static byte[] discover() {
        ByteBuf bytes = Unpooled.buffer();
        DhcpMessage.request(4711, MacAddress.parse("52:54:00:00:00:01"))
                .options(DhcpOptions.builder().messageType(DhcpMessageType.DISCOVER).request(1, 3).build()).build().write(bytes);
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        return copy;
    }

    @Test
    void offersLeases(BootServer server) throws Exception {
        try (var client = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            client.setSoTimeout(10_000);
            byte[] request = discover();
            client.send(new DatagramPacket(request, request.length, server.dhcp()));
            var answer = new DatagramPacket(new byte[1500], 1500);
            client.receive(answer);
            DhcpMessage offer = DhcpMessage.parse(Unpooled.wrappedBuffer(answer.getData(), 0, answer.getLength()));
            assertEquals(DhcpMessageType.OFFER, offer.type().orElseThrow());
            assertEquals("10.0.2.15", offer.yourAddress().getHostAddress());
            assertEquals(4711, offer.transaction());
        }
    }

    @Test
    void isOnAWireToo(BootServer server) throws Exception {
        var station = MacAddress.parse("52:54:00:00:00:01");
        var me = (Inet4Address) InetAddress.ofLiteral("10.0.2.15");
        var host = (Inet4Address) InetAddress.ofLiteral("10.0.2.2");
        var heard = new LinkedBlockingQueue<byte[]>();
        BootServer.Plug plug = server.plug(VirtualClock.still(), heard::add);
        plug.send(Frames.arp(true, station, me, MacAddress.BROADCAST, host));
        byte[] answer = heard.poll(10, TimeUnit.SECONDS);
        assertArrayEquals(Frames.arp(false, MacAddress.parse("52:55:0a:00:02:02"), host, station, me), Arrays.copyOf(answer, 60));
    }

    @Test
    void twoServersDisagree(BootServer server) throws Exception {
        var heard = new LinkedBlockingQueue<byte[]>();
        BootServer.Plug plug = server.plugWithRival(VirtualClock.still(), heard::add, "pxelinux.0", "rival.0");
        byte[] request = discover();
        ByteBuf frame = Unpooled.buffer().writeBytes(new byte[]{-1, -1, -1, -1, -1, -1})
                .writeBytes(MacAddress.parse("52:54:00:00:00:01").toBytes()).writeShort(0x0800);
        frame.writeShort(0x4500).writeShort(28 + request.length).writeInt(0).writeShort(0x4011).writeShort(0).writeInt(0).writeInt(-1);
        frame.setShort(24, InternetChecksum.finish(InternetChecksum.add(0, frame, 14, 20)));
        frame.writeShort(68).writeShort(67).writeShort(8 + request.length).writeShort(0).writeBytes(request);
        plug.send(ByteBufUtil.getBytes(frame));
        var offers = new TreeSet<String>();
        while (offers.size() < 2) {
            byte[] answer = heard.poll(10, TimeUnit.SECONDS);
            ByteBuf view = Unpooled.wrappedBuffer(answer);
            if (view.getUnsignedShort(12) == 0x0800 && view.getUnsignedByte(23) == 17 && view.getUnsignedShort(36) == 68) {
                DhcpMessage offer = DhcpMessage.parse(view.skipBytes(42));
                offers.add(offer.yourAddress().getHostAddress() + " " + offer.bootFile().orElse("none"));
            }
        }
        assertEquals(new TreeSet<>(Set.of("10.0.2.15 pxelinux.0", "10.0.2.100 rival.0")), offers);
    }

    /** By two clocks at once, neither of them the computer's: one root, trusted once, is good for all of them. */
    @Test
    void servesHttpsOnWiresByAnyClock(BootServer server) throws Exception {
        server.serve("vmlinuz", FILE);
        var soon = VirtualClock.jumping();
        var late = VirtualClock.jumping();
        late.advance(Duration.ofDays(70_000));
        try (var one = new WireStation(server, soon); var other = new WireStation(server, late)) {
            Future<byte[]> first = one.get("vmlinuz", trusting(server, soon));
            Future<byte[]> second = other.get("vmlinuz", trusting(server, late));
            assertArrayEquals(FILE, soon.await(first));
            assertArrayEquals(FILE, late.await(second));
        }
    }

    private static SslContext trusting(BootServer server, BootClock clock) throws Exception {
        try (InputStream in = Files.newInputStream(server.authority())) {
            var root = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            var parameters = new PKIXBuilderParameters(Set.of(new TrustAnchor(root, null)), new X509CertSelector());
            parameters.setDate(Date.from(clock.now()));
            parameters.setRevocationEnabled(false);
            var managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(new CertPathTrustManagerParameters(parameters));
            return SslContextBuilder.forClient().sslProvider(SslProvider.JDK).trustManager(managers).build();
        }
    }

    @Test
    void canBeUsedAlone() throws Exception {
        int port;
        try (var server = BootServer.start()) {
            port = server.http().getPort();
            assertFalse(server.toString().isBlank());
            assertThrows(IllegalArgumentException.class, () -> server.serve("../passwd", FILE));
            server.close();
        }
        assertThrows(ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }
}
