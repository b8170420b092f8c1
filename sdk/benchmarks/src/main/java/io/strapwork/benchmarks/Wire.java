package io.strapwork.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.api.time.PolledHandle;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.network.inet.tcp.TcpConnections;
import io.strapwork.network.inet.tcp.TcpSettings;
import java.net.Inet4Address;
import java.net.UnknownHostException;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Two hosts, each on a loop of its own, and a queue of frames each way between them. */
final class Wire implements AutoCloseable {
    static final Inet4Address CLIENT = address(15);
    static final Inet4Address SERVER = address(2);

    private final End client;
    private final End server;

    Wire(int mtu) {
        client = new End("client", CLIENT, mtu);
        server = new End("server", SERVER, mtu);
        client.peer = server;
        server.peer = client;
        client.loop.eventLoop().register(client).syncUninterruptibly();
        server.loop.eventLoop().register(server).syncUninterruptibly();
    }

    TcpConnections client() {
        return client.tcp;
    }

    TcpConnections server() {
        return server.tcp;
    }

    private static Inet4Address address(int last) {
        try {
            return (Inet4Address) Inet4Address.getByAddress(new byte[]{10, 0, 2, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    @Override
    public void close() {
        client.loop.close();
        server.loop.close();
    }

    private static final class End implements PolledHandle, InetHost.FrameOutput {
        private final Queue<ByteBuf> in = new ConcurrentLinkedQueue<>();
        private final BootLoop loop;
        private final InetHost host;
        private final TcpConnections tcp;
        private @Nullable End peer;

        End(String name, Inet4Address own, int mtu) {
            loop = BootLoop.start(name, BootClock.system());
            int last = own.getAddress()[3];
            host = new InetHost(loop.eventLoop(), new MacAddress(0x5254_0012_3400L + last), mtu, BootClock.system(), new Random(last),
                    this);
            var configuration = IpConfiguration.of(own, 24);
            loop.eventLoop().submit(() -> host.assign(configuration)).syncUninterruptibly();
            tcp = new TcpConnections(host, BootClock.system(), TcpSettings.USUAL);
        }

        @Override
        public boolean transmit(ByteBuf frame) {
            End other = peer;
            if (other == null) {
                frame.release();
                return false;
            }
            return other.in.add(frame);
        }

        @Override
        public void flush() {
            if (peer != null) {
                peer.loop.wakeup();
            }
        }

        @Override
        public int poll(int budget) {
            int count = 0;
            for (ByteBuf frame; count < budget && (frame = in.poll()) != null; count++) {
                host.receive(frame, true);
            }
            if (count > 0) {
                host.receiveComplete();
            }
            return count;
        }

        @Override
        public boolean arm() {
            return in.isEmpty();
        }

        @Override
        public void disarm() {}

        @Override
        public long maxSleepNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {}

        @Override
        public void close() {
            host.close();
        }
    }
}
