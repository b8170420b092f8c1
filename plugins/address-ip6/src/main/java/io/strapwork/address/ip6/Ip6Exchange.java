package io.strapwork.address.ip6;

import io.netty.util.concurrent.Future;
import io.strapwork.address.ip6.Dhcp6State.Held;
import io.strapwork.address.ip6.Discovered.Own;
import io.strapwork.api.address.Lease;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.stack.AddressProbing;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.wire.Ip6Address;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * IPv6 on one network: router discovery and DHCPv6 beside each other, as the {@link Way} wants; what they find is assigned at once (RFC 4429), and each address is probed for. Goes on until it is
 * closed. All methods run on the network's loop.
 */
final class Ip6Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Ip6Exchange.class);
    private static final Inet6Address LINK = new Ip6Address(0xfe80L << 48, 0).toInet();
    private static final Duration RETRANS_TIMER = Duration.ofSeconds(1);
    private static final long LONGEST_RETRANS = 5_000;
    private static final int HEARD_LIMIT = 600;
    /** Solicitations without an advertisement, some four seconds, after which there is no router. */
    private static final int ROUTER_ABSENT = 2;
    /** Transmissions to DHCPv6 servers, some seven seconds, after which nobody is expected to answer any more. */
    private static final int MANY = 4;
    /** And some three seconds, when there is little to be missed. */
    private static final int SOME = 3;

    private final IpNetwork network;
    private final Way way;
    private final InterfaceIdentifiers identifiers;
    private final RandomGenerator random;
    private final BootClock clock;
    private final Assignment assignment;
    private final RouterDiscovery routers;
    private final Dhcp6Exchange dhcp;
    private final Map<InetAddress, Future<Optional<MacAddress>>> probes = new HashMap<>();
    private final StringBuilder heard = new StringBuilder();
    private CompletableFuture<Lease> leased = new CompletableFuture<>();
    private Inet6Address linkLocal;
    private @Nullable Dhcp6Identity identity;
    private boolean wantsBoot;
    private int counter;
    private int messages;
    private boolean started;
    private boolean again;
    private boolean closed;

    Ip6Exchange(IpNetwork network, Way way, InterfaceIdentifiers identifiers, RandomGenerator random, BootClock clock) {
        this.network = network;
        this.way = way;
        this.identifiers = identifiers;
        this.random = random;
        this.clock = clock;
        assignment = new Assignment(network);
        linkLocal = identifiers.address(LINK, 0);
        routers = new RouterDiscovery(network, new SlaacSteps(identifiers, way != Way.DHCP6, random), clock, this);
        dhcp = new Dhcp6Exchange(network, clock, this);
    }

    IpNetwork network() {
        return network;
    }

    /** Begins, or asks once more as somebody else: addresses stay what they are. @param wanting done with the lease */
    void begin(Dhcp6Identity as, boolean bootFile, CompletableFuture<Lease> wanting) {
        leased = wanting;
        identity = as;
        wantsBoot = bootFile;
        try {
            if (!started) {
                started = true;
                assign();
                routers.start();
                if (way == Way.DHCP6) {
                    dhcp.solicit(steps());
                }
            } else if (bootFile) {
                again = true;
                dhcp.inform(steps());
            }
            changed();
        } catch (BindException | IllegalArgumentException e) {
            leased.completeExceptionally(e);
        }
    }

    private Dhcp6Steps steps() {
        return new Dhcp6Steps(Objects.requireNonNull(identity), wantsBoot, random);
    }

    Inet6Address linkLocal() {
        return linkLocal;
    }

    /** Whether nobody else has that address, as far as a probe can tell. */
    boolean isOwn(InetAddress address) {
        Future<Optional<MacAddress>> probe = probes.get(address);
        return probe != null && probe.isDone();
    }

    /** For people, while there is no lease. */
    String history() {
        return messages + (messages == 1 ? " message" : " messages") + " sent, "
                + (heard.isEmpty() ? "nothing usable heard" : "heard: " + heard);
    }

    /** What routers and servers say, for people. */
    void hear(String text) {
        LOG.debug("IPv6: {}", text);
        if (!leased.isDone() && heard.length() < HEARD_LIMIT && heard.indexOf(text) < 0) {
            heard.append(heard.isEmpty() ? "" : "; ").append(text);
        }
    }

    /** A message was sent: nobody has answered to the one before. */
    void sent() {
        messages++;
        if (started) {
            changed();
        }
    }

    /** There is something new, or nothing after a time. */
    void changed() {
        if (closed || identity == null) {
            return;
        }
        try {
            converse();
            assign();
        } catch (BindException | IllegalArgumentException e) {
            leased.completeExceptionally(e);
            return;
        }
        if (!leased.isDone() && isConfigured() && isInformed()) {
            leased.complete(lease());
        }
    }

    /** Begins with DHCPv6 what there is cause for. */
    private void converse() throws BindException {
        Discovered discovered = routers.discovered();
        boolean managed = discovered.managed() || isWithoutRouter();
        if (way == Way.ROUTERS && managed && !dhcp.isSoliciting()) {
            dhcp.solicit(steps());
        }
        boolean stateless = way != Way.DHCP6 && discovered.heard() && !dhcp.isSoliciting()
                && (discovered.other() || discovered.managed() || wantsBoot);
        boolean addressless = dhcp.isSoliciting() && dhcp.isSlow();
        boolean bootless = wantsBoot && dhcp.held().filter(held -> held.reply().bootFile().isEmpty()).isPresent();
        if (!dhcp.isInforming() && (stateless || addressless || bootless)) {
            dhcp.inform(steps());
        }
    }

    private boolean isWithoutRouter() {
        return !routers.discovered().heard() && routers.sent() >= ROUTER_ABSENT;
    }

    private boolean isConfigured() {
        Discovered discovered = routers.discovered();
        boolean own = !discovered.addresses().isEmpty();
        boolean leasedOne = dhcp.held().isPresent();
        boolean reachable = discovered.heard() || isWithoutRouter();
        return switch (way) {
            case SLAAC -> own;
            case DHCP6 -> leasedOne && reachable;
            case ROUTERS -> reachable && (leasedOne || own && (!dhcp.isSoliciting() || dhcp.isInVain(MANY)));
        };
    }

    private boolean isInformed() {
        if (wantsBoot) {
            return (again ? dhcp.informed() : bootFile()).isPresent() || dhcp.isOver(MANY);
        }
        return !assignment.configuration().nameServers().isEmpty() || dhcp.isOver(SOME);
    }

    private List<Dhcp6Message> told() {
        var told = new ArrayList<Dhcp6Message>();
        dhcp.informed().ifPresent(told::add);
        dhcp.held().map(Held::reply).ifPresent(told::add);
        return told;
    }

    private Optional<Dhcp6Message> bootFile() {
        return told().stream().filter(message -> message.bootFile().isPresent()).findFirst();
    }

    private void assign() {
        boolean assumed = isWithoutRouter();
        IpConfiguration configuration = Ip6Configurations.of(linkLocal, routers.discovered(), dhcp.held(), told(), assumed,
                clock.nanoTime());
        if (assumed && dhcp.held().isPresent() && !configuration.equals(assignment.configuration())) {
            hear("no router: the first half of a leased address is taken to be on the link");
        }
        assignment.become(configuration);
        probes.keySet().removeIf(address -> configuration.addresses().stream().noneMatch(own -> own.address().equals(address)));
        for (Assigned own : configuration.addresses()) {
            if (!probes.containsKey(own.address()) && network instanceof AddressProbing probing) {
                probe(probing, own.address());
            }
        }
    }

    /** RFC 4862 5.1: one solicitation, and the time of a retransmission for the answer. */
    private void probe(AddressProbing probing, InetAddress address) {
        long told = routers.discovered().retrans();
        Duration spacing = told == 0 ? RETRANS_TIMER : Duration.ofMillis(Math.min(told, LONGEST_RETRANS));
        Future<Optional<MacAddress>> probe = probing.probe(address, 1, spacing);
        probes.put(address, probe);
        probe.addListener(done -> {
            if (done.isSuccess() && !closed && probes.get(address) == probe) {
                probe.getNow().ifPresent(other -> network.loop().execute(() -> duplicate(address, other)));
            }
        });
    }

    private void duplicate(InetAddress address, MacAddress other) {
        if (closed || assignment.configuration().addresses().stream().noneMatch(own -> own.address().equals(address))) {
            return;
        }
        LOG.warn("{} has the address {}, too", other, address.getHostAddress());
        hear(other + " has the address " + address.getHostAddress() + ", too");
        if (address.equals(linkLocal)) {
            another();
        } else if (dhcp.held().stream().flatMap(held -> held.addresses().stream()).anyMatch(own -> own.address().equals(address))) {
            dhcp.duplicate();
        } else {
            routers.duplicate((Inet6Address) address);
        }
    }

    /** Another link-local address: RFC 4862 5.4.5 would end IP here, RFC 7217 6 tries on. */
    private void another() {
        counter++;
        if (counter > SlaacSteps.RETRIES) {
            leased.completeExceptionally(new DuplicateAddressException(linkLocal.getHostAddress()));
            return;
        }
        linkLocal = identifiers.address(LINK, counter);
        changed();
    }

    /** Each address that could be had is somebody else's. */
    static final class DuplicateAddressException extends Exception {
        private static final long serialVersionUID = 1L;

        private DuplicateAddressException(String address) {
            super(address);
        }
    }

    private Lease lease() {
        return Ip6Leases.of(assignment.configuration(), bootFile(), dhcp.server(), length(), List.of(heard.toString().split("; ")));
    }

    /** As long as the first address lasts. */
    private Optional<Duration> length() {
        long now = clock.nanoTime();
        long until = dhcp.held().map(Held::expiry)
                .orElseGet(() -> routers.discovered().addresses().stream().mapToLong(Own::until).findFirst().orElse(Long.MAX_VALUE));
        return until == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(until - now).plusMillis(500).truncatedTo(
                        ChronoUnit.SECONDS));
    }

    void networkClosed() {
        network.facts().failure().ifPresent(leased::completeExceptionally);
        close(false);
    }

    /** Stops; what is assigned stays so, for the operating system that boots. @param giveBack whether a lease is released */
    void close(boolean giveBack) {
        if (closed) {
            return;
        }
        closed = true;
        routers.close();
        dhcp.close(giveBack);
        probes.values().forEach(probe -> probe.cancel(false));
        leased.cancel(false);
    }

    /** Stops, and takes back what was assigned: there is no lease. */
    void abandon() {
        close(false);
        assignment.end();
    }
}
