package io.strapwork.address.dhcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.strapwork.address.dhcp.DhcpEffect.AskBootServer;
import io.strapwork.address.dhcp.DhcpEffect.Broadcast;
import io.strapwork.address.dhcp.DhcpEffect.Configured;
import io.strapwork.address.dhcp.DhcpEffect.Ignored;
import io.strapwork.address.dhcp.DhcpEffect.Leased;
import io.strapwork.address.dhcp.DhcpEffect.Lost;
import io.strapwork.address.dhcp.DhcpEffect.Told;
import io.strapwork.address.dhcp.DhcpEffect.Unicast;
import io.strapwork.api.address.Lease;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.dhcp.DhcpFormatException;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.MalformedException;
import io.strapwork.network.inet.wire.UdpView;
import java.net.BindException;
import java.net.Inet4Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the client's port and timer; keeps renewing until closed. All methods run on the network's loop. */
final class DhcpExchange implements PacketListener {
    private static final Logger LOG = LoggerFactory.getLogger(DhcpExchange.class);
    /** Ethernet, IP and UDP headers are put in front without a copy. */
    private static final int HEAD_ROOM = 64;
    private static final int HEARD_LIMIT = 400;

    private final IpNetwork network;
    private final Assignment assignment;
    private final DhcpSteps steps;
    private final BootClock clock;
    private final CompletableFuture<Lease> leased = new CompletableFuture<>();
    private final StringBuilder heard = new StringBuilder();
    private @Nullable DhcpState state;
    private @Nullable Future<?> timer;
    private @Nullable Registration registration;
    private int sent;

    DhcpExchange(Assignment assignment, DhcpSteps steps, BootClock clock) {
        this.assignment = assignment;
        network = assignment.network();
        this.steps = steps;
        this.clock = clock;
    }

    void start() {
        try {
            network.facts().ports().take(IpNetwork.UDP, DhcpMessage.CLIENT_PORT);
        } catch (BindException e) {
            leased.completeExceptionally(e);
            return;
        }
        registration = network.listen(IpNetwork.UDP, this);
        apply(steps.start(clock.nanoTime()));
    }

    IoEventLoop loop() {
        return network.loop();
    }

    /** The first lease. */
    CompletableFuture<Lease> leased() {
        return leased;
    }

    /** For people, while there is no lease. */
    String history() {
        return sent + (sent == 1 ? " message" : " messages") + " sent, " + (heard.isEmpty() ? "nothing usable heard" : "heard: " + heard);
    }

    private void apply(DhcpSteps.Next next) {
        state = next.state();
        for (DhcpEffect effect : next.effects()) {
            switch (effect) {
                case Broadcast(DhcpMessage message) ->
                    send(message, DhcpLeases.anyAddress(), DhcpLeases.everybody(), DhcpMessage.SERVER_PORT);
                case Unicast(DhcpMessage message, Inet4Address from, Inet4Address to) -> send(message, from, to, DhcpMessage.SERVER_PORT);
                case AskBootServer(DhcpMessage message, Inet4Address from, Inet4Address to) ->
                    send(message, from, to, DhcpMessage.BOOT_SERVER_PORT);
                case Configured(DhcpMessage acknowledged) -> assignment.become(DhcpLeases.configuration(acknowledged));
                case Told(String text) -> {
                    LOG.debug("DHCP: {}", text);
                    hear(text);
                }
                case Leased(DhcpMessage acknowledged, var boot, DhcpOffers offers) -> {
                    Lease lease = DhcpLeases.lease(acknowledged, boot, offers);
                    assignment.become(lease.configuration());
                    leased.complete(lease);
                }
                case Lost() -> {
                    LOG.warn("the DHCP lease has expired");
                    assignment.end();
                }
                case Ignored(String reason) -> {
                    LOG.debug("DHCP message ignored: {}", reason);
                    hear(reason);
                }
            }
        }
        schedule(next.state().deadline());
    }

    private void hear(String text) {
        if (!leased.isDone() && heard.length() < HEARD_LIMIT && heard.indexOf(text) < 0) {
            heard.append(heard.isEmpty() ? "" : "; ").append(text);
        }
    }

    private void schedule(long deadline) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (deadline != Long.MAX_VALUE) {
            timer = network.loop().schedule(this::timeout, Math.max(deadline - clock.nanoTime(), 0), TimeUnit.NANOSECONDS);
        }
    }

    private void timeout() {
        timer = null;
        DhcpState current = state;
        if (current != null && registration != null) {
            apply(steps.timeout(current, clock.nanoTime()));
        }
    }

    private void send(DhcpMessage message, Inet4Address from, Inet4Address to, int port) {
        sent++;
        ByteBuf datagram = ByteBufAllocator.DEFAULT.directBuffer(HEAD_ROOM + UdpView.HEADER + DhcpMessage.SMALLEST_MAXIMUM);
        datagram.setIndex(HEAD_ROOM, HEAD_ROOM + UdpView.HEADER);
        message.write(datagram);
        int length = datagram.readableBytes();
        UdpView.set(datagram, HEAD_ROOM, DhcpMessage.CLIENT_PORT, port, length,
                InternetChecksum.pseudoHeader(from, to, IpNetwork.UDP, length));
        network.send(Packet.of(IpNetwork.UDP, from, to, datagram));
    }

    @Override
    public boolean received(Packet packet) {
        DhcpState current = state;
        if (!(packet.source() instanceof Inet4Address source)) {
            return false;
        }
        ByteBuf payload = packet.payload();
        try {
            UdpView udp = UdpView.parse(payload);
            if (udp.destinationPort() != DhcpMessage.CLIENT_PORT || current == null) {
                return false;
            }
            // A server on the same computer leaves the sum to the card: the device says so.
            if (!packet.checked()
                    && !udp.holds(payload, source, packet.destination())) {
                LOG.debug("DHCP datagram from {} ignored: wrong UDP checksum", source);
                return true;
            }
            apply(steps.received(current,
                    DhcpMessage.parse(payload.slice(payload.readerIndex() + UdpView.HEADER, udp.length() - UdpView.HEADER)), source,
                    clock.nanoTime()));
            return true;
        } catch (MalformedException | DhcpFormatException e) {
            LOG.debug("datagram from {} ignored: {}", source, e.getMessage());
            return false;
        }
    }

    @Override
    public void networkClosed() {
        network.facts().failure().ifPresent(leased::completeExceptionally);
        close();
    }

    /** Ends renewals; the lease is left to the operating system that boots. */
    void close() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (registration != null) {
            registration.close();
            registration = null;
            network.facts().ports().release(IpNetwork.UDP, DhcpMessage.CLIENT_PORT);
        }
        state = null;
        leased.cancel(false);
    }
}
