package io.strapwork.runtime.walk;

import io.strapwork.api.address.Lease;
import io.strapwork.api.fetch.MenuRequest;
import io.strapwork.api.link.LinkFacts;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.MachineFacts;
import io.strapwork.api.stack.IpConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What configurations may ask of machine and network, by the keys of {@link MenuRequest}. */
final class MenuFacts {
    private static final int HOST_NAME = 12;
    private static final int CONFIG_FILE = 209;
    private static final int PATH_PREFIX = 210;

    private MenuFacts() {}

    static Map<String, String> of(Architecture architecture, MachineFacts machine, Optional<LinkFacts> link, Optional<Lease> lease) {
        var facts = new TreeMap<String, String>();
        facts.put(MenuRequest.ARCHITECTURE, architecture.id());
        machine.loadparm().ifPresent(told -> facts.put(MenuRequest.LOADPARM, told));
        machine.uuid().ifPresent(its -> facts.put(MenuRequest.UUID, its.toString()));
        link.ifPresent(its -> facts.put(MenuRequest.MAC, its.address().toString()));
        lease.ifPresent(told -> add(facts, told));
        return facts;
    }

    private static void add(Map<String, String> facts, Lease lease) {
        IpConfiguration own = lease.configuration();
        own.ip4().ifPresent(its -> {
            facts.put(MenuRequest.IP, its.address().getHostAddress());
            facts.put(MenuRequest.NETMASK, netmask(its.prefix()));
        });
        own.routes().stream().filter(route -> route.isIp4() && route.prefix() == 0).flatMap(route -> route.gateway().stream()).findFirst()
                .ifPresent(router -> facts.put(MenuRequest.GATEWAY, router.getHostAddress()));
        if (!own.nameServers().isEmpty()) {
            facts.put(MenuRequest.DNS, own.nameServers().stream().map(each -> each.getHostAddress()).collect(Collectors.joining(" ")));
        }
        own.searchDomains().stream().findFirst().ifPresent(domain -> facts.put(MenuRequest.DOMAIN, domain));
        lease.server().ifPresent(server -> facts.put(MenuRequest.DHCP_SERVER, server.getHostAddress()));
        lease.nextServer().or(() -> lease.server().map(server -> server.getHostAddress()))
                .ifPresent(server -> facts.put(MenuRequest.NEXT_SERVER, server));
        lease.bootFile().ifPresent(file -> facts.put(MenuRequest.BOOT_FILE, file));
        if (!lease.bootParameters().isEmpty()) {
            facts.put(MenuRequest.BOOT_PARAMETERS, String.join(" ", lease.bootParameters()));
        }
        text(lease, HOST_NAME).ifPresent(name -> facts.put(MenuRequest.HOSTNAME, name));
        text(lease, CONFIG_FILE).ifPresent(file -> facts.put(MenuRequest.OPTION_209, file));
        text(lease, PATH_PREFIX).ifPresent(prefix -> facts.put(MenuRequest.OPTION_210, prefix));
    }

    private static String netmask(int prefix) {
        long mask = prefix == 0 ? 0 : 0xffff_ffffL << 32 - prefix & 0xffff_ffffL;
        return (mask >>> 24) + "." + (mask >>> 16 & 255) + "." + (mask >>> 8 & 255) + "." + (mask & 255);
    }

    /** Some servers end strings with a NUL. */
    private static Optional<String> text(Lease lease, int option) {
        return Optional.ofNullable(lease.options().get(option))
                .map(raw -> new String(raw, StandardCharsets.UTF_8).replaceAll("\\x00+$", ""))
                .filter(text -> !text.isBlank() && text.chars().noneMatch(Character::isISOControl));
    }
}
