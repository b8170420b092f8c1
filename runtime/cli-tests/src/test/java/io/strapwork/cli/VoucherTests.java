package io.strapwork.cli;

import static io.strapwork.cli.CommandLineRun.strapwork;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a boot prints of who vouches for which part, and what {@code explain} does of who would. */
class VoucherTests {
    private static final byte[] KERNEL = Images.linuxS390x(0x20000);
    private static final byte[] INITRD = {1, 2, 3};

    @TempDir
    private Path folder;

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private List<String> vouchers(String... overrides) throws Exception {
        byte[] list = (sha256(KERNEL) + "  vmlinuz\n").getBytes(StandardCharsets.UTF_8);
        Lab lab = new Lab(folder).serve("vmlinuz", KERNEL).serve("initrd", INITRD).serve("SHA256SUMS", list);
        var arguments = new ArrayList<Object>(List.of("boot", lab.s390x("lab", "http://10.0.2.2/vmlinuz"), "-P",
                "fetch.initrd=http://10.0.2.2/initrd", "-P", "trust.digest.SHA256SUMS=sha256:" + sha256(list)));
        for (String override : overrides) {
            arguments.addAll(List.of("-P", override));
        }
        return strapwork(folder, arguments).out().lines().filter(line -> line.contains("verified ")).toList();
    }

    @Test
    void eachPartHasALine() throws Exception {
        assertEquals(List.of("  verified   kernel       sha256 in SHA256SUMS line 1, sha256", "  verified   initrd       uncovered"),
                vouchers("trust.use=sums", "trust.by=digest", "trust.uncovered=initrd"));
    }

    @Test
    void whatIsRefusedHasOneToo() throws Exception {
        assertEquals(List.of("  verified   kernel       sha256 in SHA256SUMS line 1, sha256", "  verified   initrd       refused"),
                vouchers("trust.use=sums", "trust.by=digest"));
    }

    /** The lines of the trust room, from the vouchers on. */
    private String explained(String trust, String fetch) throws Exception {
        Path profile = Files.writeString(folder.resolve("lab.toml"),
                "[machine]\nuse = \"embedded\"\narchitecture = \"s390x\"\n" + fetch + "[trust]\n" + trust);
        return strapwork(folder, List.of("explain", profile)).out().lines().dropWhile(line -> !line.startsWith("trust "))
                .takeWhile(line -> !line.isEmpty()).dropWhile(line -> !line.startsWith("    kernel") || line.contains(" line "))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void explainTellsWhoWould() throws Exception {
        String digest = "0".repeat(64);
        assertEquals("""
                    kernel                 digest
                      sha256:0000000000000000000000000000000000000000000000000000000000000000
                    initrd                 refused: nobody vouches (digest)
                      [trust] has no digest for "initrd"
                    command-line           this profile
                """, explained("use = \"digest\"\nkernel = \"sha256:" + digest + "\"\n",
                "[fetch]\nkernel = \"http://10.0.2.2/vmlinuz\"\ninitrd = \"http://10.0.2.2/initrd\"\n"));
        assertEquals("""
                    kernel, initrd, device-tree, menu, command-line NOT VERIFIED
                """, explained("use = \"none\"\n", ""));
    }

    @Test
    void explainFollowsThoseWhoAreAsked() throws Exception {
        assertEquals("""
                    kernel, device-tree    all of
                      sums <- digest
                        SHA256SUMS
                          sha256:0000000000000000000000000000000000000000000000000000000000000000
                      openpgp
                        the key file gone.asc does not exist; a path is relative to the profile's folder; a boot needs it
                    initrd                 all of
                      sums <- digest
                      uncovered (named in uncovered) unless openpgp vouches
                    menu                   uncovered (named in uncovered) unless all vouches
                      uncovered (named in uncovered) unless sums vouches <- digest
                      uncovered (named in uncovered) unless openpgp vouches
                    command-line           uncovered (named in uncovered) unless all vouches
                      in a configuration: as menu; within an image: as kernel
                      in zipl's boot maps: refused unless it is signed there; from DHCPv6: refused
                """, explained("""
                use = "all"
                of = ["sums", "openpgp"]
                [trust.sums]
                by = "digest"
                uncovered = ["menu"]
                [trust.sums.digest]
                SHA256SUMS = "sha256:%s"
                [trust.openpgp]
                keys = ["gone.asc"]
                uncovered = ["initrd", "menu"]
                """.formatted("0".repeat(64)), ""));
    }

    @Test
    void explainSaysWhereACommandLineMayComeFrom() throws Exception {
        assertEquals("""
                    kernel, initrd, device-tree, menu appended
                      the file gone.pem does not exist; a path is relative to the profile's folder; a boot needs it
                    command-line           appended
                      in a configuration: as menu; within an image: as kernel
                      in zipl's boot maps: refused unless it is signed there; from DHCPv6: refused
                """, explained("use = \"appended\"\ncertificates = [\"gone.pem\"]\n", ""));
        assertEquals("""
                    kernel, initrd, device-tree, menu appended
                      the file gone.pem does not exist; a path is relative to the profile's folder; a boot needs it
                    command-line           uncovered (named in uncovered) unless appended vouches
                      in a configuration: as menu; within an image: as kernel
                      in zipl's boot maps: uncovered unless it is signed there; from DHCPv6: uncovered
                """, explained("use = \"appended\"\ncertificates = [\"gone.pem\"]\nuncovered = [\"command-line\"]\n", ""));
    }

    @Test
    void explainTellsItInJson() throws Exception {
        explained("use = \"none\"\n", "[fetch]\nkernel = \"http://10.0.2.2/vmlinuz\"\n");
        JsonNode vouchers = new ObjectMapper()
                .readTree(strapwork(folder, List.of("explain", folder.resolve("lab.toml"), "--json", "-")).out()).get("vouchers");
        assertEquals("[{\"part\":\"kernel\",\"verifier\":\"none\",\"answer\":\"not-verified\",\"by\":[]},"
                + "{\"part\":\"command-line\",\"verifier\":\"profile\",\"answer\":\"vouches\",\"by\":[]}]", vouchers.toString());
    }
}
