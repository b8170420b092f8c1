package io.strapwork.network.gateway.dhcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.gateway.lease.Leases;
import io.strapwork.network.inet.dhcp.DhcpFormatException;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A DHCP server on port 67 of a network that has Netty channels. */
public final class DhcpServer {
    private static final Logger LOG = LoggerFactory.getLogger(DhcpServer.class);

    private final DhcpNetwork network;
    private final DhcpServerSteps steps;
    private final BootClock clock;
    private Leases<MacAddress, Inet4Address> leases = Leases.none();

    public DhcpServer(DhcpNetwork network, BootClock clock) {
        this.network = network;
        this.steps = new DhcpServerSteps(network);
        this.clock = clock;
    }

    public ChannelFuture bind(EventLoopGroup loop, ChannelFactory<? extends DatagramChannel> channels, InetSocketAddress address) {
        return new Bootstrap().group(loop).channelFactory(channels).option(ChannelOption.SO_BROADCAST, true).handler(new Requests())
                .bind(address);
    }

    private final class Requests extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            DhcpMessage request;
            try {
                request = DhcpMessage.parse(packet.content());
            } catch (DhcpFormatException e) {
                LOG.debug("DHCP packet from {} ignored: {}", packet.sender(), e.getMessage());
                return;
            }
            DhcpServerSteps.Step step = steps.next(leases, request, clock.nanoTime());
            leases = step.leases();
            LOG.debug("DHCP {} from {}: {}", request.type().map(DhcpMessageType::toString).orElse("?"), request.client(), step.reason());
            step.answer().ifPresent(answer -> send(context, request, answer));
        }

        private void send(ChannelHandlerContext context, DhcpMessage request, DhcpMessage answer) {
            int told = request.options().unsignedShort(DhcpOption.MAXIMUM_MESSAGE_SIZE).orElse(DhcpMessage.SMALLEST_MAXIMUM);
            int maximum = Math.max(DhcpMessage.SMALLEST_MAXIMUM, Math.min(told, network.mtu()));
            ByteBuf bytes = context.alloc().buffer(DhcpMessage.SMALLEST_MAXIMUM);
            write(answer, request.options().requested(), bytes, maximum);
            context.writeAndFlush(new DatagramPacket(bytes, destination(request, answer)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("DHCP server: {}", cause.toString());
        }
    }

    /** What doesn't fit is omitted, beginning with what the client asked for last. */
    private static void write(DhcpMessage answer, List<Integer> requested, ByteBuf out, int maximum) {
        var dispensable = new ArrayList<>(requested);
        dispensable.removeIf(number -> !answer.options().has(number) || number == DhcpOption.MESSAGE_TYPE
                || number == DhcpOption.SERVER_IDENTIFIER || number == DhcpOption.LEASE_TIME || number == DhcpOption.SUBNET_MASK);
        DhcpMessage shorter = answer;
        int start = out.writerIndex();
        while (true) {
            try {
                shorter.write(out, maximum);
                return;
            } catch (IllegalArgumentException tooLong) {
                out.writerIndex(start);
                DhcpOptions.Builder options = shorter.options().toBuilder();
                int victim = dispensable.isEmpty() ? longest(shorter.options()) : dispensable.removeLast();
                shorter = shorter.toBuilder().options(options.remove(victim).build()).build();
            }
        }
    }

    private static int longest(DhcpOptions options) {
        return options.numbers().stream().max((a, b) -> Integer.compare(length(options, a), length(options, b)))
                .orElseThrow(() -> new IllegalStateException("a DHCP message without options fits"));
    }

    private static int length(DhcpOptions options, int number) {
        return options.bytes(number).map(value -> value.length).orElse(0);
    }

    /** RFC 2131 4.1. A client without an address is answered by broadcast, which that section allows. */
    private static InetSocketAddress destination(DhcpMessage request, DhcpMessage answer) {
        boolean nak = answer.type().filter(DhcpMessageType.NAK::equals).isPresent();
        Inet4Address broadcast = Inet4Addresses.of(Inet4Addresses.LIMITED_BROADCAST);
        if (!request.relayAgent().isAnyLocalAddress()) {
            return new InetSocketAddress(request.relayAgent(), DhcpMessage.SERVER_PORT);
        }
        boolean addressed = !nak && !request.clientAddress().isAnyLocalAddress();
        return new InetSocketAddress(addressed ? request.clientAddress() : broadcast, DhcpMessage.CLIENT_PORT);
    }
}
