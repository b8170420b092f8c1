package io.strapwork.address.dhcp;

import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.PxeMenu;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What servers have offered in one exchange, in the order of arrival. Each server counts once, with what it said last.
 *
 * @param addresses offers of addresses
 * @param proxies   of proxyDHCP servers, which offer boot facts only (PXE 2.1, 2.2)
 */
record DhcpOffers(List<Offer> addresses, List<Offer> proxies) {
    static final DhcpOffers NONE = new DhcpOffers(List.of(), List.of());
    private static final int LIMIT = 16;
    private static final int TEXT_LIMIT = 80;

    DhcpOffers {
        addresses = List.copyOf(addresses);
        proxies = List.copyOf(proxies);
    }

    /** @param server option 54, or where it came from */
    record Offer(DhcpMessage message, Inet4Address server) {
        boolean tellsBoot() {
            return message.bootFile().isPresent() || isPxe() && PxeMenu.of(message.options()).isPresent();
        }

        boolean isPxe() {
            return DhcpIdentity.isPxe(message);
        }

        /** For people. */
        String inWords() {
            String what = message.yourAddress().isAnyLocalAddress() ? "" : message.yourAddress().getHostAddress();
            String boot = message.bootFile().map(file -> "boot file " + cut(file))
                    .orElse(what.isEmpty() ? "a boot server" : tellsBoot() ? "a boot menu" : "no boot file");
            return server.getHostAddress() + " offers " + (what.isEmpty() ? boot + " (proxyDHCP)" : what + ", " + boot);
        }

        private static String cut(String file) {
            return file.length() <= TEXT_LIMIT ? file : file.substring(0, TEXT_LIMIT) + "…";
        }
    }

    DhcpOffers with(Offer offer, boolean proxy) {
        return proxy ? new DhcpOffers(addresses, added(proxies, offer)) : new DhcpOffers(added(addresses, offer), proxies);
    }

    private static List<Offer> added(List<Offer> offers, Offer fresh) {
        var added = new ArrayList<>(offers);
        int same = 0;
        while (same < added.size() && !added.get(same).server().equals(fresh.server())) {
            same++;
        }
        if (same < added.size()) {
            added.set(same, fresh);
        } else if (same < LIMIT) {
            added.add(fresh);
        }
        return added;
    }

    /** The offer to take. @param refused servers that go last */
    Optional<Offer> best(boolean wantsBoot, Set<Inet4Address> refused) {
        List<Offer> willing = addresses.stream().filter(offer -> !refused.contains(offer.server())).toList();
        List<Offer> from = willing.isEmpty() ? addresses : willing;
        return from.stream().filter(offer -> wantsBoot && offer.message().bootFile().isPresent()).findFirst()
                .or(() -> from.stream().filter(offer -> wantsBoot && offer.tellsBoot()).findFirst()).or(() -> from.stream().findFirst());
    }

    /** Whether no other server could tell anything that is still missing. */
    boolean isComplete(boolean wantsBoot, Set<Inet4Address> refused) {
        return best(wantsBoot, refused)
                .filter(offer -> !refused.contains(offer.server()) && (!wantsBoot || offer.tellsBoot() || !proxies.isEmpty())).isPresent();
    }

    /** A boot file wins over those of leases when a proxy tells it. */
    Optional<Offer> proxyWithBootFile() {
        return proxies.stream().filter(offer -> offer.message().bootFile().isPresent()).findFirst();
    }

    List<String> inWords() {
        return Stream.concat(addresses.stream(), proxies.stream()).map(Offer::inWords).toList();
    }
}
