package io.strapwork.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.strapwork.cli.lab.Boots;
import io.strapwork.cli.lab.CodeSigner;
import io.strapwork.cli.lab.Images;
import io.strapwork.cli.lab.Lab;
import io.strapwork.cli.lab.QemuLab;
import io.strapwork.runtime.outcome.BootOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks that the real zipl has prepared: both entries of each, byte for byte, to user space, and by QEMU's own firmware as control. */
@Tag("real")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ZiplDiskTests {
    private static final String GEOMETRY = ",logical_block_size=4096,physical_block_size=4096,heads=15,secs=12,cyls=136";

    @TempDir
    private Path folder;

    /** The folder that {@code samples/kernels/make-zipl-disks} filled. */
    private static Path disks() {
        String kernels = System.getenv("STRAPWORK_KERNELS");
        assumeTrue(kernels != null, "STRAPWORK_KERNELS is not set; it names the folder that samples/kernels/make-zipl-disks filled");
        Path disks = Path.of(kernels, "zipl").toAbsolutePath();
        assumeTrue(Files.isRegularFile(disks.resolve("RECIPE")), "no disks in " + disks + ": run samples/kernels/make-zipl-disks");
        return disks;
    }

    private Path profile(String machine, String disk) {
        return new Lab(folder).profile("zipl", """
                [machine]
                use = "%s"
                architecture = "s390x"
                memory = "512MiB"
                network = "none"
                disks = ["%s"]
                [trust]
                use = "none"
                """.formatted(machine, disks().resolve(disk)));
    }

    private static String digest(String file) throws IOException {
        return Images.sha256(Files.readAllBytes(disks().resolve(file)));
    }

    @ParameterizedTest
    @CsvSource({"mbr,1", "mbr,2", "gpt,1", "gpt,2", "mbr4k,1", "mbr4k,2", "ldl,1", "ldl,2", "cdl,1", "cdl,2"})
    void eachEntryIsWhatWasInstalled(String disk, String entry) throws Exception {
        BootOutcome outcome = Boots.boot(new Boots().assemble(profile("embedded", disk + ".img"), "machine.loadparm=" + entry));
        assertEquals(List.of(), outcome.problems());
        assertEquals(List.of(digest("vmlinuz"), digest("initrd" + entry)),
                outcome.parts().stream().map(BootOutcome.PartReport::sha256).toList());
        assertEquals(digest("initrd" + entry), outcome.segments().stream().filter(segment -> segment.name().equals("initrd")).findFirst()
                .orElseThrow().sha256(), "read back from guest memory");
        assertEquals("zipl", outcome.menu().orElseThrow().reader());
    }

    /** Newer ones have an environment block, and other loaders. */
    @ParameterizedTest
    @CsvSource({"mbr,1", "mbr,2", "gpt,1", "gpt,2", "mbr4k,1", "mbr4k,2", "ldl,1", "ldl,2", "cdl,1", "cdl,2"})
    void eachEntryIsWhatANewerZiplInstalled(String disk, String entry) throws Exception {
        Path newer = disks().resolveSibling("zipl-trixie");
        assumeTrue(Files.isRegularFile(newer.resolve("RECIPE")),
                "no disks in " + newer + ": run samples/kernels/make-zipl-disks --release trixie");
        BootOutcome outcome = Boots.boot(new Boots().assemble(profile("embedded", disk + ".img"), "machine.loadparm=" + entry,
                "machine.disks=" + newer.resolve(disk + ".img")));
        assertEquals(List.of(), outcome.problems());
        assertEquals(List.of(Images.sha256(Files.readAllBytes(newer.resolve("vmlinuz"))),
                Images.sha256(Files.readAllBytes(newer.resolve("initrd" + entry)))),
                outcome.parts().stream().map(BootOutcome.PartReport::sha256).toList());
        assertEquals("zipl", outcome.menu().orElseThrow().reader());
    }

    @Test
    void anImageOfElToritoIsWhatWasMastered() throws Exception {
        BootOutcome outcome = Boots.boot(new Boots().assemble(profile("embedded", "eltorito.iso")));
        assertEquals(List.of(), outcome.problems());
        assertEquals("eltorito", outcome.menu().orElseThrow().reader());
        assertEquals(digest("initrd1"), outcome.parts().get(1).sha256());
    }

    private BootOutcome signed(Path disk, Path certificate, String... more) {
        var overrides = new ArrayList<>(List.of("trust.use=appended", "trust.certificates=" + certificate, "machine.disks=" + disk));
        overrides.addAll(List.of(more));
        return Boots.boot(new Boots().assemble(profile("embedded", "signed.img"), overrides.toArray(String[]::new)));
    }

    private static List<String> codes(BootOutcome outcome) {
        return outcome.problems().stream().map(problem -> problem.code()).toList();
    }

    /** Signatures that zipl has taken off the files, and made components of. */
    @Test
    void whatZiplHasInstalledWithSignaturesIsVouchedFor() throws Exception {
        Path disk = disks().resolve("signed.img");
        Path certificate = disks().resolve("signer.pem");
        assumeTrue(Files.isRegularFile(disk), "an older make-zipl-disks has made the disks: run it again");
        BootOutcome outcome = signed(disk, certificate, "trust.uncovered=command-line");
        assertEquals(List.of(), outcome.problems());
        assertEquals(List.of(digest("vmlinuz"), digest("initrd-signed")),
                outcome.parts().stream().limit(2).map(BootOutcome.PartReport::sha256).toList());
        assertEquals(List.of("kernel appended CN=zipl disks, O=Strapwork", "initrd appended CN=zipl disks, O=Strapwork",
                "command-line uncovered"),
                outcome.parts().stream().map(part -> part.name() + " " + part.verified().replaceAll(", sha256:.*", "")).toList());
        assertEquals(List.of("SW-T602"), codes(signed(disk, certificate)), "zipl signs no command line");
        assertEquals(List.of("SW-T605", "SW-T605"),
                codes(signed(disk, new CodeSigner().pem(folder.resolve("other.pem")), "trust.uncovered=command-line")));
    }

    @ParameterizedTest
    @CsvSource({"vmlinuz", "initrd-signed"})
    void aChangedByteOnASignedDiskIsRefused(String file) throws Exception {
        Path disk = disks().resolve("signed.img");
        assumeTrue(Files.isRegularFile(disk), "an older make-zipl-disks has made the disks: run it again");
        byte[] content = Files.readAllBytes(disk);
        byte[] block = Arrays.copyOfRange(Files.readAllBytes(disks().resolve(file)), 1 << 20, (1 << 20) + 4096);
        int changed = 0;
        for (int at = 0; at < content.length; at += block.length) {
            if (Arrays.equals(content, at, at + block.length, block, 0, block.length)) {
                content[at + 77] ^= 1;
                changed++;
            }
        }
        assertTrue(changed > 0, "the file is on the disk");
        Path other = Files.write(folder.resolve("changed.img"), content);
        assertEquals(List.of("SW-T604"), codes(signed(other, disks().resolve("signer.pem"), "trust.uncovered=command-line")));
    }

    private String run(List<String> command, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
        try {
            assertTrue(process.waitFor(280, TimeUnit.SECONDS), command::toString);
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({"mbr.img,1,first", "mbr.img,2,second", "gpt.img,1,first", "gpt.img,2,second", "mbr4k.img,1,first", "mbr4k.img,2,second",
        "ldl.img,1,first", "ldl.img,2,second", "signed.img,1,first",
        "cdl.img,1,first", "cdl.img,2,second", "eltorito.iso,'',iso"})
    void reachesUserSpace(String disk, String entry, String line) throws Exception {
        QemuLab.program("qemu-system-s390x");
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.strapwork.cli.Main", "boot",
                profile("qemu", disk).toString(), "--timeout", "240s", "--until", "strapwork: initrd"));
        if (!entry.isEmpty()) {
            command.addAll(List.of("-P", "machine.loadparm=" + entry));
        }
        check(run(command, folder.resolve("log")), line, entry);
    }

    private static void check(String said, String line, String entry) {
        assertTrue(said.contains("strapwork: command line console=ttysclp0 panic=-1 entry=" + line), said);
        assertTrue(said.contains("strapwork: initrd " + (entry.equals("2") ? "two" : "one")), said);
    }

    @ParameterizedTest
    @CsvSource({"mbr.img,1,first,''", "mbr.img,2,second,''", "gpt.img,2,second,''", "ldl.img,2,second," + "'" + GEOMETRY + "'",
        "cdl.img,1,first," + "'" + GEOMETRY + "'",
        "mbr4k.img,2,second,',logical_block_size=4096,physical_block_size=4096'", "eltorito.iso,'',iso,''"})
    void firmwareOfQemuBootsTheSame(String disk, String entry, String line, String sizes) throws Exception {
        QemuLab.program("qemu-system-s390x");
        check(run(
                List.of("qemu-system-s390x", "-accel", "tcg", "-m", "512M", "-nographic", "-nodefaults", "-no-reboot", "-monitor", "none",
                        "-serial",
                        "stdio", "-machine", "s390-ccw-virtio" + (entry.isEmpty() ? "" : ",loadparm=" + entry), "-drive",
                        "if=none,id=a,format=raw,snapshot=on,file=" + disks().resolve(disk), "-device",
                        "virtio-blk-ccw,drive=a,bootindex=1" + sizes),
                folder.resolve("log")), line, entry);
    }
}
