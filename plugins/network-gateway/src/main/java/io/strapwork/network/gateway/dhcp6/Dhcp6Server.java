package io.strapwork.network.gateway.dhcp6;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.lease.Leases;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A DHCPv6 server on port 547 of a network that has Netty channels and takes what is sent to all servers, ff02::1:2. Relay agents are not served. */
public final class Dhcp6Server {
    private static final Logger LOG = LoggerFactory.getLogger(Dhcp6Server.class);

    private final Dhcp6ServerSteps steps;
    private final BootClock clock;
    private Leases<Dhcp6ServerSteps.Client, Inet6Address> leases = Leases.none();

    public Dhcp6Server(Dhcp6Network network, BootClock clock) {
        this.steps = new Dhcp6ServerSteps(network);
        this.clock = clock;
    }

    public ChannelFuture bind(EventLoopGroup loop, ChannelFactory<? extends DatagramChannel> channels, InetSocketAddress address) {
        return new Bootstrap().group(loop).channelFactory(channels).handler(new Requests()).bind(address);
    }

    private final class Requests extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            Dhcp6Message request;
            try {
                request = Dhcp6Message.parse(packet.content());
            } catch (MalformedException e) {
                LOG.debug("DHCPv6 packet of {} ignored: {}", packet.sender(), e.reason());
                return;
            }
            Dhcp6ServerSteps.Step step = steps.next(leases, request, clock.nanoTime());
            leases = step.leases();
            LOG.debug("DHCPv6 {} of {}: {}", request.type(), packet.sender(), step.reason());
            step.answer().ifPresent(answer -> {
                ByteBuf bytes = context.alloc().buffer();
                answer.write(bytes);
                context.writeAndFlush(
                        new DatagramPacket(bytes, new InetSocketAddress(packet.sender().getAddress(), Dhcp6Message.CLIENT_PORT)));
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("DHCPv6 server: {}", cause.toString());
        }
    }
}
