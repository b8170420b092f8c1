package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.tcp.MalformedSegmentException;
import io.strapwork.network.inet.tcp.TcpView;
import io.strapwork.network.inet.wire.EthernetView;
import io.strapwork.network.inet.wire.ExtensionHeaders;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ipv4View;
import io.strapwork.network.inet.wire.Ipv6View;
import io.strapwork.network.inet.wire.MalformedException;
import io.strapwork.network.inet.wire.UdpView;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads along what is on a machine's network, and keeps it as conversations: DHCP, DHCPv6, router discovery, DNS, TFTP, HTTP, and as much of TLS as is not encrypted. Bounded, whatever is
 * on the wire: at most 500 conversations of each kind, of limited lines, and 16 MiB in all. Fragments of IP are counted, not put together. Any thread.
 */
public final class NetworkTranscript implements Consumer<ByteBuf> {
    static final int MOST = 500;
    private static final int DNS = 53;
    private static final int ICMP6 = 58;

    private final BootClock clock;
    private final KeptBytes kept = new KeptBytes();
    private final AddressLines addresses = new AddressLines(kept);
    private final DnsLines names = new DnsLines(kept);
    private final TftpLines files = new TftpLines(kept);
    private final TcpLines connections = new TcpLines(kept);
    private long frames;
    private long bytes;
    private long unread;

    /** @param clock of the boot */
    public NetworkTranscript(BootClock clock) {
        this.clock = clock;
    }

    /** @param frame lent */
    @Override
    public synchronized void accept(ByteBuf frame) {
        frames++;
        bytes += frame.readableBytes();
        try {
            ethernet(frame.slice());
        } catch (MalformedException | MalformedSegmentException | RuntimeException e) {
            // A report on a network is no judge of it: what can't be read is counted.
            unread++;
        }
    }

    private void ethernet(ByteBuf frame) throws MalformedException, MalformedSegmentException {
        EthernetView view = EthernetView.parse(frame);
        frame.skipBytes(EthernetView.HEADER);
        if (view.type() == EthernetView.IPV4) {
            ip4(frame);
        } else if (view.type() == EthernetView.IPV6) {
            ip6(frame);
        }
    }

    private void ip4(ByteBuf packet) throws MalformedException, MalformedSegmentException {
        Ipv4View view = Ipv4View.parse(packet);
        if (view.isFragment()) {
            unread++;
            return;
        }
        ByteBuf payload = packet.slice(packet.readerIndex() + view.headerLength(), view.payloadLength());
        payload(view.protocol(), Inet4Addresses.of(view.source()), Inet4Addresses.of(view.destination()), payload);
    }

    private void ip6(ByteBuf packet) throws MalformedException, MalformedSegmentException {
        Ipv6View view = Ipv6View.parse(packet);
        ExtensionHeaders headers = ExtensionHeaders.of(view, packet);
        if (headers.fragment() != null || headers.problem() != null) {
            unread++;
            return;
        }
        int end = Ipv6View.HEADER + view.payloadLength();
        ByteBuf payload = packet.slice(packet.readerIndex() + headers.offset(), end - headers.offset());
        payload(headers.protocol(), view.source().toInet(), view.destination().toInet(), payload);
    }

    private void payload(int protocol, InetAddress source, InetAddress destination, ByteBuf payload)
            throws MalformedException, MalformedSegmentException {
        long now = clock.nanoTime();
        switch (protocol) {
            case IpNetwork.UDP -> {
                UdpView view = UdpView.parse(payload);
                ByteBuf data = payload.slice(payload.readerIndex() + UdpView.HEADER, view.length() - UdpView.HEADER);
                datagram(new Flow(source, view.sourcePort(), destination, view.destinationPort()), data, now);
            }
            case IpNetwork.TCP -> connections.segment(source, destination, TcpView.parse(payload), payload, now);
            case ICMP6 -> addresses.icmp6(source, payload, now);
            default -> {
                // echoes and errors are no conversation
            }
        }
    }

    private void datagram(Flow flow, ByteBuf data, long now) throws MalformedException {
        int from = flow.sourcePort();
        int to = flow.destinationPort();
        if (to == DhcpMessage.SERVER_PORT || to == DhcpMessage.CLIENT_PORT || to == DhcpMessage.BOOT_SERVER_PORT
                || from == DhcpMessage.BOOT_SERVER_PORT) {
            addresses.dhcp(flow, data, now);
        } else if (to == Dhcp6Message.SERVER_PORT || to == Dhcp6Message.CLIENT_PORT) {
            addresses.dhcp6(flow, data, now);
        } else if (to == DNS || from == DNS) {
            names.datagram(flow, data, now);
        } else {
            files.datagram(flow, data, now);
        }
    }

    /** All until now, in the order of their beginnings. */
    public synchronized List<Conversation> conversations() {
        var all = new ArrayList<Conversation>();
        all.addAll(addresses.conversations());
        all.addAll(names.conversations());
        all.addAll(files.conversations());
        all.addAll(connections.conversations());
        all.sort(Comparator.comparingLong(Conversation::began));
        return all;
    }

    /** For programs that judge, by kind and in the order of time. */
    public synchronized List<Sighting> sightings() {
        var all = new ArrayList<Sighting>();
        all.addAll(addresses.sightings());
        all.addAll(files.sightings());
        all.addAll(connections.sightings());
        return all;
    }

    /**
     * @param unread frames that were not understood: malformed ones, and fragments
     * @param cut    whether there was more than is kept
     */
    public record Sums(long frames, long bytes, long unread, boolean cut) {}

    public synchronized Sums sums() {
        return new Sums(frames, bytes, unread, kept.isFull());
    }
}
