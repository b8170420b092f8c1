package io.strapwork.network.gateway;

import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names with their addresses, as a profile has them. */
final class NamedHosts {
    /** RFC 1035 section 2.3.4, with the underscore that some names have. */
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");

    private NamedHosts() {}

    /** @throws StrapworkException with all that is wrong */
    static Map<String, List<InetAddress>> parse(Map<String, String> written) {
        var hosts = new TreeMap<String, List<InetAddress>>();
        var problems = new ArrayList<Problem>();
        new TreeMap<>(written).forEach((name, addresses) -> {
            if (!NAME.matcher(name).matches()) {
                problems.add(wrong(name, "\"" + name + "\" is no name of a host"));
            }
            var all = new ArrayList<InetAddress>();
            for (String literal : SEPARATOR.split(addresses.strip())) {
                address(literal).ifPresentOrElse(all::add, () -> problems.add(wrong(name, "\"" + literal + "\" is not an address")));
            }
            hosts.put(name, all);
        });
        if (!problems.isEmpty()) {
            throw new StrapworkException(problems, null);
        }
        return hosts;
    }

    private static Optional<InetAddress> address(String literal) {
        try {
            return Stream.of(InetAddress.ofLiteral(literal)).filter(address -> literal.indexOf('%') < 0).findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Problem wrong(String name, String what) {
        return new Problem(SettingsCheck.WRONG_NETWORK, Blame.USER, "machine.hosts." + name, what,
                "write hosts = { lab = \"10.0.2.2 fd00:5354:5250::2\" }");
    }
}
