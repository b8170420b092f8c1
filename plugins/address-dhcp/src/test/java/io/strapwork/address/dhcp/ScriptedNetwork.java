package io.strapwork.address.dhcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoop;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.dhcp.DhcpFormatException;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.MalformedException;
import io.strapwork.network.inet.wire.UdpView;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A network whose other side is a function from a client's message to the answers. */
final class ScriptedNetwork implements IpNetwork {
    static final MacAddress MAC = MacAddress.parse("52:54:00:12:34:56");

    final List<DhcpMessage> sent = new ArrayList<>();
    final List<Inet4Address> destinations = new ArrayList<>();
    private final BootLoop loop;
    private final Function<DhcpMessage, List<DhcpMessage>> server;
    private Optional<PacketListener> listener = Optional.empty();
    Optional<IpConfiguration> configuration = Optional.empty();
    int takenPort;

    ScriptedNetwork(BootLoop loop, Function<DhcpMessage, List<DhcpMessage>> server) {
        this.loop = loop;
        this.server = server;
    }

    @Override
    public IoEventLoop loop() {
        return loop.eventLoop();
    }

    @Override
    public MacAddress linkAddress() {
        return MAC;
    }

    @Override
    public int mtu() {
        return 1500;
    }

    @Override
    public boolean receivesChecked() {
        return false;
    }

    @Override
    public void configure(IpConfiguration fresh) {
        configuration = Optional.of(fresh);
    }

    @Override
    public void unconfigure() {
        configuration = Optional.empty();
    }

    @Override
    public Optional<IpConfiguration> configuration() {
        return configuration;
    }

    @Override
    public void send(int protocol, Inet4Address source, Inet4Address destination, ByteBuf payload) {
        try {
            UdpView udp = UdpView.parse(payload);
            if (!udp.holds(payload, InternetChecksum.pseudoHeader(source, destination, UDP, udp.length())) || udp.destinationPort() != 67) {
                throw new AssertionError("not a DHCP request: " + udp);
            }
            DhcpMessage message = DhcpMessage.parse(payload.slice(payload.readerIndex() + UdpView.HEADER, udp.length() - UdpView.HEADER));
            sent.add(message);
            destinations.add(destination);
            for (DhcpMessage answer : server.apply(message)) {
                loop.eventLoop().execute(() -> deliver(answer));
            }
        } catch (MalformedException | DhcpFormatException e) {
            throw new AssertionError(e);
        } finally {
            payload.release();
        }
    }

    void deliver(DhcpMessage answer) {
        ByteBuf datagram = Unpooled.buffer();
        datagram.writeZero(UdpView.HEADER);
        answer.write(datagram);
        Inet4Address from = DhcpLeases.everybody();
        UdpView.set(datagram, 0, 67, 68, datagram.readableBytes(),
                InternetChecksum.pseudoHeader(from, from, UDP, datagram.readableBytes()));
        listener.ifPresent(present -> present.received(from, from, datagram, true));
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
    public int takePort(int protocol, int port) {
        takenPort = port;
        return port;
    }

    @Override
    public void releasePort(int protocol, int port) {
        takenPort = 0;
    }

    @Override
    public RandomGenerator random() {
        return new Random(1);
    }
}
