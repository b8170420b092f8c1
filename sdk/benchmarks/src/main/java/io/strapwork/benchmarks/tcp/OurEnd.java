package io.strapwork.benchmarks.tcp;

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
import java.net.InetAddress;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The link's end at a host with our stack, on a loop of its own. */
final class OurEnd implements LinkEnd, PolledHandle, InetHost.FrameOutput, AutoCloseable {
    private static final int MTU = 1500;
    private final Queue<ByteBuf> in = new ConcurrentLinkedQueue<>();
    private final BootLoop loop = BootLoop.start("ours", BootClock.system());
    private final InetHost host;
    private final TcpConnections tcp;
    private volatile FrameTaker link = ByteBuf::release;

    OurEnd(InetAddress own, int prefix, MacAddress mac) {
        host = new InetHost(loop.eventLoop(), mac, MTU, BootClock.system(), new Random(own.hashCode()), this);
        loop.eventLoop().submit(() -> host.assign(IpConfiguration.of(own, prefix))).syncUninterruptibly();
        tcp = new TcpConnections(host, BootClock.system(), TcpSettings.USUAL);
        loop.eventLoop().register(this).syncUninterruptibly();
    }

    TcpConnections tcp() {
        return tcp;
    }

    BootLoop loop() {
        return loop;
    }

    @Override
    public void deliver(ByteBuf frame) {
        in.add(frame);
        loop.wakeup();
    }

    @Override
    public void connect(FrameTaker to) {
        link = to;
    }

    @Override
    public boolean transmit(ByteBuf frame) {
        link.take(frame);
        return true;
    }

    @Override
    public void flush() {}

    @Override
    public int poll(int budget) {
        int count = 0;
        for (ByteBuf frame; count < budget && (frame = in.poll()) != null; count++) {
            host.receive(frame);
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

    /** By the benchmark, and then by the loop. */
    @Override
    public void close() {
        if (loop.eventLoop().inEventLoop()) {
            // a connection that still waits for what was lost keeps the frames behind it
            tcp.close();
            host.close();
        } else {
            loop.close();
            in.forEach(ByteBuf::release);
        }
    }
}
