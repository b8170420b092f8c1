package ${package};

import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.strapwork.api.address.AddressPlugin;
import io.strapwork.api.address.AddressSource;
import io.strapwork.api.address.Lease;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.stack.IpConfiguration;
import io.strapwork.api.stack.IpConfiguration.Route;
import io.strapwork.api.stack.IpNetwork;
import io.strapwork.api.time.BootClock;
import jakarta.inject.Inject;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Says which address the machine has; put your way to know it here. This one looks the card up in a list. */
@AddressPlugin(id = "${id}")
public final class ${className}Source implements AddressSource {
    private final ${className}Options options;
    private final BootClock clock;

    @Inject
    public ${className}Source(${className}Options options, BootClock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public Lease acquire(IpNetwork network, Architecture machine) {
        String card = network.facts().linkAddress().toString();
        String own = options.hosts().get(card);
        if (own == null) {
            throw new Problem("SW-N900", Blame.USER, "address.hosts", "no address is listed for the card " + card,
                    "add to [address.hosts]:  \"" + card + "\" = \"10.0.2.15\"").asException();
        }
        List<Route> routes = options.gateway().map(text -> Route.defaultVia(address(text))).stream().toList();
        var configuration = IpConfiguration.of(address(own), options.prefix()).withRoutes(routes);
        // The network's state belongs to its loop, and a boot waits by its clock.
        Future<?> configured = network.loop().submit(() -> network.assign(configuration));
        clock.awaitUninterruptibly(configured, BootClock.FOREVER);
        if (!configured.isSuccess()) {
            throw new IllegalStateException("the network rejected " + configuration, configured.cause());
        }
        return new Lease(configuration);
    }

    /** Never asks a name server. */
    private static Inet4Address address(String text) {
        try {
            if (NetUtil.isValidIpV4Address(text)) {
                return (Inet4Address) InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes are an address
        }
        throw new Problem("SW-N901", Blame.USER, "address", "\"" + text + "\" is not an IPv4 address", "write four numbers, such as \"10.0.2.15\"")
                .asException();
    }
}
