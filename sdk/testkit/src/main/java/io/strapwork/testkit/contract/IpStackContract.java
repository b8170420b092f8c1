package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.stack.IpNetwork.Registration;
import io.strapwork.api.stack.IpStack;
import io.strapwork.api.stack.NetworkFacts;
import io.strapwork.api.stack.Packet;
import io.strapwork.api.stack.PacketListener;
import io.strapwork.api.stack.PacketListener.Unreachable.Kind;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.time.BootLoop;
import io.strapwork.testkit.VirtualClock;
import io.strapwork.testkit.fake.Frames;
import io.strapwork.testkit.fake.MemoryLink;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What every {@link IpStack} does, on a link whose other end the contract plays: 10.0.2.2, 10.0.2.9 and what is behind them. */
@Timeout(600)
@ExtendWith(LeavingOut.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public abstract class IpStackContract {
    private static final int PROTOCOL = 253;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final MacAddress OWN = MacAddress.parse("52:54:00:12:34:56");
    private static final MacAddress ROUTER = MacAddress.parse("52:55:0a:00:02:02");
    private static final Inet4Address ME = ip("10.0.2.15");
    private static final Inet4Address HOST = ip("10.0.2.2");
    private static final Inet4Address FAR = ip("192.0.2.77");

    @RegisterExtension
    final OnTheClock onTheClock = new OnTheClock(this::time, this::attach, this::nothingIsLeftOver);

    private final VirtualClock clock = VirtualClock.jumping();
    private final List<ByteBuf> payloads = new ArrayList<>();
    private final MemoryLink link = new MemoryLink(OWN, 1500);
    private @Nullable BootLoop running;
    @SuppressWarnings("NullAway.Init") // attach comes before each test
    private BootLoop loop;
    @SuppressWarnings("NullAway.Init")
    private IpNetwork network;
    private @Nullable Registration assigned;

    /** What a stack may decline. */
    protected enum Ability {
        /** It answers pings. */
        ECHO,
        /** It cuts packets that are too large for the link, and joins the pieces of others. */
        FRAGMENTS
    }

    /** A new stack. */
    protected abstract IpStack stack(BootClock clock, RandomGenerator random);

    /** What this stack can't. */
    protected Set<Ability> declined() {
        return EnumSet.noneOf(Ability.class);
    }

    private static Inet4Address ip(String text) {
        return (Inet4Address) InetAddress.ofLiteral(text);
    }

    private Optional<VirtualClock> time() {
        return Optional.of(clock);
    }

    private void attach() throws Exception {
        loop = BootLoop.start("contract-loop", clock);
        running = loop;
        link.onInterrupt(loop::wakeup);
        network = stack(clock, new Random(1)).attach(link, loop);
        settle();
    }

    private void nothingIsLeftOver() {
        if (running != null) {
            running.close();
        }
        assertEquals(List.of(), link.wrongs(), "the link was misused");
        assertEquals(0, link.leaked(), "leaks a buffer: received frames are retained and never released");
        assertEquals(0, Leftovers.release(payloads), "leaks a buffer: what was sent is never released");
    }

    /** Until the loop has nothing to do. */
    private void settle() throws InterruptedException {
        if (!clock.await(loop.eventLoop().submit(() -> {}), PATIENCE)) {
            throw new AssertionError("blocks the event loop: a task waits for more than five seconds");
        }
        assertTrue(clock.await(link.idle(), PATIENCE),
                "frames are waiting, but the stack doesn't poll for them (or never arms the link's interrupt)");
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        var done = loop.eventLoop().submit(work);
        if (!clock.await(done, PATIENCE)) {
            throw new AssertionError("blocks the event loop: a task waits for more than five seconds");
        }
        if (done.cause() instanceof Exception e) {
            throw e;
        }
        settle();
        return done.getNow();
    }

    private void configure() throws Exception {
        var configuration = IpConfiguration.of(ME, 24).withRoutes(List.of(Route.defaultVia(HOST)));
        assigned = onLoop(() -> network.assign(configuration));
        // until announcements are out
        pass(Duration.ofSeconds(5));
        link.sent();
    }

    private void withdraw(@Nullable Registration registration) throws Exception {
        onLoop(() -> {
            Objects.requireNonNull(registration).close();
            return true;
        });
    }

    private void pass(Duration time) throws InterruptedException {
        clock.sleep(time);
        settle();
    }

    private List<byte[]> answers(byte[] frame) throws InterruptedException {
        link.arrive(frame);
        settle();
        return link.sent();
    }

    private ByteBuf payload(byte[] data) {
        ByteBuf payload = Unpooled.buffer(64 + data.length).setIndex(64, 64).writeBytes(data);
        payloads.add(payload);
        return payload;
    }

    private List<byte[]> send(Inet4Address to, byte[] data) throws Exception {
        return onLoop(() -> {
            ByteBuf payload = payload(data);
            network.send(Packet.of(PROTOCOL, assigned != null ? ME : ip("0.0.0.0"), to, payload));
            return true;
        }) ? link.sent() : List.of();
    }

    private void know(Inet4Address neighbour, MacAddress station) throws InterruptedException {
        answers(Frames.arp(true, station, neighbour, OWN, ME));
    }

    private static byte[] noise(int bytes, long seed) {
        var noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    /** Keeps copies. */
    private static final class Ear implements PacketListener {
        private final List<byte[]> heard = new ArrayList<>();
        private final List<Kind> lost = new ArrayList<>();
        private boolean takes = true;
        private int hopLimit;
        private boolean checked;
        private boolean closed;
        private boolean configured;

        @Override
        public synchronized void configured() {
            configured = true;
        }

        @Override
        public synchronized boolean received(Packet packet) {
            heard.add(ByteBufUtil.getBytes(packet.payload()));
            hopLimit = packet.hopLimit();
            checked = packet.checked();
            return takes;
        }

        @Override
        public synchronized void unreachable(InetAddress destination, Unreachable reason, ByteBuf original) {
            lost.add(reason.kind());
        }

        @Override
        public synchronized void networkClosed() {
            closed = true;
        }

        private synchronized List<byte[]> heard() {
            List<byte[]> all = List.copyOf(heard);
            heard.clear();
            return all;
        }
    }

    private Ear listen() throws Exception {
        var ear = new Ear();
        onLoop(() -> network.listen(PROTOCOL, ear));
        return ear;
    }

    private byte[] packet(byte[] payload) {
        return Frames.ip(OWN, ROUTER, HOST, ME, PROTOCOL, payload);
    }

    private void assertAlive(String after) throws Exception {
        List<byte[]> answers = answers(Frames.arp(true, ROUTER, HOST, OWN, ME));
        assertEquals(1, answers.stream().filter(Frames::isArp).count(), "the stack is dead after " + after);
    }

    @Test
    void tellsItsFacts() {
        NetworkFacts facts = network.facts();
        assertEquals(OWN, facts.linkAddress());
        assertEquals(1500, facts.mtu());
        assertEquals(IpConfiguration.NONE, facts.configuration(), "nobody has assigned anything yet");
        assertEquals(Optional.empty(), facts.failure());
        assertEquals(loop.eventLoop(), facts.loop(), "the network lives on the boot's loop");
    }

    @Test
    void isSilentWithoutAnAddress() throws Exception {
        assertEquals(List.of(), answers(Frames.arp(true, ROUTER, HOST, OWN, ME)), "it answers ARP before it has an address");
        assertEquals(List.of(), answers(Frames.ip(OWN, ROUTER, HOST, ME, IpNetwork.ICMP, Frames.echo(false, 1, 1, noise(8, 1)))));
        configure();
        withdraw(assigned);
        link.sent();
        assertEquals(List.of(), answers(Frames.arp(true, ROUTER, HOST, OWN, ME)), "it answers ARP for an address that it has given up");
        assertEquals(IpConfiguration.NONE, network.facts().configuration());
    }

    /** As several address sources do, each by itself. */
    @Test
    void joinsWhatIsAssigned() throws Exception {
        configure();
        NetworkFacts before = network.facts();
        var other = ip("10.0.2.77");
        var piece = IpConfiguration.of(other, 24).withNameServers(List.of(HOST)).withMtu(OptionalInt.of(1400));
        Registration second = onLoop(() -> network.assign(piece));
        pass(Duration.ofSeconds(5));
        link.sent();
        IpConfiguration both = network.facts().configuration();
        assertEquals(List.of(ME, other), both.addresses().stream().map(Assigned::address).toList(),
                "what two sources have assigned, together");
        assertEquals(List.of(HOST), both.nameServers());
        assertEquals(1400, network.facts().mtu(), "the least MTU that a source knows");
        assertEquals(1500, before.mtu(), "facts change after they were handed out");
        for (Inet4Address own : List.of(ME, other)) {
            assertEquals(1, answers(Frames.arp(true, ROUTER, HOST, OWN, own)).size(),
                    () -> "it answers for each of its addresses, here " + own);
        }
        withdraw(assigned);
        withdraw(assigned);
        assertEquals(piece, network.facts().configuration(), "one source has withdrawn, and the other's is left");
        assertEquals(List.of(), answers(Frames.arp(true, ROUTER, HOST, OWN, ME)), "it answers ARP for an address that was withdrawn");
        withdraw(second);
        assertEquals(1500, network.facts().mtu());
    }

    @Test
    void tellsWhenItsAddressesChange() throws Exception {
        Ear ear = listen();
        configure();
        assertTrue(ear.configured, "an address was assigned, but listeners aren't told (configured)");
        ear.configured = false;
        withdraw(assigned);
        assigned = null;
        assertTrue(ear.configured, "an address was withdrawn, but listeners aren't told (configured)");
    }

    /** A lease that was renewed. */
    @Test
    void replacesWithoutAGap() throws Exception {
        configure();
        know(HOST, ROUTER);
        Registration before = Objects.requireNonNull(assigned);
        var renewed = IpConfiguration.of(ME, 24).withRoutes(List.of(Route.defaultVia(HOST))).withNameServers(List.of(HOST));
        onLoop(() -> {
            Registration now = network.assign(renewed);
            before.close();
            return now;
        });
        assertEquals(renewed, network.facts().configuration());
        assertEquals(List.of(), link.sent(), "the address is what it was, and is announced again");
        assertEquals(1, send(HOST, noise(9, 1)).stream().filter(Frames::isIp).count(),
                "neighbours are forgotten although the address is what it was");
    }

    @Test
    void answersArp() throws Exception {
        configure();
        List<byte[]> answers = answers(Frames.arp(true, ROUTER, HOST, OWN, ME));
        assertEquals(1, answers.size(), "one answer to one question");
        assertArrayEquals(Frames.arp(false, OWN, ME, ROUTER, HOST), Arrays.copyOf(answers.getFirst(), 60),
                "the answer, byte for byte (RFC 826)");
        assertEquals(List.of(), answers(Frames.arp(true, ROUTER, HOST, OWN, ip("10.0.2.16"))), "it answers for somebody else's address");
    }

    @Test
    void answersPings() throws Exception {
        configure();
        know(HOST, ROUTER);
        for (int bytes : new int[]{0, 1, 56, 1472}) {
            byte[] data = noise(bytes, bytes);
            List<byte[]> answers = answers(Frames.ip(OWN, ROUTER, HOST, ME, IpNetwork.ICMP, Frames.echo(false, 7, bytes, data)));
            if (declined().contains(Ability.ECHO)) {
                assertEquals(List.of(), answers, "it declines to answer pings, but answers");
            } else {
                assertEquals(1, answers.size(), "a ping of " + bytes + " bytes is answered");
                assertArrayEquals(Frames.echo(true, 7, bytes, data), Frames.payload(answers.getFirst()),
                        "the echo, byte for byte (RFC 792)");
            }
        }
    }

    @Test
    void sendsToNeighbours() throws Exception {
        configure();
        byte[] data = noise(333, 1);
        List<byte[]> question = send(HOST, data);
        assertEquals(1, question.stream().filter(Frames::isArp).count(), "who has 10.0.2.2?");
        List<byte[]> frames = answers(Frames.arp(false, ROUTER, HOST, OWN, ME));
        assertEquals(1, frames.size(), "the packet goes out when the answer comes");
        assertArrayEquals(ROUTER.toBytes(), Arrays.copyOf(frames.getFirst(), 6), "to the station that answered");
        whole(frames.getFirst(), HOST, data);
    }

    private static void whole(byte[] frame, Inet4Address to, byte[] data) {
        assertEquals(0, Frames.checksum(frame, 14, 14 + (frame[14] & 15) * 4), "the IP header's checksum");
        assertEquals(PROTOCOL, frame[23] & 0xff, "the protocol");
        assertTrue(frame[22] != 0, "a time to live of 0 goes nowhere");
        assertArrayEquals(ME.getAddress(), Arrays.copyOfRange(frame, 26, 30), "the source");
        assertArrayEquals(to.getAddress(), Arrays.copyOfRange(frame, 30, 34), "the destination");
        assertArrayEquals(data, Frames.payload(frame), "the payload, unchanged");
    }

    @Test
    void fillsInChecksums() throws Exception {
        configure();
        know(HOST, ROUTER);
        for (int protocol : new int[]{IpNetwork.TCP, IpNetwork.UDP}) {
            byte[] data = noise(99, protocol);
            int field = protocol == IpNetwork.TCP ? 16 : 6;
            data[field] = 0;
            data[field + 1] = 0;
            ByteBuf payload = payload(data);
            onLoop(() -> {
                network.send(Packet.unfinished(protocol, ME, HOST, payload));
                return true;
            });
            byte[] sent = Frames.payload(link.sent().getFirst());
            assertEquals(0, Frames.transportChecksum(ME, HOST, protocol, sent),
                    "the checksum of an unfinished packet of protocol " + protocol);
            sent[field] = 0;
            sent[field + 1] = 0;
            assertArrayEquals(data, sent, "the rest of the packet, unchanged");
        }
    }

    @Test
    void tellsWhatTheCardHasChecked() throws Exception {
        configure();
        Ear ear = listen();
        link.arrive(packet(noise(9, 1)));
        settle();
        assertFalse(ear.checked, "a frame whose checksums nobody has checked is handed over as checked");
        link.arrive(packet(noise(9, 2)), true);
        settle();
        assertTrue(ear.checked, "the card has checked the frame's checksums, but the listener isn't told");
        for (int at : new int[]{0, 16}) {
            link.arrive(Frames.fragment(OWN, ROUTER, HOST, ME, PROTOCOL, 7, at, at == 0, noise(16, at)), true);
        }
        settle();
        assertFalse(ear.checked && !declined().contains(Ability.FRAGMENTS), "a card checks frames, not what pieces make up");
    }

    @Test
    void keepsHopLimits() throws Exception {
        configure();
        know(HOST, ROUTER);
        onLoop(() -> {
            network.send(new Packet(PROTOCOL, ME, HOST, 255, false, true, payload(noise(9, 1))));
            return true;
        });
        assertEquals(255, link.sent().getFirst()[22] & 0xff, "the time to live that was asked for");
        Ear ear = listen();
        link.arrive(packet(noise(9, 2)));
        settle();
        assertEquals(64, ear.hopLimit, "the time to live that has arrived");
    }

    @Test
    void sendsByTheRouter() throws Exception {
        configure();
        know(HOST, ROUTER);
        byte[] data = noise(99, 2);
        List<byte[]> frames = send(FAR, data);
        assertEquals(1, frames.size(), "a packet to a far network goes to the router");
        assertArrayEquals(ROUTER.toBytes(), Arrays.copyOf(frames.getFirst(), 6), "to the router's station");
        whole(frames.getFirst(), FAR, data);
    }

    @Test
    void tellsWhatCannotBeDelivered() throws Exception {
        var configuration = IpConfiguration.of(ME, 24);
        Ear ear = listen();
        assigned = onLoop(() -> network.assign(configuration));
        pass(Duration.ofSeconds(5));
        send(FAR, noise(20, 1));
        settle();
        assertEquals(List.of(Kind.NO_ROUTE), List.copyOf(ear.lost), "there is no route, but the sender isn't told");
        ear.lost.clear();
        send(ip("10.0.2.200"), noise(20, 2));
        pass(Duration.ofSeconds(60));
        assertEquals(List.of(Kind.NO_NEIGHBOUR), List.copyOf(ear.lost),
                "nobody answers ARP, but the sender isn't told within a minute");
    }

    @Test
    void handsPacketsToListeners() throws Exception {
        configure();
        Ear first = listen();
        Ear second = listen();
        for (int bytes : new int[]{0, 1, 10, 26, 1480}) {
            byte[] data = noise(bytes, bytes);
            link.arrive(packet(data));
            settle();
            List<byte[]> heard = first.heard();
            assertEquals(1, heard.size(), "a packet of " + bytes + " bytes");
            assertTrue(heard.getFirst().length <= bytes,
                    "reads past a length: the padding of a short frame is handed over as payload (" + heard.getFirst().length + " bytes of "
                            + bytes
                            + ")");
            assertArrayEquals(data, heard.getFirst(), "the payload, unchanged");
        }
        assertEquals(List.of(), second.heard(), "a packet that one listener took is handed to the next");
        first.takes = false;
        link.arrive(packet(noise(5, 1)));
        settle();
        assertEquals(1, second.heard().size(), "a packet that one listener did not take is for the next");
        first.heard();
        link.arrive(Frames.ip(OWN, ROUTER, HOST, ME, PROTOCOL + 1, noise(5, 1)));
        link.arrive(Frames.ip(OWN, ROUTER, HOST, ip("10.0.2.16"), PROTOCOL, noise(5, 1)));
        settle();
        assertEquals(List.of(), first.heard(), "packets of another protocol, or for another host, are handed over");
    }

    @Test
    void forgetsListeners() throws Exception {
        configure();
        var ear = new Ear();
        Registration registration = onLoop(() -> network.listen(PROTOCOL, ear));
        onLoop(() -> {
            registration.close();
            registration.close();
            return true;
        });
        link.arrive(packet(noise(5, 1)));
        settle();
        assertEquals(List.of(), ear.heard(), "ignores close: a listener that was taken away still hears");
    }

    @Test
    void dropsWhatIsBroken() throws Exception {
        configure();
        Ear ear = listen();
        byte[] right = packet(noise(100, 1));
        var broken = new ArrayList<byte[]>();
        broken.add(changed(right, 24, right[24] ^ 1)); // header checksum
        broken.add(header(right, 14, 0x65)); // version 6
        broken.add(header(right, 14, 0x44)); // header of 16 bytes
        broken.add(header(right, 16, 0x7f)); // longer than the frame
        broken.add(Arrays.copyOf(right, 30));
        broken.add(Arrays.copyOf(right, 14));
        for (byte[] frame : broken) {
            link.arrive(frame);
            settle();
            assertEquals(0, ear.heard().size(), "reads past a length, or trusts one: a broken packet is handed over");
        }
        assertAlive("broken packets");
    }

    private static byte[] changed(byte[] frame, int at, int value) {
        byte[] changed = frame.clone();
        changed[at] = (byte) value;
        return changed;
    }

    /** With the checksum made right again. */
    private static byte[] header(byte[] frame, int at, int value) {
        byte[] changed = changed(frame, at, value);
        changed[24] = 0;
        changed[25] = 0;
        int sum = Frames.checksum(changed, 14, Math.min(changed.length, 14 + (changed[14] & 15) * 4));
        changed[24] = (byte) (sum >> 8);
        changed[25] = (byte) sum;
        return changed;
    }

    @Test
    void givesPortsOut() throws Exception {
        assertEquals(4711, onLoop(() -> network.facts().ports().take(IpNetwork.UDP, 4711)));
        assertThrows(BindException.class, () -> onLoop(() -> network.facts().ports().take(IpNetwork.UDP, 4711)), "a port is given to two");
        assertEquals(4711, onLoop(() -> network.facts().ports().take(IpNetwork.TCP, 4711)), "each protocol has its own ports");
        onLoop(() -> {
            network.facts().ports().release(IpNetwork.UDP, 4711);
            return true;
        });
        assertEquals(4711, onLoop(() -> network.facts().ports().take(IpNetwork.UDP, 4711)),
                "a port that was given back can be taken again");
        int one = onLoop(() -> network.facts().ports().take(IpNetwork.UDP, 0));
        int other = onLoop(() -> network.facts().ports().take(IpNetwork.UDP, 0));
        assertTrue(one > 1023 && other > 1023 && one != other, () -> "ephemeral ports " + one + " and " + other);
    }

    @Test
    void cutsLargePackets() throws Exception {
        configure();
        know(HOST, ROUTER);
        byte[] data = noise(4000, 3);
        List<byte[]> frames = send(HOST, data);
        if (declined().contains(Ability.FRAGMENTS)) {
            assertEquals(List.of(), frames, "it declines to fragment packets, but sends fragments");
            return;
        }
        var joined = new byte[4000];
        int bytes = 0;
        for (byte[] frame : frames) {
            assertEquals(0, Frames.checksum(frame, 14, 34), "the IP header's checksum");
            byte[] piece = Frames.payload(frame);
            int offset = ((frame[20] & 0x1f) << 8 | frame[21] & 0xff) * 8;
            System.arraycopy(piece, 0, joined, offset, piece.length);
            bytes += piece.length;
            assertEquals(offset + piece.length < 4000, (frame[20] & 0x20) != 0, "more pieces follow");
        }
        assertEquals(4000, bytes, "all pieces together");
        assertArrayEquals(data, joined, "the pieces, joined");
    }

    @Test
    void joinsPieces() throws Exception {
        configure();
        Ear ear = listen();
        byte[] data = noise(3000, 4);
        var pieces = new ArrayList<byte[]>();
        for (int at = 0; at < data.length; at += 1000) {
            pieces.add(Frames.fragment(OWN, ROUTER, HOST, ME, PROTOCOL, 99, at, at + 1000 < data.length,
                    Arrays.copyOfRange(data, at, at + 1000)));
        }
        for (byte[] piece : List.of(pieces.get(2), pieces.get(0), pieces.get(0), pieces.get(1))) {
            assertEquals(List.of(), ear.heard(), "a piece of a packet is handed over as if it were whole");
            link.arrive(piece);
            settle();
        }
        List<byte[]> heard = ear.heard();
        assertEquals(declined().contains(Ability.FRAGMENTS) ? 0 : 1, heard.size(), "pieces in any order make one packet");
        heard.forEach(whole -> assertArrayEquals(data, whole, "the pieces, joined"));
        link.arrive(Frames.fragment(OWN, ROUTER, HOST, ME, PROTOCOL, 100, 0, true, new byte[1000]));
        pass(Duration.ofSeconds(120));
        assertEquals(List.of(), ear.heard(), "a packet that was never whole is handed over");
    }

    @Test
    void survivesHostileFrames() throws Exception {
        configure();
        listen();
        var seeds = List.of(packet(noise(64, 1)), Frames.arp(true, ROUTER, HOST, OWN, ME),
                Frames.ip(OWN, ROUTER, HOST, ME, IpNetwork.ICMP, Frames.echo(false, 1, 1, noise(32, 2))),
                Frames.fragment(OWN, ROUTER, HOST, ME, PROTOCOL, 5, 1480, true, noise(256, 3)));
        for (int seed = 0; seed < 4000; seed++) {
            var random = new Random(seed);
            byte[] frame = seeds.get(seed % seeds.size()).clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                frame[12 + random.nextInt(Math.min(frame.length, 60) - 12)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(frame, random.nextInt(frame.length)) : frame;
            link.arrive(random.nextBoolean() && cut.length >= 34 ? header(cut, 14, cut[14]) : cut);
            if (seed % 64 == 0) {
                settle();
                assertEquals(List.of(), link.wrongs(), "the link was misused");
            }
        }
        pass(Duration.ofSeconds(120));
        link.sent();
        assertAlive("hostile frames");
    }

    @Test
    void endsWithItsLink() throws Exception {
        configure();
        Ear ear = listen();
        var broken = new Problem("SW-L801", Blame.PEER, "memory", "the device broke down", "").asException();
        link.fail(broken);
        for (int i = 0; i < 5; i++) {
            settle();
        }
        assertEquals(Optional.of(broken), network.facts().failure(), "the link failed, but failure() is empty");
        assertTrue(ear.closed, "the link failed, but listeners aren't told (networkClosed)");
        send(HOST, noise(10, 1));
    }

    @Test
    void endsWithTheLoop() throws Exception {
        configure();
        know(HOST, ROUTER);
        Ear ear = listen();
        loop.close();
        assertTrue(ear.closed, "ignores close: the loop has ended, but listeners aren't told (networkClosed)");
        link.sent();
        clock.sleep(Duration.ofMinutes(10));
        assertEquals(List.of(), link.sent(), "ignores close: frames are sent after the loop has ended");
    }

    @Test
    void usesTheBootsRandomness() throws Exception {
        int mine = onLoop(() -> network.facts().ports().take(IpNetwork.UDP, 0));
        BootLoop second = BootLoop.start("contract-loop-2", clock);
        var otherLink = new MemoryLink(OWN, 1500);
        otherLink.onInterrupt(second::wakeup);
        try {
            IpNetwork other = stack(clock, new Random(1)).attach(otherLink, second);
            int theirs = clock.await(second.eventLoop().submit(() -> other.facts().ports().take(IpNetwork.UDP, 0)));
            assertEquals(mine, theirs, "the same seed gives another random port: take randomness from the constructor's argument");
            int again = clock.await(
                    second.eventLoop().submit(() -> other.facts().ports().take(IpNetwork.UDP, mine + 1 == 65_536 ? 2000 : mine + 1)));
            assertTrue(again > 0, "concurrent boots disturbed each other: they share ports");
        } finally {
            second.close();
        }
    }

    @Test
    void keepsNothingStatic() {
        StaticState.none(stack(clock, new Random(1)));
        StaticState.none(network);
    }
}
