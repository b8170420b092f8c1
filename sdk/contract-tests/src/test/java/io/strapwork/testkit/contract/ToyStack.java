package io.strapwork.testkit.contract;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.strapwork.api.link.InterruptingCard;
import io.strapwork.api.link.Link;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpStack;
import io.strapwork.api.stack.NetworkFacts;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.stack.Ports;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.api.time.PolledHandle;
import io.strapwork.network.inet.ip.InetHost;
import io.strapwork.testkit.fake.Frames;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/** The reference engine, with something around it that has a bug that stacks have had. */
class ToyStack implements IpStack {
    enum Fault {
        NONE, LEAKS_BUFFER, LEAKS_SENT, BLOCKS_LOOP, IGNORES_CLOSE, LISTENERS_STAY, READS_PAST, MUTABLE_STATIC, TRUSTS_CHECKSUMS, ANSWERS_EARLY, ANSWERS_FOR_OTHERS, NO_ECHO, CHANGES_ECHO, HIDES_UNREACHABLE, TAKES_ALL, SHARES_PORTS, CUTS_NOTHING, JOINS_NOTHING, HIDES_FAILURE, OWN_RANDOM, THROWS_ON_SHORT, NEVER_FLUSHES, CHANGES_SENT, TWO_THREADS, LEAVES_CHECKSUMS, OWN_HOPS, FORGETS_PIECES, PIECES_STAY, TRUSTS_ALL
    }

    private final BootClock clock;
    private final RandomGenerator random;
    private final Fault fault;

    ToyStack(BootClock clock, RandomGenerator random, Fault fault) {
        this.clock = clock;
        this.random = fault == Fault.OWN_RANDOM ? new Random(Faults.different()) : random;
        this.fault = fault;
    }

    private static Inet4Address ip(String text) {
        return (Inet4Address) InetAddress.ofLiteral(text);
    }

    @Override
    public IpNetwork attach(Link link, BootLoop loop) {
        var wire = new Wire(link, fault);
        var host = new InetHost(loop.eventLoop(), link.facts().address(), link.facts().mtu(), clock, random, wire);
        wire.host = host;
        if (fault == Fault.ANSWERS_FOR_OTHERS) {
            host.addAlias(ip("10.0.2.16"));
        }
        clock.awaitUninterruptibly(loop.eventLoop().register(wire), BootClock.FOREVER);
        if (fault == Fault.ANSWERS_EARLY) {
            clock.awaitUninterruptibly(loop.eventLoop().submit(() -> host.assign(
                    IpConfiguration.of(ip("10.0.2.15"), 24))), BootClock.FOREVER);
        }
        if (fault == Fault.TWO_THREADS) {
            ((InterruptingCard) link.card()).armInterrupt();
        }
        return new Network(host, fault);
    }

    private static final class Wire implements PolledHandle, InetHost.FrameOutput {
        private final Link link;
        private final InterruptingCard card;
        private final Fault fault;
        private InetHost host;
        private boolean dead;

        private Wire(Link link, Fault fault) {
            this.link = link;
            this.card = (InterruptingCard) link.card();
            this.fault = fault;
        }

        @Override
        public int poll(int budget) {
            if (dead) {
                return 0;
            }
            try {
                int count = link.receive(this::receive, budget);
                if (count > 0) {
                    host.receiveComplete();
                }
                return count;
            } catch (StrapworkException e) {
                dead = true;
                host.loop().execute(() -> host.fail(e));
                return 0;
            }
        }

        private void receive(ByteBuf frame, boolean checked) {
            if (fault == Fault.THROWS_ON_SHORT) {
                frame.getByte(33);
            }
            if (fault == Fault.LEAKS_BUFFER) {
                frame.retain();
            }
            if (fault == Fault.BLOCKS_LOOP) {
                Blocking.wait(Duration.ofSeconds(7));
            }
            if (frame.readableBytes() >= 34 && frame.getUnsignedShort(12) == 0x0800 && drops(frame)) {
                frame.release();
            } else {
                host.receive(frame, checked || fault == Fault.TRUSTS_ALL);
            }
        }

        private boolean drops(ByteBuf frame) {
            boolean fragment = (frame.getUnsignedShort(20) & 0x3fff) != 0;
            if (fault == Fault.READS_PAST && !fragment) {
                frame.setShort(16, frame.readableBytes() - 14);
            }
            if (fault == Fault.READS_PAST || fault == Fault.TRUSTS_CHECKSUMS) {
                frame.setShort(24, 0);
                byte[] header = new byte[20];
                frame.getBytes(14, header);
                frame.setShort(24, Frames.checksum(header, 0, 20));
            }
            return fault == Fault.NO_ECHO && frame.getByte(23) == 1 || fault == Fault.JOINS_NOTHING && fragment;
        }

        @Override
        public boolean arm() {
            return dead || card.armInterrupt();
        }

        @Override
        public void disarm() {
            try {
                card.disarmInterrupt();
            } catch (StrapworkException e) {
                // told by poll
            }
        }

        @Override
        public long maxSleepNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {}

        @Override
        public void close() {
            if (fault != Fault.IGNORES_CLOSE) {
                host.close();
            }
        }

        @Override
        public boolean transmit(ByteBuf frame) {
            if (dead) {
                frame.release();
                return false;
            }
            if (fault == Fault.CHANGES_ECHO && frame.readableBytes() > 42 && frame.getByte(frame.readerIndex() + 23) == 1) {
                int last = frame.writerIndex() - 1;
                frame.setByte(last, frame.getByte(last) ^ 1);
            }
            return link.transmit(frame);
        }

        @Override
        public void flush() {
            if (!dead && fault != Fault.NEVER_FLUSHES) {
                link.flush();
            }
        }
    }

    private static final class Network implements IpNetwork {
        private final InetHost host;
        private final Fault fault;
        private Registration last;

        private Network(InetHost host, Fault fault) {
            this.host = host;
            this.fault = fault;
        }

        @Override
        public NetworkFacts facts() {
            NetworkFacts facts = host.facts();
            return new NetworkFacts(facts.loop(), facts.linkAddress(), facts.configuration(), facts.mtu(),
                    fault == Fault.SHARES_PORTS ? new SharedPorts(facts.ports()) : facts.ports(), facts.random(),
                    fault == Fault.HIDES_FAILURE ? Optional.empty() : facts.failure());
        }

        @Override
        public Registration assign(IpConfiguration configuration) {
            if (fault == Fault.FORGETS_PIECES && last != null) {
                last.close();
            }
            last = host.assign(configuration);
            return fault == Fault.PIECES_STAY ? () -> {} : last;
        }

        @Override
        public void send(Packet packet) {
            ByteBuf payload = packet.payload();
            if (fault == Fault.CUTS_NOTHING && payload.readableBytes() > 1480) {
                payload.release();
                return;
            }
            if (fault == Fault.LEAKS_SENT) {
                payload.retain();
            }
            if (fault == Fault.CHANGES_SENT) {
                payload.setByte(payload.readerIndex(), payload.getByte(payload.readerIndex()) ^ 1);
            }
            if (fault == Fault.LEAVES_CHECKSUMS || fault == Fault.OWN_HOPS) {
                host.send(new Packet(packet.protocol(), packet.source(), packet.destination(),
                        fault == Fault.OWN_HOPS ? Packet.HOPS : packet.hopLimit(), false,
                        fault == Fault.LEAVES_CHECKSUMS || packet.checked(),
                        payload));
                return;
            }
            host.send(packet);
        }

        @Override
        public Registration listen(int protocol, PacketListener listener) {
            Registration registration = host.listen(protocol, new PacketListener() {
                @Override
                public boolean received(Packet packet) {
                    return listener.received(packet) || fault == Fault.TAKES_ALL;
                }

                @Override
                public void unreachable(InetAddress destination, Unreachable reason, ByteBuf original) {
                    if (fault != Fault.HIDES_UNREACHABLE) {
                        listener.unreachable(destination, reason, original);
                    }
                }

                @Override
                public void configured() {
                    listener.configured();
                }

                @Override
                public void networkClosed() {
                    listener.networkClosed();
                }
            });
            return fault == Fault.LISTENERS_STAY ? () -> {} : registration;
        }
    }

    private record SharedPorts(Ports ports) implements Ports {
        @Override
        public int take(int protocol, int port) throws BindException {
            try {
                return ports.take(protocol, port);
            } catch (BindException e) {
                return port;
            }
        }

        @Override
        public void release(int protocol, int port) {
            ports.release(protocol, port);
        }
    }
}

/** Remembers the network of all boots. */
final class RememberingStack extends ToyStack {
    private static IpNetwork last;

    RememberingStack(BootClock clock, RandomGenerator random) {
        super(clock, random, Fault.NONE);
    }

    @Override
    public IpNetwork attach(Link link, BootLoop loop) {
        last = super.attach(link, loop);
        return last;
    }
}
