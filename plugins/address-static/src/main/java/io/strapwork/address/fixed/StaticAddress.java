package io.strapwork.address.fixed;

import io.netty.util.concurrent.Future;
import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.link.MacAddress;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Assigned;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import io.strapwork.network.inet.wire.Ip6Address;
import jakarta.inject.Inject;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address, routes and name servers that the profile says. */
@AddressPlugin(id = "static")
public final class StaticAddress implements AddressSource {
    private static final Pattern ADDRESS = Pattern
            .compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    private static final Pattern ADDRESS6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern NETWORK = Pattern.compile("([0-9A-Fa-f:.]+)/(12[0-8]|1[01]\\d|[1-9]?\\d)");
    private static final Pattern ROUTE = Pattern.compile("([0-9A-Fa-f:./]+) +via +([0-9A-Fa-f:.]+)");
    private static final int LINK_LOCAL_PREFIX = 64;
    private static final int SMALLEST_MTU = 576;
    private static final int LARGEST_MTU = 65_535;

    private final StaticOptions options;
    private final BootClock clock;

    @Inject
    StaticAddress(StaticOptions options, BootClock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public Lease acquire(IpNetwork network, Architecture machine) {
        IpConfiguration configuration = withLinkLocal(configuration(), network.facts().linkAddress());
        Future<?> configured = network.loop().submit(() -> network.assign(configuration));
        clock.awaitUninterruptibly(configured, BootClock.FOREVER);
        if (!configured.isSuccess()) {
            throw new IllegalStateException("the network did not take " + configuration, configured.cause());
        }
        return new Lease(configuration);
    }

    /** RFC 4291 2.8: a host that has an IPv6 address has a link-local one; routers are known by theirs. */
    private static IpConfiguration withLinkLocal(IpConfiguration configuration, MacAddress card) {
        List<Assigned> own = configuration.addresses();
        if (own.stream().allMatch(Assigned::isIp4) || own.stream().anyMatch(each -> each.address().isLinkLocalAddress() && !each.isIp4())) {
            return configuration;
        }
        var all = new ArrayList<>(own);
        all.add(new Assigned(Ip6Address.linkLocal(card).toInet(), LINK_LOCAL_PREFIX));
        return configuration.withAddresses(all);
    }

    /** @throws StrapworkException with everything that is wrong with the options */
    IpConfiguration configuration() {
        var problems = new ArrayList<Problem>();
        var own = new ArrayList<Assigned>();
        Optional.ofNullable(network("address", options.address(), problems)).ifPresent(own::add);
        for (String text : options.addresses()) {
            Optional.ofNullable(network("addresses", text, problems)).ifPresent(own::add);
        }
        var routes = new ArrayList<Route>();
        options.gateway().map(text -> address("gateway", text, problems)).ifPresent(gateway -> routes.add(Route.defaultVia(gateway)));
        for (String text : options.routes()) {
            Matcher form = ROUTE.matcher(text);
            if (!form.matches()) {
                problems.add(wrong("routes", text, "write \"192.168.7.0/24 via 10.0.2.9\""));
                continue;
            }
            Assigned network = network("routes", form.group(1), problems);
            InetAddress via = address("routes", form.group(2), problems);
            if (network != null && via != null && network.isIp4() != via instanceof Inet4Address) {
                problems.add(wrong("routes", text, "write two addresses of one family"));
            } else if (network != null && via != null) {
                routes.add(Route.via(network.address(), network.prefix(), via));
            }
        }
        var dns = new ArrayList<InetAddress>();
        for (String text : options.dns()) {
            Optional.ofNullable(address("dns", text, problems)).ifPresent(dns::add);
        }
        options.mtu().filter(mtu -> mtu < SMALLEST_MTU || mtu > LARGEST_MTU).ifPresent(mtu -> problems.add(wrong("mtu", mtu.toString(),
                "write " + SMALLEST_MTU + " to " + LARGEST_MTU)));
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return IpConfiguration.NONE.withAddresses(own).withRoutes(routes).withNameServers(dns)
                .withSearchDomains(options.domain().filter(domain -> !domain.isEmpty()).stream().toList())
                .withMtu(options.mtu().map(OptionalInt::of).orElse(OptionalInt.empty()));
    }

    private static @Nullable Assigned network(String key, String text, List<Problem> problems) {
        Matcher form = NETWORK.matcher(text);
        InetAddress address = form.matches() ? parse(form.group(1)) : null;
        int prefix = address == null ? 0 : Integer.parseInt(form.group(2));
        if (address == null || address instanceof Inet4Address && prefix > 32) {
            problems.add(wrong(key, text, "write an address and a prefix length, such as \"10.0.2.15/24\""));
            return null;
        }
        return new Assigned(address, prefix);
    }

    private static @Nullable InetAddress address(String key, String text, List<Problem> problems) {
        InetAddress address = parse(text);
        if (address == null) {
            problems.add(wrong(key, text, "write an address, such as \"10.0.2.2\" or \"2001:db8::2\""));
        }
        return address;
    }

    private static @Nullable InetAddress parse(String text) {
        try {
            return ADDRESS.matcher(text).matches() || ADDRESS6.matcher(text).matches() ? InetAddress.ofLiteral(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Problem wrong(String key, String text, String hint) {
        return new Problem("SW-N801", Blame.USER, "[address] " + key, "\"" + text + "\" is not understood", hint);
    }
}
