package io.strapwork.address.ip6;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.strapwork.address.ip6.Dhcp6Effect.Ignored;
import io.strapwork.address.ip6.Dhcp6Effect.Informed;
import io.strapwork.address.ip6.Dhcp6Effect.Leased;
import io.strapwork.address.ip6.Dhcp6Effect.Lost;
import io.strapwork.address.ip6.Dhcp6Effect.Refused;
import io.strapwork.address.ip6.Dhcp6Effect.Send;
import io.strapwork.address.ip6.Dhcp6Effect.Told;
import io.strapwork.address.ip6.Dhcp6State.Held;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.wire.InternetChecksum;
import io.strapwork.network.inet.wire.MalformedException;
import io.strapwork.network.inet.wire.UdpView;
import java.net.BindException;
import java.net.Inet6Address;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Owns the client's port, and the timers of its two conversations: the one for an address, and the one for all else. All methods run on the network's loop. */
final class Dhcp6Exchange implements PacketListener {
    /** Ethernet, IP and UDP headers are put in front without a copy. */
    private static final int HEAD_ROOM = 80;
    private static final int USUAL = 512;

    private final IpNetwork network;
    private final BootClock clock;
    private final Ip6Exchange owner;
    private final Conversation address = new Conversation();
    private final Conversation information = new Conversation();
    private @Nullable Registration registration;
    private Optional<Held> held = Optional.empty();
    private Optional<Dhcp6Message> informed = Optional.empty();
    private Optional<Inet6Address> server = Optional.empty();

    Dhcp6Exchange(IpNetwork network, BootClock clock, Ip6Exchange owner) {
        this.network = network;
        this.clock = clock;
        this.owner = owner;
    }

    /** The lease, while there is one. */
    Optional<Held> held() {
        return held;
    }

    /** What there is besides addresses, of the conversation about that. */
    Optional<Dhcp6Message> informed() {
        return informed;
    }

    /** Who has replied last: a server or a relay agent. */
    Optional<Inet6Address> server() {
        return server;
    }

    boolean isSoliciting() {
        return address.state != null;
    }

    boolean isInforming() {
        return information.state != null;
    }

    /** Whether nothing more can be expected soon: each conversation that was begun is answered, or has sent so often. */
    boolean isOver(int often) {
        return (!isSoliciting() || held.isPresent() || address.isInVain(often))
                && (!isInforming() || informed.isPresent() || information.isInVain(often));
    }

    /** Whether an address can't be expected soon. */
    boolean isInVain(int often) {
        return address.isInVain(often);
    }

    /** Whether nobody has advertised an address to the first solicitation. */
    boolean isSlow() {
        return address.state instanceof Dhcp6State.Soliciting soliciting && soliciting.sending().sent() > 1;
    }

    /** Looks for an address. @throws BindException when somebody has the port */
    void solicit(Dhcp6Steps steps) throws BindException {
        open();
        held = Optional.empty();
        address.begin(steps, steps.solicit(clock.nanoTime()));
    }

    /** Asks for everything but an address, once more if need be. @throws BindException when somebody has the port */
    void inform(Dhcp6Steps steps) throws BindException {
        open();
        informed = Optional.empty();
        information.begin(steps, steps.inform(clock.nanoTime()));
    }

    private void open() throws BindException {
        if (registration == null) {
            network.facts().ports().take(IpNetwork.UDP, Dhcp6Message.CLIENT_PORT);
            registration = network.listen(IpNetwork.UDP, this);
        }
    }

    /** Somebody else on the link has the leased address. */
    void duplicate() {
        address.duplicate();
    }

    /** A state machine with its timer. */
    private final class Conversation {
        private @Nullable Dhcp6Steps steps;
        private @Nullable Dhcp6State state;
        private @Nullable Future<?> timer;
        private int sent;
        private boolean refused;

        void begin(Dhcp6Steps by, Dhcp6Steps.Next next) {
            steps = by;
            sent = 0;
            refused = false;
            apply(next);
        }

        boolean isInVain(int often) {
            return sent >= often || refused && sent > 1;
        }

        private void apply(Dhcp6Steps.Next next) {
            state = next.state();
            schedule(next.state().deadline());
            for (Dhcp6Effect effect : next.effects()) {
                switch (effect) {
                    case Send(Dhcp6Message message) -> {
                        sent++;
                        send(message);
                        owner.sent();
                    }
                    case Leased(Held fresh) -> {
                        held = Optional.of(fresh);
                        sent = 0;
                        owner.changed();
                    }
                    case Informed(Dhcp6Message reply) -> {
                        informed = Optional.of(reply);
                        sent = 0;
                        owner.changed();
                    }
                    case Lost() -> {
                        held = Optional.empty();
                        owner.changed();
                    }
                    case Refused(String text) -> {
                        refused = true;
                        owner.hear(text);
                    }
                    case Told(String text) -> owner.hear(text);
                    case Ignored(String reason) -> owner.hear("DHCPv6: " + reason);
                }
            }
        }

        private void schedule(long deadline) {
            cancel();
            if (deadline != Long.MAX_VALUE) {
                timer = network.loop().schedule(this::timeout, Math.max(deadline - clock.nanoTime(), 0), TimeUnit.NANOSECONDS);
            }
        }

        private void timeout() {
            timer = null;
            if (steps != null && state != null && registration != null) {
                apply(steps.timeout(state, clock.nanoTime()));
            }
        }

        /** @return whether it was an answer to this conversation */
        boolean received(Dhcp6Message message, Inet6Address source) {
            if (steps == null || !(state instanceof Dhcp6State.Asking asking) || asking.sending().transaction() != message.transaction()) {
                return false;
            }
            server = Optional.of(source);
            apply(steps.received(state, message, clock.nanoTime()));
            return true;
        }

        void duplicate() {
            if (steps != null && state != null) {
                apply(steps.duplicate(state, clock.nanoTime()));
            }
        }

        void release() {
            if (steps != null && state != null) {
                steps.release(state).ifPresent(Dhcp6Exchange.this::send);
            }
        }

        void cancel() {
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
        }
    }

    private void send(Dhcp6Message message) {
        ByteBuf datagram = ByteBufAllocator.DEFAULT.directBuffer(HEAD_ROOM + UdpView.HEADER + USUAL);
        datagram.setIndex(HEAD_ROOM, HEAD_ROOM + UdpView.HEADER);
        message.write(datagram);
        Inet6Address from = owner.linkLocal();
        int length = datagram.readableBytes();
        UdpView.set(datagram, HEAD_ROOM, Dhcp6Message.CLIENT_PORT, Dhcp6Message.SERVER_PORT, length,
                InternetChecksum.pseudoHeader(from, Dhcp6Message.SERVERS, IpNetwork.UDP, length));
        network.send(Packet.of(IpNetwork.UDP, from, Dhcp6Message.SERVERS, datagram));
    }

    @Override
    public boolean received(Packet packet) {
        if (registration == null || !(packet.source() instanceof Inet6Address source)) {
            return false;
        }
        ByteBuf payload = packet.payload();
        try {
            UdpView udp = UdpView.parse(payload);
            if (udp.destinationPort() != Dhcp6Message.CLIENT_PORT) {
                return false;
            }
            // A server on the same computer leaves the sum to the card: the device says so.
            if (!packet.checked()
                    && !udp.holds(payload, source, packet.destination())) {
                owner.hear("from " + source.getHostAddress() + ": wrong UDP checksum");
                return true;
            }
            Dhcp6Message message = Dhcp6Message
                    .parse(payload.slice(payload.readerIndex() + UdpView.HEADER, udp.length() - UdpView.HEADER));
            if (!address.received(message, source) && !information.received(message, source)) {
                owner.hear(String.format("DHCPv6: transaction %06x is not ours", message.transaction()));
            }
            return true;
        } catch (MalformedException e) {
            owner.hear("from " + source.getHostAddress() + ": " + e.reason());
            return false;
        }
    }

    @Override
    public void networkClosed() {
        owner.networkClosed();
    }

    /** @param giveBack whether the lease is to be released */
    void close(boolean giveBack) {
        address.cancel();
        information.cancel();
        if (registration != null) {
            if (giveBack) {
                address.release();
            }
            registration.close();
            registration = null;
            network.facts().ports().release(IpNetwork.UDP, Dhcp6Message.CLIENT_PORT);
        }
    }
}
