package io.strapwork.network.gateway.dhcp6;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.strapwork.api.link.MacAddress;
import io.strapwork.network.gateway.dhcp6.Dhcp6ServerSteps.Client;
import io.strapwork.network.gateway.lease.Leases;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6MessageType;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.Dhcp6Options;
import io.strapwork.network.inet.dhcp6.Dhcp6Status;
import io.strapwork.network.inet.dhcp6.Duid;
import io.strapwork.network.inet.dhcp6.IdentityAssociation;
import io.strapwork.network.inet.dhcp6.IdentityAssociation.Address;
import io.strapwork.network.inet.wire.MalformedException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

class Dhcp6ServerStepsTests {
    private static final Duid SERVER = Duid.of(MacAddress.parse("52:55:0a:00:02:02"));
    private static final Duid A = Duid.of(MacAddress.parse("52:54:00:00:00:0a"));
    private static final Duid B = Duid.of(MacAddress.parse("52:54:00:00:00:0b"));
    private static final String URL = "http://[fd00::2]/vmlinux";
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final Dhcp6ServerSteps steps = new Dhcp6ServerSteps(network());
    private Leases<Client, Inet6Address> leases = Leases.none();
    private long now = -5;
    private String reason = "";

    private static Dhcp6Network network() {
        return new Dhcp6Network(ip("fd00::15"), ip("fd00::2"), ip("fd00::3"), SERVER, Duration.ofDays(1), Optional.of(URL));
    }

    private static Inet6Address ip(String literal) {
        return (Inet6Address) InetAddress.ofLiteral(literal);
    }

    private Optional<Dhcp6Message> sent(Dhcp6Message message) {
        Dhcp6ServerSteps.Step step = steps.next(leases, message, now);
        leases = step.leases();
        reason = step.reason();
        assertTrue(leases.bindings().size() <= Dhcp6ServerSteps.POOL, "more leases than addresses");
        return step.answer();
    }

    private Dhcp6Message answer(Dhcp6Message message) {
        return sent(message).orElseThrow(() -> new AssertionError(reason));
    }

    private static Dhcp6Message message(Dhcp6MessageType type, Duid client, UnaryOperator<Dhcp6Options.Builder> more) {
        return new Dhcp6Message(type, 0x123456, more.apply(Dhcp6Options.builder().duid(Dhcp6Option.CLIENT_IDENTIFIER, client)).build());
    }

    private static Dhcp6Message toServer(Dhcp6MessageType type, Duid client, IdentityAssociation... associations) {
        return message(type, client, options -> {
            options.duid(Dhcp6Option.SERVER_IDENTIFIER, SERVER);
            Stream.of(associations).forEach(options::association);
            return options;
        });
    }

    private static Dhcp6Message toAll(Dhcp6MessageType type, Duid client, IdentityAssociation... associations) {
        return message(type, client, options -> {
            Stream.of(associations).forEach(options::association);
            return options;
        });
    }

    private static Dhcp6Message solicit(Duid client) {
        return toAll(Dhcp6MessageType.SOLICIT, client, IdentityAssociation.asking(1));
    }

    private static Dhcp6Message rapidly(Duid client) {
        return message(Dhcp6MessageType.SOLICIT, client,
                options -> options.bytes(Dhcp6Option.RAPID_COMMIT).association(IdentityAssociation.asking(1)));
    }

    private static IdentityAssociation holding(String... addresses) {
        return new IdentityAssociation(1, 0, 0, Stream.of(addresses).map(address -> new Address(ip(address), 0, 0)).toList(),
                Optional.empty());
    }

    private static IdentityAssociation only(Dhcp6Message message) {
        assertEquals(1, message.options().associations().size());
        return message.options().associations().getFirst();
    }

    private static Inet6Address given(Dhcp6Message message) {
        assertEquals(1, only(message).addresses().size());
        return only(message).addresses().getFirst().address();
    }

    private static int status(Dhcp6Message message) {
        return only(message).status().orElseThrow().code();
    }

    @Test
    void advertisesTheFirstAddressThenTheNext() {
        Dhcp6Message advertise = answer(solicit(A));
        assertEquals(Dhcp6MessageType.ADVERTISE, advertise.type());
        assertEquals(0x123456, advertise.transaction());
        assertEquals(Optional.of(A), advertise.client());
        assertEquals(Optional.of(SERVER), advertise.server());
        assertEquals(OptionalInt.of(255), advertise.options().unsignedByte(Dhcp6Option.PREFERENCE));
        assertEquals(ip("fd00::15"), given(advertise));
        assertEquals(ip("fd00::16"), given(answer(solicit(B))));
        assertEquals(ip("fd00::15"), given(answer(solicit(A))));
    }

    @Test
    void leasesWhatItAdvertised() {
        answer(solicit(A));
        Dhcp6Message reply = answer(toServer(Dhcp6MessageType.REQUEST, A, holding("fd00::15")));
        assertEquals(Dhcp6MessageType.REPLY, reply.type());
        assertEquals(OptionalInt.empty(), reply.options().unsignedByte(Dhcp6Option.PREFERENCE));
        assertEquals(new IdentityAssociation(1, 43_200, 69_120, List.of(new Address(ip("fd00::15"), 86_400, 86_400)), Optional.empty()),
                only(reply));
        assertTrue(leases.isLeased(new Client(A, 1), now + 23 * HOUR));
        assertFalse(leases.isLeased(new Client(A, 1), now + 25 * HOUR));
    }

    @Test
    void leasesAtOnceWhereTheClientWantsIt() {
        Dhcp6Message reply = answer(rapidly(A));
        assertEquals(Dhcp6MessageType.REPLY, reply.type());
        assertTrue(reply.options().has(Dhcp6Option.RAPID_COMMIT));
        assertEquals(ip("fd00::15"), given(reply));
        assertTrue(leases.isLeased(new Client(A, 1), now));
    }

    @Test
    void oneClientMayHaveSeveral() {
        Dhcp6Message reply = answer(message(Dhcp6MessageType.SOLICIT, A, options -> options.association(IdentityAssociation.asking(1))
                .association(IdentityAssociation.asking(2))));
        assertEquals(List.of(ip("fd00::15"), ip("fd00::16")),
                reply.options().associations().stream().map(its -> its.addresses().getFirst().address()).toList());
    }

    @Test
    void wishesAreGrantedWhereTheyCanBe() {
        assertEquals(ip("fd00::19"), given(answer(toAll(Dhcp6MessageType.SOLICIT, A, holding("fd00::2", "fd00::19")))));
        assertEquals(ip("fd00::15"), given(answer(toAll(Dhcp6MessageType.SOLICIT, B, holding("fd00::19")))));
    }

    @Test
    void aRequestForAnotherNetworksAddressIsRefused() {
        assertEquals(Dhcp6Status.NOT_ON_LINK, status(answer(toServer(Dhcp6MessageType.REQUEST, A, holding("fd01::15")))));
    }

    @Test
    void thereAreNoMoreThanThereAre() {
        for (int i = 0; i < Dhcp6ServerSteps.POOL; i++) {
            answer(rapidly(Duid.of(new MacAddress(0x5254_0000_0100L + i))));
        }
        assertEquals(Dhcp6Status.NO_ADDRESSES_AVAILABLE, status(answer(solicit(A))));
        assertEquals(Dhcp6Status.NO_ADDRESSES_AVAILABLE, status(answer(toServer(Dhcp6MessageType.REQUEST, A, holding("fd00::15")))));
        now += 25 * HOUR;
        assertEquals(ip("fd00::15"), given(answer(solicit(A))));
    }

    @Test
    void renewingAndRebindingExtendTheLease() {
        answer(rapidly(A));
        now += 20 * HOUR;
        Dhcp6Message reply = answer(toServer(Dhcp6MessageType.RENEW, A, holding("fd00::15")));
        assertEquals(List.of(new Address(ip("fd00::15"), 86_400, 86_400)), only(reply).addresses());
        now += 20 * HOUR;
        assertEquals(ip("fd00::15"), given(answer(toAll(Dhcp6MessageType.REBIND, A, holding("fd00::15")))));
        now += 20 * HOUR;
        assertTrue(leases.isLeased(new Client(A, 1), now));
    }

    @Test
    void forgottenLeasesAreGivenAgainForeignOnesEnd() {
        assertEquals(ip("fd00::17"), given(answer(toServer(Dhcp6MessageType.RENEW, A, holding("fd00::17")))));
        assertEquals(Dhcp6Status.NO_BINDING, status(answer(toServer(Dhcp6MessageType.RENEW, B, holding("fd00::17")))));
        assertEquals(Dhcp6Status.NO_BINDING, status(answer(toServer(Dhcp6MessageType.RENEW, A, holding("fd00::18")))));
        assertEquals(List.of(new Address(ip("fd01::1"), 0, 0)),
                only(answer(toAll(Dhcp6MessageType.REBIND, B, holding("fd01::1")))).addresses());
        assertEquals(List.of(new Address(ip("fd00::17"), 86_400, 86_400), new Address(ip("fd00::18"), 0, 0)),
                only(answer(toAll(Dhcp6MessageType.REBIND, A, holding("fd00::18", "fd00::17")))).addresses());
    }

    @Test
    void confirmsWhatIsOnTheLink() {
        assertEquals(Dhcp6Status.SUCCESS,
                answer(toAll(Dhcp6MessageType.CONFIRM, A, holding("fd00::99"))).options().status().orElseThrow().code());
        assertEquals(Dhcp6Status.NOT_ON_LINK,
                answer(toAll(Dhcp6MessageType.CONFIRM, A, holding("fd00::99", "fd01::1"))).options().status().orElseThrow().code());
        assertEquals(Optional.empty(), sent(toAll(Dhcp6MessageType.CONFIRM, A, holding())));
        assertEquals("nothing to confirm", reason);
    }

    @Test
    void declinedAddressesAreLeftAlone() {
        answer(rapidly(A));
        Dhcp6Message reply = answer(toServer(Dhcp6MessageType.DECLINE, A, holding("fd00::15")));
        assertEquals(Dhcp6Status.SUCCESS, reply.options().status().orElseThrow().code());
        assertEquals(ip("fd00::16"), given(answer(rapidly(A))));
        assertEquals(ip("fd00::17"), given(answer(rapidly(B))));
        assertTrue(leases.isFree(ip("fd00::15"), new Client(A, 1), now + HOUR));
    }

    @Test
    void nobodyDeclinesOrReleasesForAnother() {
        answer(rapidly(A));
        assertEquals(Dhcp6Status.NO_BINDING, status(answer(toServer(Dhcp6MessageType.DECLINE, B, holding("fd00::15")))));
        assertEquals(Dhcp6Status.NO_BINDING, status(answer(toServer(Dhcp6MessageType.RELEASE, B, holding("fd00::15")))));
        assertTrue(leases.isLeased(new Client(A, 1), now));
    }

    @Test
    void releasedAddressesAreRemembered() {
        answer(rapidly(A));
        assertEquals(Dhcp6Status.SUCCESS,
                answer(toServer(Dhcp6MessageType.RELEASE, A, holding("fd00::15"))).options().status().orElseThrow().code());
        assertEquals(ip("fd00::16"), given(answer(solicit(B))));
        assertEquals(ip("fd00::15"), given(answer(solicit(A))));
    }

    @Test
    void informsEvenThoseWithoutAName() {
        Dhcp6Message reply = answer(new Dhcp6Message(Dhcp6MessageType.INFORMATION_REQUEST, 7, Dhcp6Options.builder()
                .unsignedShorts(Dhcp6Option.OPTION_REQUEST, Dhcp6Option.BOOT_FILE_URL, Dhcp6Option.INFORMATION_REFRESH_TIME).build()));
        assertEquals(Dhcp6MessageType.REPLY, reply.type());
        assertEquals(Optional.of(URL), reply.bootFile());
        assertEquals(OptionalLong.of(86_400), reply.options().unsignedInt(Dhcp6Option.INFORMATION_REFRESH_TIME));
        assertEquals(List.of(), reply.options().addresses(Dhcp6Option.DNS_SERVERS), "not asked for");
    }

    @Test
    void whoAsksForNothingGetsAll() {
        Dhcp6Message reply = answer(rapidly(A));
        assertEquals(List.of(ip("fd00::3")), reply.options().addresses(Dhcp6Option.DNS_SERVERS));
        assertEquals(Optional.of(URL), reply.bootFile());
    }

    @Test
    void ignoresWhatIsNotForIt() {
        ignored("for another server", message(Dhcp6MessageType.REQUEST, A, options -> options.duid(Dhcp6Option.SERVER_IDENTIFIER, B)));
        ignored("for one server, where all are asked", toServer(Dhcp6MessageType.SOLICIT, A, holding()));
        ignored("for no server", toAll(Dhcp6MessageType.RENEW, A, holding("fd00::15")));
        ignored("a server's message type", toAll(Dhcp6MessageType.REPLY, A));
        ignored("a request for information and addresses", toAll(Dhcp6MessageType.INFORMATION_REQUEST, A, holding()));
        ignored("no client identifier", new Dhcp6Message(Dhcp6MessageType.SOLICIT, 1, Dhcp6Options.NONE));
    }

    private void ignored(String why, Dhcp6Message message) {
        assertEquals(Optional.empty(), sent(message));
        assertEquals(why, reason);
    }

    static Stream<byte[]> sessions() {
        return Stream.of(session(solicit(A), toServer(Dhcp6MessageType.REQUEST, A, holding("fd00::15")),
                toServer(Dhcp6MessageType.RENEW, A, holding("fd00::15")), toServer(Dhcp6MessageType.RELEASE, A, holding("fd00::15"))),
                session(rapidly(A), toServer(Dhcp6MessageType.DECLINE, A, holding("fd00::15")),
                        toAll(Dhcp6MessageType.REBIND, A, holding("fd00::15", "fd01::1")),
                        toAll(Dhcp6MessageType.CONFIRM, B, holding("fd00::15")), toAll(Dhcp6MessageType.INFORMATION_REQUEST, B)));
    }

    private static byte[] session(Dhcp6Message... messages) {
        ByteBuf session = Unpooled.buffer();
        for (Dhcp6Message message : messages) {
            ByteBuf bytes = Unpooled.buffer();
            message.write(bytes);
            session.writeShort(bytes.readableBytes()).writeBytes(bytes);
        }
        return ByteBufUtil.getBytes(session);
    }

    /** Messages of up to 64 KiB, one after the other, from whoever is on the wire. */
    @MethodSource("sessions")
    @FuzzTest
    void noMessagesHarmIt(byte[] input) {
        Leases<Client, Inet6Address> held = Leases.none();
        ByteBuf bytes = Unpooled.wrappedBuffer(input);
        for (long time = -5; bytes.readableBytes() >= 2; time += HOUR / 4) {
            int length = bytes.readUnsignedShort();
            ByteBuf message = bytes.readSlice(Math.min(length, bytes.readableBytes()));
            try {
                Dhcp6ServerSteps.Step step = steps.next(held, Dhcp6Message.parse(message), time);
                held = step.leases();
                assertTrue(held.bindings().size() <= Dhcp6ServerSteps.POOL, "more leases than addresses");
                step.answer().ifPresent(answer -> answer.write(Unpooled.buffer()));
            } catch (MalformedException e) {
                // as most of them are
            }
        }
    }
}
