package io.strapwork.network.gateway;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.network.inet.wire.Inet4Addresses;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds everything that is wrong with settings at once. */
final class SettingsCheck {
    private static final String WRONG_FAULT = "SW-N705";
    private static final int SMALLEST_MTU = 576;
    private static final int LARGEST_MTU = 65535;
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    private final List<Problem> problems = new ArrayList<>();

    private SettingsCheck() {}

    static void check(GatewaySettings settings) {
        var check = new SettingsCheck();
        check.folder(settings);
        check.addresses(settings);
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
        return new Problem("SW-N701", Blame.USER, folder.toString(), "the folder to be served " + what,
                "name the folder that holds the files to boot from");
    }

    private void addresses(GatewaySettings settings) {
        int prefix = settings.prefix();
        if (prefix < 8 || prefix > 30) {
            wrong("prefix", "a prefix of " + prefix + " bits makes no network for a gateway and a guest");
            return;
        }
        address("guest", settings.guest(), settings);
        address("dns", settings.dns(), settings);
        address("host", settings.host(), settings);
        if (settings.guest().equals(settings.host()) || settings.guest().equals(settings.dns()) || settings.host().equals(settings.dns())) {
            wrong("guest, host, dns", "guest, gateway and name server need three different addresses");
        }
        if (settings.mtu() < SMALLEST_MTU || settings.mtu() > LARGEST_MTU) {
            wrong("mtu", "an MTU of " + settings.mtu() + " bytes is not between " + SMALLEST_MTU + " and " + LARGEST_MTU);
        }
        if (!settings.lease().isPositive()) {
            wrong("lease", "a lease has to last for some time");
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
        problems.add(new Problem("SW-N704", Blame.USER, where, what, ""));
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
            problems.add(new Problem(WRONG_FAULT, Blame.USER, where, share + " is not a share of frames", "0.02 means two in a hundred"));
        }
    }

    private void time(String where, Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST_DELAY) > 0) {
            problems.add(new Problem(WRONG_FAULT, Blame.USER, where, time.toMillis() + " ms is not a delay that a frame can have",
                    "name a time from 0s to " + LONGEST_DELAY.toSeconds() + "s"));
        }
    }
}
