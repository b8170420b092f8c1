package io.strapwork.network.gateway;

import io.strapwork.api.plugin.Default;
import io.strapwork.api.plugin.Max;
import io.strapwork.api.plugin.Min;
import io.strapwork.api.plugin.Options;
import io.strapwork.api.plugin.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a profile may say of the network at the end of a machine's cable. The options of machines include it.
 *
 * @param mtu 65510 lets a frame and its virtio header fill 64 KiB, the size that costs least per byte
 */
@Options
public record GatewayOptions(@Summary("What the network speaks, of \"ipv4\" and \"ipv6\"; default: [\"ipv4\"]") List<IpFamily> families,
        @Default("slaac") @Summary("How IPv6 guests get addresses: slaac, stateless (and DHCPv6 for the rest), or dhcp6") Ip6Assignment ip6,
        @Summary("Folder that the gateway, 10.0.2.2, serves over TFTP, HTTP and HTTPS") Optional<Path> serve,
        @Summary("Folder of the built-in HTTPS server's ca.pem, server.pem and server.key, created when missing; default: strapwork/tls in the user's cache") Optional<Path> tls,
        @Summary("Boot file that the built-in DHCP servers offer") Optional<String> bootFile,
        @Summary("Server to fetch the boot file from, as the built-in DHCP servers offer it") Optional<String> nextServer,
        @Default("65510") @Min("576") @Max("65535") @Summary("Largest IP packet on the machine's network, in bytes, 576 (with IPv6 1280) to 65535; DHCP and router advertisements announce it too") int mtu,
        @Default("true") @Summary("Whether the built-in DHCP servers answer") boolean dhcp,
        @Default("true") @Summary("Whether other ports of the gateway reach this computer's loopback") boolean relay,
        @Summary("Names that DNS knows besides its own, each with its addresses, such as \"10.0.2.2 fd00:5354:5250::2\"") Map<String, String> hosts,
        @Default("0s") @Min("0s") @Max("1h") @Summary("How long the IPv6 router stays silent at first") Duration routerDelay,
        @Default("0") @Min("0") @Max("1") @Summary("Fraction of frames to lose, 0 to 1") double loss,
        @Default("0s") @Min("0s") @Max("1m") @Summary("Delay of each frame") Duration delay,
        @Default("0s") @Min("0s") @Max("1m") @Summary("Largest variation of the delay, up or down") Duration jitter,
        @Default("0") @Min("0") @Max("1") @Summary("Fraction of frames to send out of order, 0 to 1") double reorder,
        @Default("0") @Min("0") @Max("1") @Summary("Fraction of frames to send twice, 0 to 1") double duplicate,
        @Default("0") @Min("0") @Max("1") @Summary("Fraction of IP packets to flip one bit in, 0 to 1; the card then doesn't offer guest-csum") double corrupt,
        @Default("1") @Min("-9223372036854775808") @Max("9223372036854775807") @Summary("Seed of loss, jitter, reordering, duplication and corruption") long seed) {

    public GatewayOptions {
        families = families.isEmpty() ? List.of(IpFamily.IPV4) : List.copyOf(families);
        hosts = Map.copyOf(hosts);
    }

    /** What a profile gets that says nothing. */
    public static GatewayOptions standard() {
        return new GatewayOptions(List.of(), Ip6Assignment.SLAAC, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                65510, true, true, Map.of(), Duration.ZERO, 0,
                Duration.ZERO,
                Duration.ZERO, 0, 0, 0, 1);
    }

    public GatewayOptions withMtu(int bytes) {
        return new GatewayOptions(families, ip6, serve, tls, bootFile, nextServer, bytes, dhcp, relay, hosts, routerDelay, loss, delay,
                jitter, reorder,
                duplicate, corrupt,
                seed);
    }

    public Faults faults() {
        return new Faults(loss, reorder, duplicate, corrupt, delay, jitter, seed);
    }

    /** @throws io.strapwork.api.plugin.StrapworkException SW-N704 for names and addresses that are none */
    public GatewaySettings settings() {
        GatewaySettings settings = GatewaySettings.standard().withMtu(mtu).withDhcp(dhcp).withRelay(relay).withBoot(bootFile, nextServer)
                .withFaults(faults()).withHosts(NamedHosts.parse(hosts)).withIp4(families.contains(IpFamily.IPV4));
        if (families.contains(IpFamily.IPV6)) {
            settings = settings.withIp6(Optional.of(Ip6Settings.standard(ip6).withRouterDelay(routerDelay)));
        }
        if (serve.isPresent()) {
            settings = settings.withServe(serve.get());
        }
        return tls.or(this::usualTls).map(settings::withTls).orElse(settings);
    }

    /** Where the certificate of a served folder is when the profile names no place: in the user's cache, so that its CA can be trusted once. */
    private Optional<Path> usualTls() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder = (cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                .resolve("strapwork/tls");
        return serve.filter(served -> isWritable(folder)).map(served -> folder);
    }

    /** Its nearest parent that exists decides. */
    private static boolean isWritable(Path folder) {
        Path existing = folder;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isWritable(existing);
    }
}
