package io.strapwork.address.dhcp;

import io.strapwork.address.dhcp.DhcpOffers.Offer;
import io.strapwork.network.inet.dhcp.PxeMenu;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked at port 4011 (PXE 2.1, 2.2.3 and 2.2.4).
 *
 * @param server whom
 * @param item   the type of boot server that a menu has; empty for a proxy that has named none
 */
record BootQuestion(Inet4Address server, OptionalInt item) {
    /** What an offer without a boot file leads to: the servers of its menu's first item, or else the one that offered. */
    static List<BootQuestion> of(Offer offer) {
        var questions = new ArrayList<BootQuestion>();
        Optional<PxeMenu> menu = PxeMenu.of(offer.message().options());
        menu.flatMap(PxeMenu::choice).ifPresent(item -> {
            List<Inet4Address> servers = menu.get().addresses(item.type()).stream().filter(DhcpIdentity::isHost).toList();
            (servers.isEmpty() ? List.of(offer.server()) : servers)
                    .forEach(server -> questions.add(new BootQuestion(server, OptionalInt.of(item.type()))));
        });
        return questions.isEmpty() ? List.of(new BootQuestion(offer.server(), OptionalInt.empty())) : questions;
    }

    /** For people. */
    String inWords() {
        return server.getHostAddress() + " is asked for the boot file on port 4011"
                + (item.isPresent() ? ", menu item " + item.getAsInt() : "");
    }
}
