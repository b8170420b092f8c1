package io.strapwork.testkit.boots;

import static io.strapwork.testkit.BootAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strapwork.api.plugin.Room;
import io.strapwork.runtime.outcome.BootOutcome.PartReport;
import io.strapwork.testkit.BootSession;
import io.strapwork.testkit.BootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's installer, verified as Debian publishes it: InRelease, SHA256SUMS, then kernel and initrd. */
@Tag("real")
@BootTest(realTime = true, value = """
        name = "debian-installer"
        [machine]
        use = "embedded"
        architecture = "x86_64"
        memory = "512MiB"
        [fetch]
        kernel = "http://10.0.2.2/debian/dists/bookworm/main/installer-amd64/current/images/netboot/debian-installer/amd64/linux"
        initrd = "http://10.0.2.2/debian/dists/bookworm/main/installer-amd64/current/images/netboot/debian-installer/amd64/initrd.gz"
        [trust]
        use = "sums"
        lists = ["/debian/dists/bookworm/InRelease", "../../../SHA256SUMS"]
        [trust.openpgp]
        keys = ["/usr/share/keyrings/debian-archive-keyring.gpg"]
        """)
class DebianInstallerTests {
    private static final String IMAGES = "debian/dists/bookworm/main/installer-amd64/current/images/";
    private static final String NETBOOT = IMAGES + "netboot/debian-installer/amd64/";

    @TempDir
    Path folder;

    /** Where this computer's own packages come from. */
    private String mirror() throws IOException, InterruptedException {
        Path targets = folder.resolve("targets");
        int status = new ProcessBuilder("apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)")
                .redirectErrorStream(true).redirectOutput(targets.toFile()).start().waitFor();
        Optional<String> bookworm = Files.readAllLines(targets).stream().filter(line -> line.endsWith(" bookworm main")).findFirst();
        Assumptions.assumeTrue(status == 0 && bookworm.isPresent(), "apt has no sources of Debian 12");
        return bookworm.get().substring(0, bookworm.get().indexOf(' '));
    }

    /** As apt fetches it, with apt's own settings. */
    private byte[] fetched(String path) throws IOException, InterruptedException {
        Path helper = Path.of("/usr/lib/apt/apt-helper");
        Assumptions.assumeTrue(Files.isExecutable(helper), "apt is not installed");
        Path file = folder.resolve(path.replace('/', '_'));
        int status = new ProcessBuilder(helper.toString(), "download-file", mirror() + path.substring("debian".length()),
                file.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("apt.log").toFile()).start().waitFor();
        Assumptions.assumeTrue(status == 0, "apt can't fetch it: " + Files.readString(folder.resolve("apt.log")));
        return Files.readAllBytes(file);
    }

    private static byte[] kernels(String name) throws IOException {
        String kernels = System.getenv("STRAPWORK_KERNELS");
        Assumptions.assumeTrue(kernels != null,
                "STRAPWORK_KERNELS is not set; it names the folder that samples/kernels/fetch-kernels filled");
        return Files.readAllBytes(Path.of(kernels, "x86_64", name));
    }

    @Test
    void isVerifiedAsPublished(BootSession boot) throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/share/keyrings/debian-archive-keyring.gpg")),
                "debian-archive-keyring is not installed");
        byte[] sums = fetched(IMAGES + "SHA256SUMS");
        boot.serve("debian/dists/bookworm/InRelease", fetched("debian/dists/bookworm/InRelease")).serve(IMAGES + "SHA256SUMS", sums)
                .serve(NETBOOT + "linux", kernels("vmlinuz")).serve(NETBOOT + "initrd.gz", kernels("initrd.gz"));
        assertThat(boot.run()).handedOff();
        for (PartReport part : boot.outcome().parts()) {
            assertTrue(
                    part.verified().matches(
                            "sha256 in SHA256SUMS line [0-9]+, sha256 in InRelease line [0-9]+, openpgp [0-9A-F]{40} \\(Debian .*"),
                    part::verified);
        }
    }

    @Test
    void isRefusedWhenTheListWasChanged(BootSession boot) throws Exception {
        byte[] sums = fetched(IMAGES + "SHA256SUMS");
        sums[0] ^= 1;
        boot.serve("debian/dists/bookworm/InRelease", fetched("debian/dists/bookworm/InRelease")).serve(IMAGES + "SHA256SUMS", sums)
                .serve(NETBOOT + "linux", kernels("vmlinuz")).serve(NETBOOT + "initrd.gz", kernels("initrd.gz"));
        assertThat(boot.run()).failedWith("SW-T306").in(Room.TRUST);
    }
}
