package io.strapwork.runtime.probe;

import io.netty.util.NetUtil;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.PxeMenu;
import io.strapwork.runtime.outcome.BootOutcome.FactReport;
import io.strapwork.runtime.report.Sighting;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What is wrong with a network, by what one identity saw of it. A right configuration has no findings. Pure. */
public final class ProbeRules {
    private static final Duration SOON = Duration.ofDays(7);
    private static final int TFTP_BLOCK = 512;
    /** Clients that are given programs for others, of which they only read the configuration beside them. */
    private static final Set<String> READERS = Set.of("s390x", "Open Firmware", "OPAL");
    /** What is looked at in a network that should boot something, in the order in which it is told. */
    private static final List<Consumer<ProbeRules>> WHEN_BOOTING = List.of(ProbeRules::servers, ProbeRules::bootFiles, ProbeRules::proxies,
            ProbeRules::transfers, ProbeRules::answers, ProbeRules::unreachable, ProbeRules::certificates, ProbeRules::problems);
    private static final List<Consumer<ProbeRules>> WHEN_NOT = List.of(ProbeRules::served);

    private final ProbeView view;
    private final Set<Finding> findings = new LinkedHashSet<>();

    private ProbeRules(ProbeView view) {
        this.view = view;
    }

    /** @param nothingExpected whether this network should boot nothing */
    public static List<Finding> findings(ProbeView view, boolean nothingExpected) {
        var rules = new ProbeRules(view);
        (nothingExpected ? WHEN_NOT : WHEN_BOOTING).forEach(rule -> rule.accept(rules));
        return List.copyOf(rules.findings);
    }

    private void find(String rule, String what, String hint) {
        findings.add(new Finding(rule, what, hint));
    }

    private <T extends Sighting> List<T> all(Class<T> kind) {
        return view.sightings().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void problems() {
        view.outcome().problems().forEach(problem -> findings.add(Finding.of(problem)));
    }

    /** Option 54, or where it came from. */
    private static InetAddress server(Sighting.Dhcp seen) {
        return seen.message().options().address(DhcpOption.SERVER_IDENTIFIER).map(InetAddress.class::cast).orElse(seen.from());
    }

    private List<Sighting.Dhcp> offers() {
        return all(Sighting.Dhcp.class).stream().filter(seen -> seen.message().reply()
                && seen.message().type().filter(DhcpMessageType.OFFER::equals).isPresent()).toList();
    }

    private void servers() {
        Map<InetAddress, Sighting.Dhcp> giving = new LinkedHashMap<>();
        Map<InetAddress, Sighting.Dhcp> telling = new LinkedHashMap<>();
        for (Sighting.Dhcp offer : offers()) {
            if (!offer.message().yourAddress().isAnyLocalAddress()) {
                giving.putIfAbsent(server(offer), offer);
            }
            if (offer.message().bootFile().isPresent()) {
                telling.putIfAbsent(server(offer), offer);
            }
        }
        if (giving.size() > 1) {
            find("two-dhcp-servers", "several DHCP servers give addresses: " + names(giving.keySet()),
                    "which one a client gets is chance: leave one, or make the other a proxyDHCP server");
        }
        Set<String> told = new LinkedHashSet<>();
        telling.values().forEach(offer -> told.add(boot(offer)));
        if (told.size() > 1) {
            find("servers-disagree", "DHCP servers disagree about what to boot: " + String.join("; ", telling.values().stream()
                    .map(offer -> name(server(offer)) + " says " + boot(offer)).toList()), "leave one of them, or let both say the same");
        }
    }

    private static String boot(Sighting.Dhcp offer) {
        DhcpMessage message = offer.message();
        return message.bootFile().orElse("") + " from "
                + (message.nextServer().isAnyLocalAddress() ? "itself" : message.nextServer().getHostAddress());
    }

    private static String name(InetAddress address) {
        return NetUtil.toAddressString(address);
    }

    private static String names(Set<InetAddress> addresses) {
        return String.join(", ", addresses.stream().map(ProbeRules::name).toList());
    }

    private void bootFiles() {
        Map<Integer, List<Integer>> asked = new LinkedHashMap<>();
        for (Sighting.Dhcp seen : all(Sighting.Dhcp.class)) {
            DhcpMessage message = seen.message();
            if (!message.reply()) {
                asked.put(message.transaction(), message.options().unsignedShorts(DhcpOption.CLIENT_ARCHITECTURE));
                continue;
            }
            message.bootFile().ifPresent(file -> fits(file, asked.getOrDefault(message.transaction(), List.of()), server(seen)));
            message.options().text(DhcpOption.PATH_PREFIX).filter(prefix -> !prefix.endsWith("/"))
                    .ifPresent(prefix -> find("prefix-without-slash",
                            name(server(seen)) + " gives the path prefix \"" + prefix + "\" (option 210) without a slash at its end",
                            "file names are put right behind it (RFC 5071 section 4): write \"" + prefix + "/\""));
        }
        for (Sighting.Dhcp6 seen : all(Sighting.Dhcp6.class)) {
            seen.message().bootFile().filter(url -> !url.contains("://"))
                    .ifPresent(url -> find("no-boot-url",
                            name(seen.from()) + " gives \"" + url + "\" as boot file URL (option 59), which is none",
                            "write a whole URL (RFC 5970 section 3.1)"));
        }
    }

    private void fits(String file, List<Integer> architectures, InetAddress server) {
        if (architectures.isEmpty()) {
            return;
        }
        Optional<String> client = BootFileNames.architecture(architectures.getFirst());
        Optional<String> program = BootFileNames.client(file);
        if (client.isPresent() && program.isPresent() && !READERS.contains(client.get())
                && !BootFileNames.fits(program.get(), client.get())) {
            find("wrong-architecture", name(server) + " offers " + file + ", a program for " + program.get() + ", to a client for "
                    + client.get() + " (option 93 is " + architectures.getFirst() + ")", "check how the server matches option 93");
        }
    }

    /** A proxy that tells no boot file is asked at port 4011 (PXE 2.1, 2.2.3). */
    private void proxies() {
        var answered = new HashSet<Integer>();
        all(Sighting.Dhcp.class).stream().filter(seen -> seen.message().reply())
                .forEach(seen -> answered.add(seen.message().transaction()));
        for (Sighting.Dhcp seen : all(Sighting.Dhcp.class)) {
            boolean asks = !seen.message().reply() && seen.port() == DhcpMessage.BOOT_SERVER_PORT;
            if (asks && !answered.contains(seen.message().transaction())) {
                find("proxy-without-4011",
                        "the proxyDHCP server " + seen.message().options().address(DhcpOption.SERVER_IDENTIFIER).map(ProbeRules::name)
                                .orElseGet(() -> proxyNames()) + " names no boot file, and nothing answers at its port 4011",
                        "open port 4011, or let its offer name the boot file");
            }
        }
    }

    private String proxyNames() {
        Set<InetAddress> proxies = new LinkedHashSet<>();
        offers().stream().filter(offer -> offer.message().yourAddress().isAnyLocalAddress()
                || PxeMenu.of(offer.message().options()).isPresent()).forEach(offer -> proxies.add(server(offer)));
        return names(proxies);
    }

    private void transfers() {
        for (Sighting.Tftp tftp : all(Sighting.Tftp.class)) {
            if (!tftp.answered()) {
                find("tftp-server-silent", "the server " + name(tftp.server()) + " does not answer TFTP: " + tftp.file() + " was asked for",
                        "check the next server (siaddr, option 66), and that a TFTP server runs there");
            } else if (tftp.error().isEmpty() && tftp.asked().containsKey("blksize") && !tftp.granted().containsKey("blksize")) {
                find("blksize-refused", "the TFTP server " + name(tftp.server()) + " refuses the option blksize (RFC 2348): blocks have "
                        + TFTP_BLOCK + " bytes", "large files take three times as long or more: enable options on the server");
            }
        }
    }

    private void answers() {
        for (Sighting.Http http : all(Sighting.Http.class)) {
            if ((http.method().equals("GET") || http.method().equals("HEAD")) && http.status() == 200
                    && !http.fields().containsKey("content-length")) {
                find("no-content-length", "http://" + http.host() + http.target() + " is sent without Content-Length",
                        "firmware of UEFI machines refuses it (HTTP Boot needs the size): serve files as files, not through a compressing proxy");
            }
        }
    }

    private void unreachable() {
        for (Sighting.Unreachable seen : all(Sighting.Unreachable.class)) {
            find("server-unreachable", "the server " + name(seen.server()) + (seen.refused() ? " refuses" : " does not answer") + " port "
                    + seen.port(), "check the address that DHCP or the menu names, and the server there");
        }
    }

    private void certificates() {
        Map<String, String> facts = new LinkedHashMap<>();
        for (FactReport fact : view.outcome().facts()) {
            facts.put(fact.name(), fact.value());
        }
        String end = facts.getOrDefault("certificates-end", "");
        try {
            Instant until = end.isEmpty() ? Instant.MAX : Instant.parse(end);
            if (until.isBefore(view.now())) {
                find("certificate-expired", "the certificate of " + facts.getOrDefault("server", "?") + " has expired on " + end,
                        "renew it");
            } else if (until.isBefore(view.now().plus(SOON))) {
                find("certificate-ends-soon", "the certificate of " + facts.getOrDefault("server", "?") + " ends within a week, on " + end,
                        "renew it");
            }
        } catch (DateTimeException e) {
            find("certificate-expired", "the certificate of " + facts.getOrDefault("server", "?") + " ends at no date", "renew it");
        }
    }

    private void served() {
        var served = new ArrayList<String>();
        offers().forEach(offer -> offer.message().bootFile()
                .ifPresent(file -> served.add(name(server(offer)) + " offers " + file)));
        all(Sighting.Dhcp6.class).forEach(seen -> seen.message().bootFile()
                .filter(url -> seen.message().server().isPresent()).ifPresent(url -> served.add(name(seen.from()) + " offers " + url)));
        view.outcome().parts().forEach(part -> served.add(part.uri() + " was served"));
        if (!served.isEmpty()) {
            find("still-served", "nothing should boot here, but " + String.join("; ", new LinkedHashSet<>(served)),
                    "this machine is still allowed to network boot (allowPXE, netboot=false, a host's deny rule)");
        }
    }
}
