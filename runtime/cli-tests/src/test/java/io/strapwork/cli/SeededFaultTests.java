package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.BridgedLan;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults in configurations of dnsmasq, Kea and nginx as people make them: a probe names each, and nothing in a right one. */
@Tag("real")
@Timeout(value = 280, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeededFaultTests {
    private static final String SERVER = BridgedLan.SERVER;
    private static final String HTTP = "listen " + SERVER + ":80;";
    private static final String[] ARCHITECTURES = {"dhcp-match=set:bios,option:client-arch,0", "dhcp-match=set:efi,option:client-arch,7",
        "dhcp-boot=tag:bios,pxelinux.0", "dhcp-boot=tag:efi,grubx64.efi"};
    private static final String KEA_CLASSES = """
            "client-classes": [
              { "name": "bios", "test": "option[93].hex == 0x0000", "next-server": "%1$s", "boot-file-name": "%2$s" },
              { "name": "efi", "test": "option[93].hex == 0x0007", "next-server": "%1$s", "boot-file-name": "%3$s" } ]""";

    @TempDir
    private Path folder;
    private Lab lab;
    private BridgedLan lan;
    private Path profile;

    @BeforeEach
    void network() throws Exception {
        lab = new Lab(folder).serve("vmlinuz", Images.linuxS390x(0x20000)).serve("initrd.gz", new byte[5000])
                .serve("pxelinux.cfg/default", menu("initrd.gz")).serve("pxelinux.0", new byte[1000])
                .serve("grub/grub.cfg", Images.text("menuentry \"Linux\" {\n  linux /vmlinuz\n  initrd /initrd.gz\n}\n"))
                .serve("grubx64.efi", new byte[1000]);
        profile = lab.profile("probe", "[machine]\narchitecture = \"s390x\"\nnetwork = \"" + BridgedLan.TAP
                + "\"\n[fetch.tftp]\npatience = \"40s\"\n[trust]\nuse = \"none\"\n");
        lan = BridgedLan.open(Files.createDirectory(folder.resolve("work")), folder.resolve("files"), "dnsmasq", "nginx", "ip");
    }

    @AfterEach
    void end() throws Exception {
        lan.close();
    }

    private static byte[] menu(String initrd) {
        return Images.text("DEFAULT linux\nLABEL linux\n  KERNEL vmlinuz\n  INITRD " + initrd + "\n");
    }

    /** Rules and words of what is found, by each identity. */
    private List<String> findings(String identities, String... more) throws Exception {
        Path json = folder.resolve("probe.json");
        var words = new ArrayList<>(List.of("probe", profile.toString(), "--as", identities, "--json", json.toString()));
        words.addAll(List.of(more));
        String told = lan.strapwork(words);
        var found = new ArrayList<String>();
        for (JsonNode identity : new ObjectMapper().readTree(json.toFile()).get("identities")) {
            identity.get("findings").forEach(each -> found.add(each.get("rule").asText() + ": " + each.get("what").asText()));
        }
        assertTrue(told.endsWith("exit status " + (found.isEmpty() ? 0 : 1) + "\n"), told);
        return found;
    }

    private static void assertOne(String beginning, List<String> found) {
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.getFirst().startsWith(beginning), found::toString);
    }

    private static void assertNamed(String beginning, List<String> found) {
        assertTrue(found.stream().anyMatch(each -> each.startsWith(beginning)), found::toString);
    }

    @Test
    void rightConfigurationsHaveNoFindings() throws Exception {
        lan.dnsmasq(ARCHITECTURES);
        lan.nginx(HTTP, "tcp/80");
        assertEquals(List.of(), findings("pxe-bios,uefi-x64", "--light"));
        assertEquals(List.of(), findings("s390x"));
        lab.serve("pxelinux.cfg/default", menu("http://" + SERVER + "/initrd.gz"));
        assertEquals(List.of(), findings("s390x"));
    }

    @Test
    void anArchitectureMatchThatIsWrong() throws Exception {
        lan.dnsmasq("dhcp-match=set:efi,option:client-arch,0", ARCHITECTURES[3]);
        assertNamed("wrong-architecture: " + SERVER + " offers grubx64.efi, a program for x64, to a client for BIOS (option 93 is 0)",
                findings("pxe-bios", "--light"));
    }

    @Test
    void aPrefixWithoutASlash() throws Exception {
        lan.dnsmasq("dhcp-boot=pxelinux.0", "dhcp-option-force=210,/lab");
        assertNamed("prefix-without-slash: " + SERVER + " gives the path prefix \"/lab\" (option 210) without a slash at its end",
                findings("pxe-bios", "--light"));
    }

    @Test
    void aNextServerThatIsDead() throws Exception {
        lan.dnsmasq("dhcp-boot=pxelinux.0,," + BridgedLan.DEAD);
        List<String> found = findings("pxe-bios", "--light", "-P", "fetch.tftp.patience=3s");
        assertTrue(found.stream().anyMatch(each -> each.contains(BridgedLan.DEAD)), found::toString);
    }

    @Test
    void servedAlthoughItShouldNotBe() throws Exception {
        lan.dnsmasq("dhcp-boot=pxelinux.0");
        assertNamed("still-served: nothing should boot here, but " + SERVER + " offers pxelinux.0",
                findings("pxe-bios", "--expect", "nothing"));
    }

    @Test
    void aCertificateThatHasExpired() throws Exception {
        Path keys = Files.createDirectory(folder.resolve("keys"));
        run(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair", "-keystore", keys + "/store", "-storepass",
                "changeit", "-storetype", "PKCS12", "-alias", "boot", "-keyalg", "EC", "-dname", "CN=boot", "-ext", "san=ip:" + SERVER,
                "-ext",
                "bc=ca:true", "-startdate", "-3d", "-validity", "1");
        run("openssl", "pkcs12", "-in", keys + "/store", "-passin", "pass:changeit", "-nodes", "-out", keys + "/all.pem");
        lan.dnsmasq("dhcp-boot=pxelinux.0");
        lan.nginx("listen " + SERVER + ":443 ssl; ssl_certificate " + keys + "/all.pem; ssl_certificate_key " + keys + "/all.pem;",
                "tcp/443");
        lab.serve("pxelinux.cfg/default", menu("https://" + SERVER + "/initrd.gz"));
        List<String> found = findings("s390x", "-P", "transport.tls.ca=" + keys + "/all.pem");
        assertTrue(found.stream().anyMatch(each -> each.contains("expired")), found::toString);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, told);
    }

    @Test
    void blocksOfTheSmallestSize() throws Exception {
        lan.dnsmasq("dhcp-boot=pxelinux.0", "tftp-no-blocksize");
        assertOne("blksize-refused: the TFTP server " + SERVER + " refuses the option blksize", findings("s390x"));
    }

    @Test
    void twoServersThatGiveAddresses() throws Exception {
        lan.dnsmasq("dhcp-boot=pxelinux.0");
        lan.secondDnsmasq("dhcp-boot=other.0");
        List<String> found = findings("pxe-bios", "--light");
        assertNamed("two-dhcp-servers: several DHCP servers give addresses: ", found);
        assertNamed("servers-disagree: DHCP servers disagree about what to boot: ", found);
    }

    @Test
    void aProxyWhosePort4011IsClosed() throws Exception {
        BridgedLan.assumeInstalled("python3");
        lan.dnsmasq();
        lan.proxy("pxe-prompt=\"Boot\",1", "pxe-service=x86PC,\"Linux\",pxelinux", "pxe-service=x86PC,\"Rescue\",rescue");
        lan.muteSecond(4011);
        assertNamed(
                "proxy-without-4011: the proxyDHCP server " + BridgedLan.OTHER
                        + " names no boot file, and nothing answers at its port 4011",
                findings("pxe-bios", "--light"));
    }

    @Test
    void anInitrdThatNginxDoesNotHave() throws Exception {
        lan.dnsmasq("dhcp-boot=pxelinux.0");
        lan.nginx(HTTP, "tcp/80");
        lab.serve("pxelinux.cfg/default", menu("http://" + SERVER + "/initrd.img"));
        List<String> found = findings("s390x");
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.getFirst().contains("http://" + SERVER + "/initrd.img") && found.getFirst().contains("404"), found::toString);
    }

    @Test
    void aMenuThatLeadsBackToItself() throws Exception {
        lab.serve("boot.ipxe", Images.text("#!ipxe\nchain http://" + SERVER + "/boot.ipxe\n"));
        lan.dnsmasq("dhcp-boot=http://" + SERVER + "/boot.ipxe");
        lan.nginx(HTTP, "tcp/80");
        List<String> found = findings("ipxe");
        assertTrue(found.stream().anyMatch(each -> each.contains("chain each other")), found::toString);
    }

    @Test
    void classesOfKea() throws Exception {
        BridgedLan.assumeInstalled("kea-dhcp4");
        lan.nginx(HTTP, "tcp/80");
        lan.kea(KEA_CLASSES.formatted(SERVER, "http://" + SERVER + "/pxelinux.0", "http://" + SERVER + "/grubx64.efi"));
        assertEquals(List.of(), findings("pxe-bios,uefi-x64", "--light"));
    }

    @Test
    void classesOfKeaThatAreSwapped() throws Exception {
        BridgedLan.assumeInstalled("kea-dhcp4");
        lan.nginx(HTTP, "tcp/80");
        lan.kea(KEA_CLASSES.formatted(SERVER, "http://" + SERVER + "/grubx64.efi", "http://" + SERVER + "/pxelinux.0"));
        List<String> found = findings("pxe-bios,uefi-x64", "--light");
        assertNamed("wrong-architecture: " + SERVER + " offers http://" + SERVER + "/grubx64.efi, a program for x64, to a client for BIOS",
                found);
        assertNamed("wrong-architecture: " + SERVER + " offers http://" + SERVER + "/pxelinux.0, a program for BIOS, to a client for x64",
                found);
    }
}
