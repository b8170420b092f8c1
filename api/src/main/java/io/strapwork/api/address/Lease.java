package io.strapwork.api.address;

import io.strapwork.api.stack.IpConfiguration;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * What an address source was told.
 *
 * @param configuration the host's address, routes, name servers
 * @param server        who gave the lease, if anybody
 * @param nextServer    where the boot file is (DHCP {@code siaddr} or option 66), if told
 * @param bootFile      its name (DHCP {@code file} or option 67); a URI or a path; if told
 * @param length        how long it lasts; empty when for ever
 * @param options       all DHCP options by number, raw, options 52-overload and RFC 3396 parts joined
 * @param bootParameters for the boot file's command line (RFC 5970 3.2), in order, if told
 * @param offers        what each server has offered, a line each, for people
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record Lease(IpConfiguration configuration, Optional<InetAddress> server, Optional<String> nextServer, Optional<String> bootFile,
        Optional<Duration> length, SortedMap<Integer, byte[]> options, List<String> bootParameters, List<String> offers) {
    public Lease {
        bootParameters = List.copyOf(bootParameters);
        offers = List.copyOf(offers);
    }

    public Lease(IpConfiguration configuration, Optional<InetAddress> server, Optional<String> nextServer, Optional<String> bootFile,
            Optional<Duration> length, SortedMap<Integer, byte[]> options, List<String> offers) {
        this(configuration, server, nextServer, bootFile, length, options, List.of(), offers);
    }

    public Lease(IpConfiguration configuration, Optional<InetAddress> server, Optional<String> nextServer, Optional<String> bootFile,
            Optional<Duration> length, SortedMap<Integer, byte[]> options) {
        this(configuration, server, nextServer, bootFile, length, options, List.of());
    }

    public Lease(IpConfiguration configuration) {
        this(configuration, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), new TreeMap<>(Map.of()));
    }
}
