package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.MenuRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words that IPAPPEND and SYSAPPEND add to a command line (doc/syslinux.txt). */
record NetworkWords(MenuRequest request, Remarks remarks) {
    private static final int IP = 1;
    private static final int BOOTIF = 2;
    private static final int SYSUUID = 4;
    private static final long KNOWN = IP | BOOTIF | SYSUUID;

    String words(long bits, Place place) {
        var words = new ArrayList<String>();
        if ((bits & IP) != 0) {
            ip(place).ifPresent(words::add);
        }
        if ((bits & BOOTIF) != 0) {
            fact(MenuRequest.MAC, place).map(mac -> "BOOTIF=01-" + mac.replace(':', '-')).ifPresent(words::add);
        }
        if ((bits & SYSUUID) != 0) {
            fact(MenuRequest.UUID, place).map(uuid -> "SYSUUID=" + uuid).ifPresent(words::add);
        }
        if ((bits & ~KNOWN) != 0) {
            remarks.add(place,
                    "SYSAPPEND asks for values of a PC's firmware (0x" + Long.toHexString(bits & ~KNOWN) + "), which do not exist here",
                    "");
        }
        return String.join(" ", words);
    }

    /** The kernel tells addresses apart by colons, so that there is no such word for IPv6. */
    private Optional<String> ip(Place place) {
        Optional<String> own = fact(MenuRequest.IP, place);
        if (own.filter(address -> address.contains(":")).isPresent()) {
            remarks.add(place, "SYSAPPEND's ip= is for IPv4, and this machine has an IPv6 address", "");
            return Optional.empty();
        }
        return own.map(address -> {
            var fields = new ArrayList<>(List.of(address));
            for (String key : List.of(MenuRequest.NEXT_SERVER, MenuRequest.GATEWAY, MenuRequest.NETMASK)) {
                fields.add(fact(key, place).filter(text -> !text.contains(":")).orElse(""));
            }
            return "ip=" + String.join(":", fields);
        });
    }

    private Optional<String> fact(String key, Place place) {
        Optional<String> fact = request.fact(key);
        if (fact.isEmpty()) {
            remarks.add(place, "SYSAPPEND asks for the " + key + ", which is unknown", "");
        }
        return fact;
    }
}
