package io.strapwork.network.gateway;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.network.inet.wire.Inet4Addresses;
import io.strapwork.network.inet.wire.Ip6Address;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds all mistakes in the settings in one pass. */
final class SettingsCheck {
    static final String WRONG_NETWORK = "SW-N704";
    private static final String WRONG_FAULT = "SW-N705";
    private static final int SMALLEST_MTU = 576;
    /** RFC 8200 section 5. */
    private static final int SMALLEST_IP6_MTU = 1280;
    private static final int LARGEST_MTU = 65535;
    private static final String THREE = "guest, host, dns";
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    private final List<Problem> problems = new ArrayList<>();

    private SettingsCheck() {}

    static void check(GatewaySettings settings) {
        var check = new SettingsCheck();
        check.folder(settings);
        check.networks(settings);
        check.faults(settings.faults());
        if (!check.problems.isEmpty()) {
            throw new StrapworkException(check.problems, null);
        }
    }

    private void folder(GatewaySettings settings) {
        settings.serve().filter(folder -> !Files.isDirectory(folder))
                .ifPresent(folder -> problems.add(unserved(folder, Files.exists(folder) ? "is not a folder" : "does not exist")));
    }

    static Problem unserved(Path folder, IOException reason) {
        return unserved(folder, "can't be read: " + reason);
    }

    private static Problem unserved(Path folder, String what) {
        return new Problem("SW-N701", Blame.USER, folder.toString(), "the folder to serve " + what,
                "name the folder with the files to boot from");
    }

    private void networks(GatewaySettings settings) {
        if (settings.ip4()) {
            addresses(settings);
        }
        settings.ip6().ifPresent(this::addresses);
        if (settings.hostAddresses().isEmpty()) {
            wrong("families", "a network speaks IPv4, IPv6 or both");
        }
        int smallest = settings.ip6().isPresent() ? SMALLEST_IP6_MTU : SMALLEST_MTU;
        if (settings.mtu() < smallest || settings.mtu() > LARGEST_MTU) {
            wrong("mtu", "an MTU of " + settings.mtu() + " bytes is not between " + smallest + " and " + LARGEST_MTU
                    + (settings.ip6().isPresent() ? ", as a network with IPv6 needs it" : ""));
        }
        if (!settings.lease().isPositive()) {
            wrong("lease", "the lease time must be positive");
        }
        settings.ip6().map(Ip6Settings::routerDelay).filter(Duration::isNegative)
                .ifPresent(delay -> wrong("router-delay", "the delay is negative: " + delay.toMillis() + " ms"));
    }

    private void addresses(GatewaySettings settings) {
        int prefix = settings.prefix();
        if (prefix < 8 || prefix > 30) {
            wrong("prefix", "a prefix length of " + prefix + " is not between 8 and 30");
            return;
        }
        address("guest", settings.guest(), settings);
        address("dns", settings.dns(), settings);
        address("host", settings.host(), settings);
        if (settings.guest().equals(settings.host()) || settings.guest().equals(settings.dns()) || settings.host().equals(settings.dns())) {
            wrong(THREE, "guest, gateway and name server need three different addresses");
        }
    }

    private void addresses(Ip6Settings six) {
        address("guest", six.guest(), six);
        address("dns", six.dns(), six);
        address("host", six.host(), six);
        if (six.guest().equals(six.host()) || six.guest().equals(six.dns()) || six.host().equals(six.dns())) {
            wrong(THREE, "guest, gateway and name server need three different IPv6 addresses");
        }
    }

    private void address(String where, Inet6Address address, Ip6Settings six) {
        Inet6Address network = Ip6Address.of(six.host()).network(Ip6Settings.PREFIX).toInet();
        boolean usable = !address.isMulticastAddress() && !address.isLinkLocalAddress() && !address.equals(network);
        if (!usable || !Ip6Address.of(address).isIn(Ip6Address.of(network), Ip6Settings.PREFIX)) {
            wrong(where, address.getHostAddress() + " is not an address in the gateway's network " + network.getHostAddress() + "/"
                    + Ip6Settings.PREFIX);
        }
    }

    private void address(String where, Inet4Address address, GatewaySettings settings) {
        int bits = Inet4Addresses.toInt(address);
        int mask = Inet4Addresses.mask(settings.prefix());
        boolean inside = ((bits ^ Inet4Addresses.toInt(settings.host())) & mask) == 0;
        if (!Inet4Addresses.isHost(bits) || !inside || (bits & ~mask) == 0 || (bits & ~mask) == ~mask) {
            wrong(where, address.getHostAddress() + " is not an address in the gateway's network "
                    + Inet4Addresses.toString(Inet4Addresses.toInt(settings.host()) & mask) + "/" + settings.prefix());
        }
    }

    private void wrong(String where, String what) {
        problems.add(new Problem(WRONG_NETWORK, Blame.USER, where, what, ""));
    }

    private void faults(Faults faults) {
        share("loss", faults.loss());
        share("reorder", faults.reorder());
        share("corrupt", faults.corrupt());
        share("duplicate", faults.duplicate());
        time("delay", faults.delay());
        time("jitter", faults.jitter());
    }

    private void share(String where, double share) {
        if (!(share >= 0 && share <= 1)) {
            problems.add(new Problem(WRONG_FAULT, Blame.USER, where, share + " is not a fraction of frames",
                    "write 0.02 for two in a hundred"));
        }
    }

    private void time(String where, Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST_DELAY) > 0) {
            problems.add(new Problem(WRONG_FAULT, Blame.USER, where, time.toMillis() + " ms is not a valid delay",
                    "set a time from 0s to " + LONGEST_DELAY.toSeconds() + "s"));
        }
    }
}
