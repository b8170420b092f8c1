package io.strapwork.address.fixed;

import io.netty.util.concurrent.Future;
import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import jakarta.inject.Inject;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
    private static final Pattern NETWORK = Pattern.compile("([0-9.]+)/(3[0-2]|[12]?\\d)");
    private static final Pattern ROUTE = Pattern.compile("([0-9./]+) +via +([0-9.]+)");
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
        IpConfiguration configuration = configuration();
        Future<?> configured = network.loop().submit(() -> network.assign(configuration));
        clock.awaitUninterruptibly(configured, BootClock.FOREVER);
        if (!configured.isSuccess()) {
            throw new IllegalStateException("the network did not take " + configuration, configured.cause());
        }
        return new Lease(configuration);
    }

    /** @throws StrapworkException with everything that is wrong with the options */
    IpConfiguration configuration() {
        var problems = new ArrayList<Problem>();
        Network own = network("address", options.address(), problems);
        var routes = new ArrayList<Route>();
        options.gateway().map(text -> address("gateway", text, problems)).ifPresent(gateway -> routes.add(Route.defaultVia(gateway)));
        for (String text : options.routes()) {
            Matcher form = ROUTE.matcher(text);
            if (!form.matches()) {
                problems.add(wrong("routes", text, "write \"192.168.7.0/24 via 10.0.2.9\""));
                continue;
            }
            Network network = network("routes", form.group(1), problems);
            Inet4Address via = address("routes", form.group(2), problems);
            if (network != null && via != null) {
                routes.add(Route.via(network.address(), network.prefix(), via));
            }
        }
        var dns = new ArrayList<Inet4Address>();
        for (String text : options.dns()) {
            Optional.ofNullable(address("dns", text, problems)).ifPresent(dns::add);
        }
        options.mtu().filter(mtu -> mtu < SMALLEST_MTU || mtu > LARGEST_MTU).ifPresent(mtu -> problems.add(wrong("mtu", mtu.toString(),
                "write " + SMALLEST_MTU + " to " + LARGEST_MTU)));
        if (own == null || !problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return IpConfiguration.of(own.address(), own.prefix()).withRoutes(routes).withNameServers(dns)
                .withSearchDomains(options.domain().filter(domain -> !domain.isEmpty()).stream().toList())
                .withMtu(options.mtu().map(OptionalInt::of).orElse(OptionalInt.empty()));
    }

    private record Network(Inet4Address address, int prefix) {}

    private static @Nullable Network network(String key, String text, List<Problem> problems) {
        Matcher form = NETWORK.matcher(text);
        Inet4Address address = form.matches() ? parse(form.group(1)) : null;
        if (address == null) {
            problems.add(wrong(key, text, "write an address and a prefix, such as \"10.0.2.15/24\""));
            return null;
        }
        return new Network(address, Integer.parseInt(form.group(2)));
    }

    private static @Nullable Inet4Address address(String key, String text, List<Problem> problems) {
        Inet4Address address = parse(text);
        if (address == null) {
            problems.add(wrong(key, text, "write an IPv4 address, such as \"10.0.2.2\""));
        }
        return address;
    }

    private static @Nullable Inet4Address parse(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            return null;
        }
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static Problem wrong(String key, String text, String hint) {
        return new Problem("SW-N801", Blame.USER, "[address] " + key, "\"" + text + "\" is not understood", hint);
    }
}
