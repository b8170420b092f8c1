package io.strapwork.address.dhcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.NetworkFacts;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.stack.Ports;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.dhcp.DhcpFormatException;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.MalformedException;
import io.strapwork.network.inet.wire.UdpView;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A network whose other side is a function from a client's message to the answers. */
final class ScriptedNetwork implements IpNetwork, Ports {
    static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");

    final List<DhcpMessage> sent = new ArrayList<>();
    final List<Inet4Address> destinations = new ArrayList<>();
    private final BootLoop loop;
    final List<Integer> ports = new ArrayList<>();
    private final Function<Asked, List<Answer>> servers;
    private Optional<PacketListener> listener = Optional.empty();
    final List<IpConfiguration> pieces = new ArrayList<>();
    int takenPort;
    /** The device vouches for what it receives; its sums are wrong then. */
    boolean checked;

    /** What a client has sent. */
    record Asked(DhcpMessage message, Inet4Address to, int port) {}

    record Answer(DhcpMessage message, Inet4Address from, Duration after) {}

    ScriptedNetwork(BootLoop loop, Function<DhcpMessage, List<DhcpMessage>> server) {
        this(loop, server.andThen(answers -> answers.stream().map(answer -> new Answer(answer, DhcpLeases.everybody(), Duration.ZERO))
                .toList()).<Asked>compose(Asked::message), true);
    }

    private ScriptedNetwork(BootLoop loop, Function<Asked, List<Answer>> servers, boolean any) {
        this.loop = loop;
        this.servers = servers;
    }

    static ScriptedNetwork of(BootLoop loop, Function<Asked, List<Answer>> servers) {
        return new ScriptedNetwork(loop, servers, true);
    }

    @Override
    public NetworkFacts facts() {
        return new NetworkFacts(loop.eventLoop(), MAC, IpConfiguration.union(pieces), 1500, this, new Random(1), Optional.empty());
    }

    @Override
    public Registration assign(IpConfiguration fresh) {
        pieces.add(fresh);
        return () -> pieces.remove(fresh);
    }

    @Override
    public void send(Packet packet) {
        ByteBuf payload = packet.payload();
        Inet4Address destination = (Inet4Address) packet.destination();
        try {
            UdpView udp = UdpView.parse(payload);
            if (!udp.holds(payload, packet.source(), destination)
                    || udp.destinationPort() != 67 && udp.destinationPort() != 4011) {
                throw new AssertionError("not a DHCP request: " + udp);
            }
            DhcpMessage message = DhcpMessage.parse(payload.slice(payload.readerIndex() + UdpView.HEADER, udp.length() - UdpView.HEADER));
            sent.add(message);
            destinations.add(destination);
            ports.add(udp.destinationPort());
            for (Answer answer : servers.apply(new Asked(message, destination, udp.destinationPort()))) {
                if (answer.after().isZero()) {
                    loop.eventLoop().execute(() -> deliver(answer.message(), answer.from()));
                } else {
                    loop.eventLoop().schedule(() -> deliver(answer.message(), answer.from()), answer.after().toNanos(),
                            TimeUnit.NANOSECONDS);
                }
            }
        } catch (MalformedException | DhcpFormatException e) {
            throw new AssertionError(e);
        } finally {
            payload.release();
        }
    }

    private void deliver(DhcpMessage answer, Inet4Address from) {
        ByteBuf datagram = Unpooled.buffer();
        datagram.writeZero(UdpView.HEADER);
        answer.write(datagram);
        Inet4Address to = DhcpLeases.everybody();
        UdpView.set(datagram, 0, 67, 68, datagram.readableBytes(),
                InternetChecksum.pseudoHeader(from, to, UDP, datagram.readableBytes()));
        if (checked) {
            datagram.setShort(6, datagram.getUnsignedShort(6) ^ 0x5555);
        }
        listener.ifPresent(present -> present.received(new Packet(UDP, from, to, Packet.HOPS, true, checked, datagram)));
        datagram.release();
    }

    @Override
    public Registration listen(int protocol, PacketListener fresh) {
        listener = Optional.of(fresh);
        return () -> listener = Optional.empty();
    }

    boolean listening() {
        return listener.isPresent();
    }

    @Override
    public int take(int protocol, int port) {
        takenPort = port;
        return port;
    }

    @Override
    public void release(int protocol, int port) {
        takenPort = 0;
    }
}
