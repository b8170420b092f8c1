package io.strapwork.machine.embedded.lan;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.util.List;

/** Why a network of this computer can't be used. */
final class LanProblems {
    private static final String NOT_ALLOWED = "SW-M111";

    private final NetworkEnd.Lan end;

    LanProblems(NetworkEnd.Lan end) {
        this.end = end;
    }

    private StrapworkException problem(String code, Blame blame, String what, String hint) {
        return new StrapworkException(List.of(new Problem(code, blame, "machine.network", what, hint)), null);
    }

    StrapworkException notThere(List<String> others) {
        String create = end instanceof NetworkEnd.Tap
                ? "make it: ip tuntap add dev " + end.name() + " mode tap && ip link set " + end.name() + " up"
                : "name another interface";
        return problem("SW-M110", Blame.USER, "this computer has no network interface " + end.name(),
                create + (others.isEmpty() ? "" : "; there are " + String.join(", ", others)));
    }

    StrapworkException notAllowed() {
        return switch (end) {
            case NetworkEnd.Tap tap -> problem(NOT_ALLOWED, Blame.HOST, "the TAP device " + tap.name() + " is not for this user",
                    "run with the capability CAP_NET_ADMIN, or as the device's owner (ip tuntap add dev " + tap.name()
                            + " mode tap user NAME), with access to /dev/net/tun");
            case NetworkEnd.Interface card -> problem(NOT_ALLOWED, Blame.HOST,
                    "packets of the interface " + card.name() + " are not for this user",
                    "run with the capability CAP_NET_RAW: as root, in a container with --cap-add NET_RAW, or by setpriv or capsh");
        };
    }

    StrapworkException down() {
        return problem("SW-M112", Blame.HOST, "the network interface " + end.name() + " is down", "ip link set " + end.name() + " up");
    }

    StrapworkException unusable(String what, String hint) {
        return problem("SW-M113", Blame.HOST, what, hint);
    }

    StrapworkException unusable(String call, int error) {
        return unusable("the network interface " + end.name() + " can't be used: " + call + " failed with error " + error,
                "see errno(3) for the number");
    }

    /** Whoever is at the other end does not wait for a clock that is not theirs. */
    StrapworkException notInRealTime() {
        return problem("SW-M114", Blame.USER, "the network " + end.text() + " is in real time, but this boot's clock is not",
                "use the computer's clock, or network = \"gateway\"");
    }
}
