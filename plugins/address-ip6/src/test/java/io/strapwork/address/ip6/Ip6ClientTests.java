package io.strapwork.address.ip6;

import static io.strapwork.address.ip6.ScriptedLink.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.address.BootFileRequest;
import io.strapwork.api.address.BootFileSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.time.BootLoop;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6MessageType;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.Dhcp6Options;
import io.strapwork.network.inet.dhcp6.Dhcp6Status;
import io.strapwork.network.inet.dhcp6.Duid;
import io.strapwork.network.inet.dhcp6.IdentityAssociation;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import io.strapwork.network.inet.nd.RouterAdvertisement.PrefixInformation;
import io.strapwork.network.inet.nd.RouterAdvertisement.RecursiveDnsServers;
import io.strapwork.network.inet.nd.RouterPreference;
import io.strapwork.testkit.VirtualClock;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The three plugins on a link that answers as it is told. */
class Ip6ClientTests {
    static final Ip6Options OPTIONS = new Ip6Options(Duration.ofSeconds(60), IdentifierKind.EUI64, Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), false);
    private static final Inet6Address LINK_LOCAL = ip("fe80::5054:ff:fe12:3456");
    private static final Inet6Address AUTONOMOUS = ip("2001:db8:1::5054:ff:fe12:3456");
    private static final Inet6Address LEASED = ip("2001:db8:1::1000");
    private static final Inet6Address DNS = ip("2001:db8:1::53");
    private static final String BOOT = "http://[2001:db8:1::1]/vmlinuz";
    private static final Duid SERVER = Duid.of(UUID.fromString("00000000-0000-0000-0000-000000000001"));

    private final VirtualClock clock = VirtualClock.jumping();
    private final BootLoop loop = BootLoop.start("ip6-test", clock);
    private final ScriptedLink link = new ScriptedLink(loop);

    @AfterEach
    void close() {
        loop.close();
    }

    static RouterAdvertisement advertisement() {
        return RouterAdvertisement.of(1800).withPrefixes(new PrefixInformation(ip("2001:db8:1::"), 64, true, true, 86_400, 14_400));
    }

    private static RouterAdvertisement withDns() {
        return advertisement().withDns(List.of(new RecursiveDnsServers(600, List.of(DNS))), List.of());
    }

    private BootFileSource source(Way way, Ip6Options options) {
        return switch (way) {
            case SLAAC -> new Slaac(options, clock, new Random(7));
            case DHCP6 -> new Dhcp6Client(options, clock, new Random(7));
            case ROUTERS -> new RouterAdvised(options, clock, new Random(7));
        };
    }

    private Lease acquire(Way way) throws Exception {
        var source = source(way, OPTIONS);
        Lease lease = source.acquire(link, Architecture.X86_64);
        ended(source);
        return lease;
    }

    private Lease acquireWithBootFile(Way way) throws Exception {
        var source = source(way, OPTIONS);
        Lease lease = source.acquireWithBootFile(link, request(Optional.empty()));
        ended(source);
        return lease;
    }

    private void ended(BootFileSource source) throws Exception {
        ((AutoCloseable) source).close();
        ((AutoCloseable) source).close();
        assertTrue(link.listeners.isEmpty() && link.ports.isEmpty(), "something is left over");
    }

    private static BootFileRequest request(Optional<String> userClass) {
        return new BootFileRequest(Architecture.X86_64, Optional.of(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff")), userClass);
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return clock.await(loop.eventLoop().submit(work));
    }

    private static Dhcp6Options.Builder head(Dhcp6Message to) {
        return Dhcp6Options.builder().bytes(Dhcp6Option.CLIENT_IDENTIFIER, to.options().bytes(Dhcp6Option.CLIENT_IDENTIFIER).orElseThrow())
                .duid(Dhcp6Option.SERVER_IDENTIFIER, SERVER);
    }

    private static IdentityAssociation association(Dhcp6Message to, Inet6Address address, long seconds) {
        return new IdentityAssociation(to.options().associations().getFirst().iaid(), 0, 0,
                List.of(new IdentityAssociation.Address(address, seconds, seconds)), Optional.empty());
    }

    private static Dhcp6Options.Builder rest(Dhcp6Options.Builder options) {
        return options.addresses(Dhcp6Option.DNS_SERVERS, List.of(DNS)).domains(Dhcp6Option.DOMAIN_LIST, List.of("lab.example"))
                .text(Dhcp6Option.BOOT_FILE_URL, BOOT).texts(Dhcp6Option.BOOT_FILE_PARAMETERS, List.of("quiet", "debug"));
    }

    /** A server as Kea. */
    private static List<Dhcp6Message> serve(Dhcp6Message message) {
        return serve(message, LEASED, 4000);
    }

    private static List<Dhcp6Message> serve(Dhcp6Message message, Inet6Address address, long seconds) {
        return switch (message.type()) {
            case SOLICIT -> List.of(new Dhcp6Message(Dhcp6MessageType.ADVERTISE, message.transaction(),
                    rest(head(message).association(association(message, address, seconds))).build()));
            case REQUEST, RENEW, REBIND -> List.of(new Dhcp6Message(Dhcp6MessageType.REPLY, message.transaction(),
                    rest(head(message).association(association(message, address, seconds))).build()));
            case INFORMATION_REQUEST ->
                List.of(new Dhcp6Message(Dhcp6MessageType.REPLY, message.transaction(), rest(head(message)).build()));
            case DECLINE, RELEASE -> List.of(new Dhcp6Message(Dhcp6MessageType.REPLY, message.transaction(),
                    head(message).status(new Dhcp6Status(0, "")).build()));
            default -> throw new AssertionError(message.type());
        };
    }

    private List<Dhcp6MessageType> types() {
        return link.sent.stream().map(Dhcp6Message::type).toList();
    }

    private static List<String> addresses(IpConfiguration configuration) {
        return configuration.addresses().stream().map(own -> own.address().getHostAddress() + "/" + own.prefix()).toList();
    }

    private static String text(Inet6Address address, int prefix) {
        return address.getHostAddress() + "/" + prefix;
    }

    @Test
    void anAddressOfTheRoutersPrefix() throws Exception {
        link.router = _ -> List.of(withDns().withMtu(OptionalInt.of(1400)));
        Lease lease = acquire(Way.SLAAC);
        assertEquals(List.of(text(AUTONOMOUS, 64), text(LINK_LOCAL, 64)), addresses(lease.configuration()));
        assertEquals(List.of(Route.defaultVia(ScriptedLink.ROUTER)), lease.configuration().routes());
        assertEquals(List.of(DNS), lease.configuration().nameServers());
        assertEquals(1400, lease.configuration().mtu().orElseThrow());
        assertEquals(Optional.of(Duration.ofDays(1)), lease.length());
        assertEquals(List.of(lease.configuration()), link.pieces);
        assertEquals(List.of(LINK_LOCAL, AUTONOMOUS), link.probed);
        assertEquals(List.of(), link.sent);
        assertEquals(Duration.ZERO, clock.elapsed(), "nobody waits for probes");
        assertEquals(Optional.empty(), link.solicitations.getFirst().source(), "not before the address is probed for");
    }

    @Test
    void aRouterThatComesLate() throws Exception {
        var asked = new AtomicInteger();
        link.router = _ -> asked.incrementAndGet() == 3 ? List.of(withDns()) : List.of();
        assertEquals(2, acquire(Way.SLAAC).configuration().addresses().size());
        long seconds = clock.elapsed().toSeconds();
        assertTrue(seconds >= 10 && seconds <= 14, "after 4 and 8 seconds, was " + seconds);
        assertEquals(Optional.of(ScriptedLink.MAC), link.solicitations.getLast().source());
    }

    @Test
    void theRestFromAServer() throws Exception {
        link.router = _ -> List.of(advertisement().withFlags(false, true));
        link.server = Ip6ClientTests::serve;
        Lease lease = acquire(Way.SLAAC);
        assertEquals(List.of(DNS), lease.configuration().nameServers());
        assertEquals(List.of("lab.example"), lease.configuration().searchDomains());
        assertEquals(List.of(Dhcp6MessageType.INFORMATION_REQUEST), types());
        assertEquals(Optional.of(BOOT), lease.bootFile(), "told, though nobody has waited for it");
    }

    @Test
    void aServerThatIsNotThereIsWaitedForShortly() throws Exception {
        link.router = _ -> List.of(advertisement().withFlags(false, true));
        assertEquals(List.of(), acquire(Way.SLAAC).configuration().nameServers());
        long seconds = clock.elapsed().toSeconds();
        assertTrue(seconds >= 2 && seconds <= 4, "was " + seconds);
    }

    @Test
    void aBootFileWithoutFlags() throws Exception {
        link.router = _ -> List.of(withDns());
        link.server = Ip6ClientTests::serve;
        Lease lease = acquireWithBootFile(Way.SLAAC);
        assertEquals(Optional.of(BOOT), lease.bootFile());
        assertEquals(Optional.of("2001:db8:1::1"), lease.nextServer());
        assertEquals(Optional.of(ScriptedLink.SERVER), lease.server());
        assertTrue(lease.offers().contains("parameters of the boot file (option 60): quiet debug"), lease.offers().toString());
        assertEquals(List.of("quiet", "debug"), lease.bootParameters());
    }

    @Test
    void aLease() throws Exception {
        link.router = _ -> List.of(advertisement().withFlags(true, true));
        link.server = Ip6ClientTests::serve;
        Lease lease = acquire(Way.DHCP6);
        assertEquals(List.of(text(LEASED, 64), text(LINK_LOCAL, 64)), addresses(lease.configuration()));
        assertEquals(List.of(Route.defaultVia(ScriptedLink.ROUTER)), lease.configuration().routes());
        assertEquals(List.of(DNS), lease.configuration().nameServers());
        assertEquals(Optional.of(Duration.ofSeconds(4000)), lease.length());
        assertEquals(List.of(Dhcp6MessageType.SOLICIT, Dhcp6MessageType.REQUEST), types());
        assertEquals(Duration.ZERO, clock.elapsed());
        assertEquals(List.of(LEASED), link.sent.getLast().options().associations().getFirst().addresses().stream()
                .map(IdentityAssociation.Address::address).toList());
    }

    @Test
    void tellsWhatBoots() throws Exception {
        link.router = _ -> List.of(advertisement());
        link.server = Ip6ClientTests::serve;
        acquireWithBootFile(Way.DHCP6);
        Dhcp6Options options = link.sent.getFirst().options();
        assertEquals("00:04:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff",
                options.duid(Dhcp6Option.CLIENT_IDENTIFIER).orElseThrow().toString());
        assertEquals(List.of(7), options.unsignedShorts(Dhcp6Option.CLIENT_ARCHITECTURE));
        assertEquals(List.of("PXEClient:Arch:00007:UNDI:003016"), options.vendorClass());
        assertTrue(options.has(Dhcp6Option.RAPID_COMMIT));
        assertTrue(options.unsignedShorts(Dhcp6Option.OPTION_REQUEST).containsAll(List.of(23, 24, 59, 60, 82)));
        assertEquals(0, options.unsignedShort(Dhcp6Option.ELAPSED_TIME).orElseThrow());
    }

    @Test
    void rapidCommit() throws Exception {
        link.router = _ -> List.of(advertisement());
        link.server = message -> List.of(new Dhcp6Message(Dhcp6MessageType.REPLY, message.transaction(),
                rest(head(message).association(association(message, LEASED, 100)).bytes(Dhcp6Option.RAPID_COMMIT)).build()));
        assertEquals(LEASED, acquire(Way.DHCP6).configuration().addresses().getFirst().address());
        assertEquals(List.of(Dhcp6MessageType.SOLICIT), types());
    }

    @Test
    void asTheRouterSays() throws Exception {
        link.server = Ip6ClientTests::serve;
        link.router = _ -> List.of(withDns());
        assertEquals(AUTONOMOUS, acquire(Way.ROUTERS).configuration().addresses().getFirst().address());
        assertEquals(List.of(), link.sent);
        link.pieces.clear();
        link.router = _ -> List.of(withDns().withFlags(true, false));
        Lease managed = acquire(Way.ROUTERS);
        assertEquals(List.of(text(LEASED, 64), text(AUTONOMOUS, 64), text(LINK_LOCAL, 64)), addresses(managed.configuration()));
    }

    @Test
    void withoutARouter() throws Exception {
        link.server = Ip6ClientTests::serve;
        for (Way way : List.of(Way.DHCP6, Way.ROUTERS)) {
            link.pieces.clear();
            Lease lease = acquire(way);
            assertEquals(List.of(text(LEASED, 64), text(LINK_LOCAL, 64)), addresses(lease.configuration()));
            assertTrue(lease.offers().toString().contains("no router: the first half"), lease.offers().toString());
        }
    }

    @Test
    void severalRouters() throws Exception {
        Inet6Address better = ip("fe80::2");
        link.router = _ -> List.of(withDns());
        var source = source(Way.SLAAC, OPTIONS);
        source.acquire(link, Architecture.S390X);
        onLoop(() -> {
            link.advertise(RouterAdvertisement.of(10).withPreference(RouterPreference.HIGH), better);
            assertEquals(List.of(Route.defaultVia(better), Route.defaultVia(ScriptedLink.ROUTER)), link.configuration().routes());
            return true;
        });
        clock.sleep(Duration.ofSeconds(11));
        onLoop(() -> {
            assertEquals(List.of(Route.defaultVia(ScriptedLink.ROUTER)), link.configuration().routes());
            return true;
        });
        ended(source);
    }

    @Test
    void renewsWhileTheBootGoesOn() throws Exception {
        link.router = _ -> List.of(advertisement());
        link.server = Ip6ClientTests::serve;
        var source = source(Way.DHCP6, OPTIONS);
        source.acquire(link, Architecture.PPC64);
        clock.sleep(Duration.ofHours(10));
        List<Dhcp6MessageType> types = onLoop(this::types);
        assertEquals(Dhcp6MessageType.RENEW, types.get(2));
        assertTrue(types.size() >= 18 && types.size() <= 22, types.toString());
        assertEquals(LEASED, onLoop(() -> link.configuration().addresses().getFirst().address()));
        ended(source);
    }

    @Test
    void losesALeaseThatNobodyRenews() throws Exception {
        link.router = _ -> List.of(advertisement());
        link.server = message -> link.sent.size() <= 2 ? serve(message) : List.of();
        var source = source(Way.DHCP6, OPTIONS);
        source.acquire(link, Architecture.PPC64);
        clock.sleep(Duration.ofSeconds(4010));
        List<Dhcp6MessageType> types = onLoop(this::types);
        assertTrue(types.contains(Dhcp6MessageType.RENEW) && types.contains(Dhcp6MessageType.REBIND), types.toString());
        assertEquals(Dhcp6MessageType.SOLICIT, types.getLast());
        assertEquals(List.of(text(LINK_LOCAL, 64)), onLoop(() -> addresses(link.configuration())));
        ended(source);
    }

    @Test
    void givesALeaseBackWhereTheProfileSaysSo() throws Exception {
        link.router = _ -> List.of(advertisement());
        link.server = Ip6ClientTests::serve;
        var source = source(Way.DHCP6, new Ip6Options(Duration.ofSeconds(60), IdentifierKind.EUI64, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), true));
        source.acquire(link, Architecture.PPC64);
        ended(source);
        assertEquals(List.of(Dhcp6MessageType.SOLICIT, Dhcp6MessageType.REQUEST, Dhcp6MessageType.RELEASE), types());
    }

    @Test
    void declinesWhatSomebodyElseHas() throws Exception {
        link.router = _ -> List.of(advertisement());
        Inet6Address second = ip("2001:db8:1::1001");
        link.taken.add(LEASED);
        link.server = message -> serve(message, types().contains(Dhcp6MessageType.DECLINE) ? second : LEASED, 4000);
        var source = source(Way.DHCP6, OPTIONS);
        source.acquire(link, Architecture.PPC64);
        clock.sleep(Duration.ofSeconds(1));
        assertEquals(second, onLoop(() -> link.configuration().addresses().getFirst().address()));
        assertEquals(List.of(Dhcp6MessageType.SOLICIT, Dhcp6MessageType.REQUEST, Dhcp6MessageType.DECLINE, Dhcp6MessageType.SOLICIT,
                Dhcp6MessageType.REQUEST), onLoop(this::types));
        ended(source);
    }

    @Test
    void anotherAddressWhereOneIsSomebodyElses() throws Exception {
        link.taken.add(LINK_LOCAL);
        link.taken.add(AUTONOMOUS);
        link.router = _ -> List.of(withDns());
        var source = source(Way.SLAAC, OPTIONS);
        source.acquire(link, Architecture.PPC64);
        clock.sleep(Duration.ofSeconds(3));
        List<String> addresses = onLoop(() -> addresses(link.configuration()));
        assertEquals(2, addresses.size());
        assertFalse(addresses.contains(text(LINK_LOCAL, 64)) || addresses.contains(text(AUTONOMOUS, 64)), addresses.toString());
        ended(source);
    }

    @Test
    void asksAgainAsAnotherProgram() throws Exception {
        link.router = _ -> List.of(advertisement());
        link.server = message -> message.options().texts(Dhcp6Option.USER_CLASS).contains("iPXE")
                ? List.of(new Dhcp6Message(Dhcp6MessageType.REPLY, message.transaction(),
                        head(message).text(Dhcp6Option.BOOT_FILE_URL, "http://[2001:db8::1]/script").build()))
                : serve(message);
        var source = source(Way.DHCP6, OPTIONS);
        assertEquals(Optional.of(BOOT), source.acquireWithBootFile(link, request(Optional.empty())).bootFile());
        Lease again = source.acquireWithBootFile(link, request(Optional.of("iPXE")));
        assertEquals(Optional.of("http://[2001:db8::1]/script"), again.bootFile());
        assertEquals(LEASED, again.configuration().addresses().getFirst().address());
        assertEquals(List.of(Dhcp6MessageType.SOLICIT, Dhcp6MessageType.REQUEST, Dhcp6MessageType.INFORMATION_REQUEST), types());
        ended(source);
    }

    @Test
    void aServerThatHasNoAddressHasABootFile() throws Exception {
        link.router = _ -> List.of(withDns().withFlags(true, true));
        link.server = message -> message.type() == Dhcp6MessageType.INFORMATION_REQUEST
                ? serve(message)
                : List.of(new Dhcp6Message(Dhcp6MessageType.ADVERTISE, message.transaction(), head(message).status(
                        new Dhcp6Status(Dhcp6Status.NO_ADDRESSES_AVAILABLE, "none here")).build()));
        Lease lease = acquireWithBootFile(Way.ROUTERS);
        assertEquals(Optional.of(BOOT), lease.bootFile());
        assertEquals(AUTONOMOUS, lease.configuration().addresses().getFirst().address());
        assertTrue(clock.elapsed().toSeconds() <= 3, clock.elapsed().toString());
    }

    private Problem refused(Way way) {
        var source = source(way, OPTIONS);
        StrapworkException e = assertThrows(StrapworkException.class, () -> source.acquire(link, Architecture.S390X));
        assertTrue(link.pieces.isEmpty() && link.listeners.isEmpty() && link.ports.isEmpty(), "something is left over");
        assertEquals("link 52:54:00:12:34:56", e.problems().getFirst().where());
        return e.problems().getFirst();
    }

    @Test
    void saysThatThereIsNoRouter() {
        Problem problem = refused(Way.SLAAC);
        assertEquals("SW-N001", problem.code());
        assertEquals("no IPv6 address within 60 s", problem.what());
        assertTrue(problem.hint().startsWith("4 messages sent, nothing usable heard\n"), problem.hint());
    }

    @Test
    void saysWhatTheRouterSaid() {
        link.router = _ -> List.of(RouterAdvertisement.of(1800).withFlags(true, true));
        Problem problem = refused(Way.SLAAC);
        assertTrue(problem.hint().contains("is a router, addresses by DHCPv6"), problem.hint());
    }

    @Test
    void saysWhatTheServerSaid() {
        link.router = _ -> List.of(advertisement());
        link.server = message -> message.type() == Dhcp6MessageType.SOLICIT
                ? List.of(new Dhcp6Message(Dhcp6MessageType.ADVERTISE,
                        message.transaction(),
                        head(message).status(new Dhcp6Status(Dhcp6Status.NO_ADDRESSES_AVAILABLE, "none left")).build()))
                : List.of();
        Problem problem = refused(Way.DHCP6);
        assertEquals("SW-N001", problem.code());
        assertTrue(problem.hint().contains("has no address: NoAddrsAvail, none left"), problem.hint());
    }

    @Test
    void saysThatEachAddressIsSomebodyElses() {
        link.taken.add(LINK_LOCAL);
        var identifiers = new InterfaceIdentifiers(IdentifierKind.EUI64, ScriptedLink.MAC, "");
        for (int counter = 0; counter <= 3; counter++) {
            link.taken.add(identifiers.address(ip("fe80::"), counter));
        }
        assertEquals("SW-N004", refused(Way.SLAAC).code());
    }
}
