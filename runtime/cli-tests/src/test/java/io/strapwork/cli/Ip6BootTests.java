package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boots on networks with IPv6, with and without IPv4, by each source of addresses that knows it. */
class Ip6BootTests {
    private static final String HOST = "[fd00:5354:5250::2]";
    private static final byte[] KERNEL = Images.linuxS390x(0x30000);
    private static final byte[] VMLINUX = Images.elfPpc64(0x30000);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"slaac,slaac,tftp", "slaac,stateless,http", "slaac,slaac,https", "dhcp6,dhcp6,tftp", "dhcp6,slaac,http",
        "dhcp6,dhcp6,https",
        "ip6,slaac,http", "ip6,dhcp6,tftp", "ip6,stateless,https", "auto,slaac,tftp", "auto,dhcp6,http", "auto,stateless,https"})
    @Timeout(60)
    void withoutIpv4(String address, String advertised, String scheme) throws IOException {
        boolean s390x = scheme.equals("http");
        for (String host : List.of(HOST, "boot.strapwork")) {
            boots(profile(s390x, scheme + "://" + host + "/kernel"), s390x, "machine.families=[\"ipv6\"]", "machine.ip6=" + advertised,
                    "address.use=" + address);
        }
    }

    @ParameterizedTest
    @CsvSource({"slaac,tftp", "dhcp6,http", "stateless,https"})
    @Timeout(60)
    void bothFamilies(String advertised, String scheme) throws IOException {
        boolean s390x = scheme.equals("http");
        for (String host : List.of("10.0.2.2", "boot.strapwork")) {
            boots(profile(s390x, scheme + "://" + host + "/kernel"), s390x, "machine.families=[\"ipv4\", \"ipv6\"]",
                    "machine.ip6=" + advertised, "address.use=auto");
        }
        boots(profile(s390x, scheme + "://" + host(s390x) + "/kernel"), s390x, "machine.families=[\"ipv4\"]", "address.use=auto");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tftp", "http", "https"})
    @Timeout(60)
    void addressesOfTheProfile(String scheme) throws IOException {
        boots(profile(true, scheme + "://" + HOST + "/kernel"), true, "machine.families=[\"ipv6\"]", "address.use=static",
                "address.address=fd00:5354:5250::77/64");
    }

    private static String host(boolean s390x) {
        return s390x ? "10.0.2.2" : "boot.strapwork";
    }

    /** RFC 5970. */
    @ParameterizedTest
    @CsvSource({"slaac,slaac", "slaac,stateless", "dhcp6,dhcp6", "ip6,slaac", "ip6,dhcp6", "auto,slaac", "auto,dhcp6"})
    @Timeout(60)
    void bootFile(String address, String advertised) throws IOException {
        Path profile = profile(true, "");
        Files.writeString(profile, Files.readString(profile).replace("kernel = \"\"\n", ""));
        JsonNode outcome = boots(profile, true, "machine.families=[\"ipv6\"]", "machine.ip6=" + advertised, "address.use=" + address,
                "machine.boot-file=kernel");
        assertEquals("tftp://" + HOST + "/kernel", outcome.get("parts").get(0).get("uri").asText());
    }

    private Path profile(boolean s390x, String kernel) {
        var lab = new Lab(folder).serve("kernel", s390x ? KERNEL : VMLINUX);
        return s390x ? lab.s390x("lab", kernel) : lab.ppc64("lab", kernel);
    }

    private JsonNode boots(Path profile, boolean s390x, String... overrides) throws IOException {
        Path outcome = folder.resolve("outcome.json");
        var arguments = new ArrayList<Object>(List.of("boot", profile, "--json", outcome, "--seed", 7));
        for (String override : overrides) {
            arguments.addAll(List.of("-P", override));
        }
        CommandLineRun run = strapwork(folder, arguments);
        assertEquals(0, run.status(), run::toString);
        JsonNode read = new ObjectMapper().readTree(Files.readAllBytes(outcome));
        byte[] placed = s390x ? Arrays.copyOfRange(KERNEL, 0x10000, KERNEL.length) : Arrays.copyOfRange(VMLINUX, 0x1000, VMLINUX.length);
        assertEquals(Images.sha256(placed), read.get("segments").get(0).get("sha256").asText());
        return read;
    }
}
