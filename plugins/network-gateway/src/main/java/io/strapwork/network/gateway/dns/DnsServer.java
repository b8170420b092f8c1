package io.strapwork.network.gateway.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.strapwork.api.time.BootClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A recursive DNS server (RFC 1035) over UDP and TCP, on a network that has Netty channels. */
public final class DnsServer {
    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int SECONDS_TO_LIVE = 60;
    /** RFC 1035 4.2.1, for without EDNS there is no more. */
    private static final int UDP_BYTES = 512;
    private static final int IDLE_SECONDS = 30;

    private final OwnNames own;
    private final HostNames others;

    /** Asks this computer's resolver for all other names. */
    public DnsServer(OwnNames own, BootClock clock) {
        this(own, InetAddress::getAllByName, clock);
    }

    DnsServer(OwnNames own, HostNames.Resolver resolver, BootClock clock) {
        this.own = own;
        this.others = new HostNames(resolver, clock);
    }

    public ChannelFuture bindUdp(EventLoopGroup loop, ChannelFactory<? extends DatagramChannel> channels, InetSocketAddress address) {
        return new Bootstrap().group(loop).channelFactory(channels).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new UdpQuestions());
            }
        }).bind(address);
    }

    public ChannelFuture bindTcp(EventLoopGroup loop, ChannelFactory<? extends ServerChannel> channels, InetSocketAddress address) {
        return new ServerBootstrap().group(loop).channelFactory(channels).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new IdleStateHandler(0, 0, IDLE_SECONDS, TimeUnit.SECONDS), new TcpDnsQueryDecoder(),
                        new TcpDnsResponseEncoder(), new TcpQuestions());
            }
        }).bind(address);
    }

    private void answer(ChannelHandlerContext context, DnsQuery query, DnsResponse response, boolean udp) {
        response.setRecursionDesired(query.isRecursionDesired()).setRecursionAvailable(true);
        if (!query.opCode().equals(DnsOpCode.QUERY)) {
            context.writeAndFlush(response.setCode(DnsResponseCode.NOTIMP));
            return;
        }
        DnsRecord record = query.count(DnsSection.QUESTION) == 1 ? query.recordAt(DnsSection.QUESTION) : null;
        if (!(record instanceof DnsQuestion question)) {
            context.writeAndFlush(response.setCode(DnsResponseCode.FORMERR));
            return;
        }
        response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type(), question.dnsClass()));
        if (question.dnsClass() != DnsRecord.CLASS_IN) {
            context.writeAndFlush(response.setCode(DnsResponseCode.REFUSED));
            return;
        }
        String dotted = question.name().toLowerCase(Locale.ROOT);
        String name = dotted.endsWith(".") ? dotted.substring(0, dotted.length() - 1) : dotted;
        Consumer<NameAnswer> send = answer -> {
            fill(response, question.name(), answer, udp);
            context.writeAndFlush(response);
        };
        own.answer(name, question.type()).ifPresentOrElse(answer -> {
            response.setAuthoritativeAnswer(true);
            send.accept(answer);
        }, () -> others.ask(name, question.type(), context.executor(), send));
    }

    private static void fill(DnsResponse response, String name, NameAnswer answer, boolean udp) {
        response.setCode(answer.code());
        // Names are written whole, without compression; the header has 12 bytes, question and record 4 and 10 besides the name and its length bytes.
        int bytes = 12 + name.length() + 2 + 4;
        for (NameAnswer.Data data : answer.records()) {
            bytes += name.length() + 2 + 10 + data.bytes().length;
            if (udp && bytes > UDP_BYTES) {
                response.setTruncated(true);
                return;
            }
            response.addRecord(DnsSection.ANSWER,
                    new DefaultDnsRawRecord(name, data.type(), SECONDS_TO_LIVE, Unpooled.wrappedBuffer(data.bytes())));
        }
    }

    private final class UdpQuestions extends SimpleChannelInboundHandler<DatagramDnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            answer(context, query, new DatagramDnsResponse(query.recipient(), query.sender(), query.id()), true);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("DNS query ignored: {}", cause.toString());
        }
    }

    private final class TcpQuestions extends SimpleChannelInboundHandler<DnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DnsQuery query) {
            answer(context, query, new DefaultDnsResponse(query.id()), false);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                context.close();
            } else {
                context.fireUserEventTriggered(event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.debug("DNS connection closed: {}", cause.toString());
            context.close();
        }
    }
}
