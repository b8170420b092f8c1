package io.strapwork.runtime.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.link.MacAddress;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.Room;
import io.strapwork.network.inet.dhcp.DhcpMessage;
import io.strapwork.network.inet.dhcp.DhcpMessageType;
import io.strapwork.network.inet.dhcp.DhcpOption;
import io.strapwork.network.inet.dhcp.DhcpOptions;
import io.strapwork.runtime.outcome.BootOutcome;
import io.strapwork.runtime.outcome.BootOutcome.FactReport;
import io.strapwork.runtime.outcome.BootOutcome.GuestReport;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.runtime.report.Sighting;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The faults of boot servers that a probe names, one by one. */
class ProbeRulesTests {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final MacAddress CLIENT = new MacAddress(0x525400123456L);
    private static final Inet4Address ONE = address("10.0.0.1");
    private static final Inet4Address OTHER = address("10.0.0.2");

    private static Inet4Address address(String text) {
        return (Inet4Address) InetAddress.ofLiteral(text);
    }

    private static Sighting.Dhcp asks(int architecture, int port) {
        DhcpOptions options = DhcpOptions.builder().messageType(DhcpMessageType.DISCOVER)
                .unsignedShorts(DhcpOption.CLIENT_ARCHITECTURE, architecture).build();
        return new Sighting.Dhcp(DhcpMessage.request(7, CLIENT).options(options).build(), address("0.0.0.0"), port);
    }

    private static Sighting.Dhcp offers(Inet4Address server, String yours, String file, Map<Integer, String> more) {
        DhcpOptions.Builder options = DhcpOptions.builder().messageType(DhcpMessageType.OFFER).addresses(DhcpOption.SERVER_IDENTIFIER,
                server);
        more.forEach(options::text);
        DhcpMessage.Builder message = DhcpMessage.request(7, CLIENT).build().replyTo().yourAddress(address(yours)).file(file)
                .options(options.build());
        return new Sighting.Dhcp(message.build(), server, DhcpMessage.CLIENT_PORT);
    }

    private static ProbeView view(List<FactReport> facts, List<Problem> problems, List<PartReport> parts, Sighting... seen) {
        var outcome = new BootOutcome("lab", Architecture.X86_64, List.of(), List.of(), parts, List.of(), List.of(), Optional.empty(),
                problems, List.of(), new GuestReport(0, Optional.empty(), Optional.empty()), Optional.empty(), facts, Optional.empty());
        return new ProbeView("pxe-bios", NOW, outcome, Arrays.asList(seen), List.of(), List.of(), List.of(), List.of());
    }

    private static List<String> found(ProbeView view) {
        return ProbeRules.findings(view, false).stream().map(finding -> finding.rule() + ": " + finding.what()).toList();
    }

    private static List<String> found(Sighting... seen) {
        return found(view(List.of(), List.of(), List.of(), seen));
    }

    private static FactReport fact(String name, String value) {
        return new FactReport(Room.TRANSPORT, "tls", name, value);
    }

    @Test
    void aRightConfigurationHasNoFindings() {
        assertEquals(List.of(), found(asks(0, 67), offers(ONE, "10.0.0.9", "pxelinux.0", Map.of(DhcpOption.PATH_PREFIX, "/boot/")),
                new Sighting.Tftp(ONE, "pxelinux.0", Map.of("blksize", "1428"), Map.of("blksize", "1428"), Optional.empty(), true),
                new Sighting.Tftp(ONE, "pxelinux.cfg/default", Map.of("blksize", "1428"), Map.of(), Optional.of("1 not found"), true),
                new Sighting.Http("boot.lab", "GET", "/vmlinuz", 200, Map.of("content-length", List.of("7")))));
        assertEquals(List.of(), found(view(List.of(fact("certificates-end", "2026-07-01T00:00:00Z")), List.of(), List.of())));
        assertEquals(List.of(), found(asks(7, 67), offers(ONE, "10.0.0.9", "shim.efi", Map.of())));
        assertEquals(List.of(), found(asks(31, 67), offers(ONE, "10.0.0.9", "pxelinux.0", Map.of())));
    }

    @Test
    void wrongArchitectureMatch() {
        assertEquals(
                List.of("wrong-architecture: 10.0.0.1 offers boot/grubaa64.efi, a program for arm64, to a client for x64 (option 93 is 7)"),
                found(asks(7, 67), offers(ONE, "10.0.0.9", "boot/grubaa64.efi", Map.of())));
        assertEquals(List.of("wrong-architecture: 10.0.0.1 offers ipxe.efi, a program for UEFI, to a client for BIOS (option 93 is 0)"),
                found(asks(0, 67), offers(ONE, "10.0.0.9", "ipxe.efi", Map.of())));
    }

    @Test
    void missingSlash() {
        assertEquals(List.of("prefix-without-slash: 10.0.0.1 gives the path prefix \"/srv/boot\" (option 210) without a slash at its end"),
                found(asks(0, 67), offers(ONE, "10.0.0.9", "pxelinux.0", Map.of(DhcpOption.PATH_PREFIX, "/srv/boot"))));
    }

    @Test
    void deadNextServer() {
        assertEquals(List.of("tftp-server-silent: the server 10.0.0.2 does not answer TFTP: pxelinux.0 was asked for"),
                found(new Sighting.Tftp(OTHER, "pxelinux.0", Map.of(), Map.of(), Optional.empty(), false)));
        assertEquals(List.of("server-unreachable: the server 10.0.0.2 refuses port 80"), found(new Sighting.Unreachable(OTHER, 80, true)));
    }

    @Test
    void stillServed() {
        ProbeView view = view(List.of(), List.of(), List.of(), offers(ONE, "10.0.0.9", "pxelinux.0", Map.of()));
        List<Finding> findings = ProbeRules.findings(view, true);
        assertEquals("still-served", findings.getFirst().rule());
        assertEquals("nothing should boot here, but 10.0.0.1 offers pxelinux.0", findings.getFirst().what());
        assertEquals(List.of(), ProbeRules.findings(view(List.of(), List.of(), List.of(), offers(ONE, "10.0.0.9", "", Map.of())), true));
    }

    @Test
    void certificates() {
        assertEquals(List.of("certificate-expired: the certificate of 10.0.0.1:443 has expired on 2026-05-01T00:00:00Z"),
                found(view(List.of(fact("server", "10.0.0.1:443"), fact("certificates-end", "2026-05-01T00:00:00Z")), List.of(),
                        List.of())));
        assertEquals(List.of("certificate-ends-soon: the certificate of 10.0.0.1:443 ends within a week, on 2026-06-05T00:00:00Z"),
                found(view(List.of(fact("server", "10.0.0.1:443"), fact("certificates-end", "2026-06-05T00:00:00Z")), List.of(),
                        List.of())));
    }

    @Test
    void blksizeRefused() {
        assertEquals(List.of("blksize-refused: the TFTP server 10.0.0.1 refuses the option blksize (RFC 2348): blocks have 512 bytes"),
                found(new Sighting.Tftp(ONE, "vmlinuz", Map.of("blksize", "1428"), Map.of(), Optional.empty(), true)));
    }

    @Test
    void twoDhcpServers() {
        List<String> found = found(asks(0, 67), offers(ONE, "10.0.0.9", "pxelinux.0", Map.of()),
                offers(OTHER, "10.0.0.8", "undionly.kpxe", Map.of()));
        assertEquals(List.of("two-dhcp-servers: several DHCP servers give addresses: 10.0.0.1, 10.0.0.2",
                "servers-disagree: DHCP servers disagree about what to boot: 10.0.0.1 says pxelinux.0 from itself; 10.0.0.2 says undionly.kpxe from itself"),
                found);
    }

    @Test
    void aProxyBesideARouterIsRight() {
        assertEquals(List.of(), found(asks(0, 67), offers(ONE, "10.0.0.9", "", Map.of()),
                offers(OTHER, "0.0.0.0", "pxelinux.0", Map.of(DhcpOption.VENDOR_CLASS, "PXEClient"))));
    }

    @Test
    void proxyWithoutPort4011() {
        DhcpOptions asked = DhcpOptions.builder().messageType(DhcpMessageType.REQUEST).addresses(DhcpOption.SERVER_IDENTIFIER, OTHER)
                .build();
        var question = new Sighting.Dhcp(DhcpMessage.request(9, CLIENT).options(asked).build(), address("10.0.0.9"), 4011);
        assertEquals(List.of("proxy-without-4011: the proxyDHCP server 10.0.0.2 names no boot file, and nothing answers at its port 4011"),
                found(asks(0, 67), offers(ONE, "10.0.0.9", "", Map.of()), question));
    }

    @Test
    void whatTheBootItselfHasToSay() {
        var missing = new Problem("SW-F320", Blame.PEER, "http://10.0.0.1/initrd.img", "there is no such file", "check the path");
        var loop = new Problem("SW-F111", Blame.PEER, "http://10.0.0.1/menu", "the boot configuration leads back to itself", "");
        assertEquals(List.of("SW-F320: http://10.0.0.1/initrd.img: there is no such file",
                "SW-F111: http://10.0.0.1/menu: the boot configuration leads back to itself"),
                found(view(List.of(), List.of(missing, loop), List.of())));
    }

    @Test
    void noContentLength() {
        assertTrue(found(new Sighting.Http("boot.lab", "GET", "/vmlinuz", 200, Map.of("transfer-encoding", List.of("chunked")))).getFirst()
                .startsWith("no-content-length: http://boot.lab/vmlinuz is sent without"));
    }

    @Test
    void bootFilesByName() {
        for (String[] row : new String[][]{{"pxelinux.0", "BIOS"}, {"http://x/EFI/BOOTX64.EFI?a=b", "x64"}, {"shimaa64.efi", "arm64"},
            {"bootia32.efi", "ia32"}, {"shim.efi", "UEFI"}, {"vmlinuz", ""}, {"", ""}}) {
            assertEquals(row[1], BootFileNames.client(row[0]).orElse(""), row[0]);
        }
    }
}
