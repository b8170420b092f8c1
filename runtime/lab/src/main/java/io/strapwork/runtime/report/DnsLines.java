package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsMessage;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Questions for names and their answers, over UDP (RFC 1035). */
final class DnsLines {
    private static final int PORT = 53;
    private static final int MOST_RECORDS = 32;

    private final OpenConversations open;

    DnsLines(KeptBytes kept) {
        open = new OpenConversations(kept);
    }

    private record Query(String question, int id, Flow flow) {}

    void datagram(Flow flow, ByteBuf data, long now) {
        boolean asks = flow.destinationPort() == PORT;
        var channel = new EmbeddedChannel(asks ? new DatagramDnsQueryDecoder() : new DatagramDnsResponseDecoder());
        try {
            channel.writeInbound(new DatagramPacket(data.copy(), new InetSocketAddress(flow.destination(), flow.destinationPort()),
                    new InetSocketAddress(flow.source(), flow.sourcePort())));
            Object message = channel.readInbound();
            try {
                if (message instanceof DnsMessage dns) {
                    say(flow, asks, dns, now);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private void say(Flow flow, boolean asks, DnsMessage message, long now) {
        Flow there = asks ? flow : flow.back();
        String question = message.count(DnsSection.QUESTION) > 0 && message.recordAt(DnsSection.QUESTION) instanceof DnsQuestion asked
                ? asked.name() + " " + asked.type().name()
                : "?";
        String what = asks ? "query for " + question : "answer: " + ((DnsResponse) message).code();
        open.of(new Query(question, message.id(), there), "DNS", question + " at " + NetUtil.toAddressString(there.destination()))
                .ifPresent(with -> with.say(now, asks, what, asks ? List.of() : records(message), asks && with.wasSaid(true, what)));
    }

    private static List<String> records(DnsMessage message) {
        var words = new ArrayList<String>();
        for (int at = 0; at < Math.min(message.count(DnsSection.ANSWER), MOST_RECORDS); at++) {
            DnsRecord record = message.recordAt(DnsSection.ANSWER, at);
            words.add(record.name() + " " + record.type().name() + " " + value(record) + " (for " + record.timeToLive() + " s)");
        }
        return words;
    }

    private static String value(DnsRecord record) {
        if (record instanceof DnsPtrRecord pointer) {
            return pointer.hostname();
        }
        if (!(record instanceof DnsRawRecord raw)) {
            return "";
        }
        ByteBuf content = raw.content();
        if (record.type().equals(DnsRecordType.A) || record.type().equals(DnsRecordType.AAAA)) {
            byte[] address = new byte[content.readableBytes()];
            content.getBytes(content.readerIndex(), address);
            try {
                return NetUtil.toAddressString(InetAddress.getByAddress(address));
            } catch (UnknownHostException e) {
                return "malformed";
            }
        }
        return record.type().equals(DnsRecordType.CNAME)
                ? DefaultDnsRecordDecoder.decodeName(content.duplicate())
                : content.readableBytes() + " bytes";
    }

    List<Conversation> conversations() {
        return open.closed();
    }
}
